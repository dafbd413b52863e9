import { Type } from 'typebox'
import { caseParams, code } from '../web/routing/fields.ts'
import { page, type Route } from '../web/routing/route.ts'
import { ObligationPage } from './pages/obligation.tsx'
import { obligationView } from './read-model.ts'

export const obligationRoutes: readonly Route[] = [
  page({
    path: '/obligations/:area/:case_id/:obligation',
    about: 'An obligation, its definition and its clock',
    permission: ['practitioner', 'case manager'],
    purpose: 'keep obligations',
    zone: 'case',
    input: Type.Object({ ...caseParams, obligation: code('the obligation') }),
    load: (tx, input) => obligationView(tx, { area: input.area, caseId: input.case_id }, input.obligation),
    shows: ({ area, caseId }) => [{ area, caseId }],
    view: ObligationPage,
  }),
]
