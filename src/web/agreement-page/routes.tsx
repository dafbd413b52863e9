import { Type } from 'typebox'
import { agreementModel } from '../../agreements/agreement-model.ts'
import { AgreementPage } from '../../agreements/pages/agreement.tsx'
import { code } from '../routing/fields.ts'
import { page, type Route } from '../routing/route.ts'
import { cameOfIt } from './came-of-it.ts'
import { CameOfItPart } from './came-of-it-part.tsx'

export const agreementPageRoutes: readonly Route[] = [
  page({
    path: '/agreements/:agreement',
    about: 'An agreement as it is in force, and what came of what it promises',
    permission: 'signed in',
    purpose: 'look at agreements',
    zone: 'contract',
    input: Type.Object({ agreement: code('an agreement') }),
    load: async (tx, { agreement }) => {
      const agreed = await agreementModel(tx, agreement)
      return { ...agreed, cameOfIt: await cameOfIt(tx, agreed) }
    },
    view: ({ cameOfIt: came, ...agreed }) => (
      <AgreementPage model={agreed} beside={came === null ? null : <CameOfItPart {...came} />} />
    ),
  }),
]
