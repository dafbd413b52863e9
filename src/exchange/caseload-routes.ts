import { Type } from 'typebox'
import { AREAS } from '../directory/reference/areas.ts'
import { plural } from '../kernel/words.ts'
import { choice, line, optional } from '../web/routing/fields.ts'
import { file, type Route, upload } from '../web/routing/route.ts'
import { MOST_BYTES } from './caseload/caseload-text.ts'
import { caseloadTemplate } from './caseload/columns.ts'
import { BAD_ROWS, caseloadModel, STEPS, takeCaseload } from './caseload/take-caseload.ts'
import { CaseloadPage } from './pages/caseload.tsx'

const common = { permission: ['case manager'], purpose: 'import', zone: 'contract', input: Type.Object({}) } as const
const MOST_BASE64 = Math.ceil(MOST_BYTES / 3) * 4

export const caseloadRoutes: readonly Route[] = [
  upload({
    ...common,
    path: '/imports/caseload',
    about: 'Read in a caseload file: a preview, then all good rows',
    body: Type.Object({
      area: choice(
        'the area of the cases',
        AREAS.map(area => area.code),
      ),
      step: choice('whether to preview or to keep', STEPS),
      bad: optional(choice('what becomes of the good rows where others are bad', BAD_ROWS)),
      text: optional(
        Type.String({
          maxLength: MOST_BYTES,
          title: 'the rows, with the heading first',
          wrong: 'Paste rows of at most 5 megabytes',
        }),
      ),
      kept: optional(
        Type.String({
          maxLength: MOST_BASE64,
          title: 'the file in Base64, in place of its text',
          wrong: 'Choose the file again',
        }),
      ),
      file_name: optional(line('the name of the file', { most: 80 })),
    }),
    file: { field: 'file', most: MOST_BYTES },
    load: caseloadModel,
    view: CaseloadPage,
    submit: takeCaseload,
    then: ({ batch, counts }) =>
      batch === null
        ? undefined
        : {
            to: `/imports/${batch}`,
            flash: `Kept: ${plural(counts.new, 'new case')}, ${counts.changed} changed.`,
          },
    told: ({ bytes: _, ...told }) => told,
  }),
  file({
    ...common,
    path: '/imports/caseload/template',
    about: 'An empty caseload file',
    load: async () => ({}),
    file: async () => ({ type: 'text/csv; charset=utf-8', name: 'caseload.csv', body: caseloadTemplate() }),
  }),
]
