import { Type } from 'typebox'
import { choice, code, line, month, optional, text, whole } from '../web/routing/fields.ts'
import { action, file, form, page, type Route } from '../web/routing/route.ts'
import { approveStatement } from './statement/approve-statement.ts'
import { answerLineDispute, disputeLine } from './statement/dispute-line.ts'
import { AnswerLinePage, DisputeLinePage } from './statement/pages/forms.tsx'
import { StatementPage, StatementsPage } from './statement/pages/statements.tsx'
import { answerDispute, approveStatement as mayApprove, disputeLine as mayDispute } from './statement/policy.ts'
import { listStatements, loadLine, loadLineDispute, loadStatement } from './statement/read-statements.ts'
import { statementCsv, statementPdf } from './statement/statement-file.ts'

const READERS = ['partner manager', 'finance', 'commissioner', 'supply-chain manager', 'CRT member'] as const
const which = { statement: code('the statement') }
const money = { purpose: 'pay partners', zone: 'contract' } as const
const home = ({ statement }: { statement: string }) => `/statements/${statement}`

export const paymentRoutes: readonly Route[] = [
  page({
    ...money,
    path: '/statements',
    about: 'Statements that you pay, are paid by, or oversee',
    permission: READERS,
    input: Type.Object({ month: optional(month('the month')), after: optional(code('where to go on')) }),
    load: (tx, input) => listStatements(tx, { month: input.month, after: input.after }),
    view: StatementsPage,
  }),
  page({
    ...money,
    path: '/statements/:statement',
    about: 'One statement, each line explained',
    permission: READERS,
    input: Type.Object(which),
    load: (tx, input) => loadStatement(tx, input.statement),
    view: StatementPage,
  }),
  file({
    ...money,
    path: '/statements/:statement/csv',
    about: 'The lines of a statement as CSV',
    permission: READERS,
    input: Type.Object(which),
    load: (tx, input) => loadStatement(tx, input.statement),
    file: async ({ issued }) => ({
      type: 'text/csv; charset=utf-8',
      name: `${issued.statement}.csv`,
      body: statementCsv(issued),
    }),
  }),
  file({
    ...money,
    path: '/statements/:statement/pdf',
    about: 'A statement as PDF',
    permission: READERS,
    input: Type.Object(which),
    load: (tx, input) => loadStatement(tx, input.statement),
    file: async ({ issued, issuedAt }) => ({
      type: 'application/pdf',
      name: `${issued.statement}.pdf`,
      body: await statementPdf(issued, issuedAt),
    }),
  }),
  action({
    ...money,
    path: '/statements/:statement/approve',
    about: 'Approve a statement, first or second',
    permission: mayApprove,
    input: Type.Object(which),
    body: Type.Object({}),
    submit: (tx, input, version) => approveStatement(tx, input, version),
    then: ({ statement, place }) => ({
      to: `/statements/${statement}`,
      flash: place === 2 ? 'Approved. It can be paid.' : 'Approved once. Another person gives the second approval.',
    }),
  }),
  form({
    ...money,
    path: '/statements/:statement/lines/:line/dispute',
    about: 'Dispute one line of a statement',
    permission: mayDispute,
    input: Type.Object({ ...which, line: whole('the line', { least: 1, most: 500 }) }),
    body: Type.Object({ words: text('what is wrong', { most: 2000 }) }),
    load: (tx, input) => loadLine(tx, input.statement, input.line),
    view: DisputeLinePage,
    submit: (tx, input) => disputeLine(tx, input),
    then: (_, input) => ({ to: home(input), flash: 'Disputed. The other side is asked to answer.' }),
  }),
  form({
    ...money,
    path: '/statements/:statement/disputes/:dispute',
    about: 'Answer a dispute of a line',
    permission: answerDispute,
    input: Type.Object({ ...which, dispute: code('the dispute') }),
    body: Type.Object({
      answer: choice('whether you agree', ['agreed', 'refused']),
      credit: optional(line('the credit', { most: 30 })),
      words: text('why', { most: 2000 }),
    }),
    load: (tx, input) => loadLineDispute(tx, input.statement, input.dispute),
    view: AnswerLinePage,
    submit: (tx, input) => answerLineDispute(tx, { ...input, credit: input.credit }),
    then: (_, input) => ({ to: home(input), flash: 'Answered.' }),
  }),
]
