import { Type } from 'typebox'
import { code } from '../web/routing/fields.ts'
import { page, type Route } from '../web/routing/route.ts'
import { caseloadModel } from './caseload/take-caseload.ts'
import { caseloadRoutes } from './caseload-routes.ts'
import { batchModel, listBatches } from './import-model.ts'
import { ImportPage, ImportsPage } from './pages/imports.tsx'

const common = {
  permission: ['administrator', 'supply-chain manager', 'case manager'],
  purpose: 'look at imports',
  zone: 'contract',
} as const

export const importRoutes: readonly Route[] = [
  page({
    ...common,
    path: '/imports',
    about: 'Everything imported, batch by batch',
    input: Type.Object({}),
    load: async tx => ({
      batches: await listBatches(tx),
      mayReadIn: tx.actor.roles.includes('case manager') && (await caseloadModel(tx)).areas.length > 0,
    }),
    view: ImportsPage,
  }),
  page({
    ...common,
    path: '/imports/:batch',
    about: 'One import and its report by file and field',
    input: Type.Object({ batch: code('an import') }),
    load: (tx, { batch }) => batchModel(tx, batch),
    view: ImportPage,
  }),
  ...caseloadRoutes,
]
