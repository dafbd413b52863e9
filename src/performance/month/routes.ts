import { Type } from 'typebox'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { notFound } from '../../kernel/errors.ts'
import { monthInWords, parseMonth } from '../../kernel/month.ts'
import { choice, code, line, month, optional, text } from '../../web/routing/fields.ts'
import { action, form, page, type Route } from '../../web/routing/route.ts'
import { measureOf } from '../measures/index.ts'
import { confirmFigures, disputeFigure } from './answer-figures.ts'
import { DISPUTE_EFFECTS, DISPUTE_REASONS } from './cycle.ts'
import { cycleOf } from './cycle-of.ts'
import { loadDisputable, loadMonth, loadMonths } from './month-page-model.ts'
import { askForFreeze, closeMonth, reviewMonth } from './move-cycle.ts'
import { DisputePage, ReviewPage, rowValue, type SettleModel, SettlePage } from './pages/forms.tsx'
import { MonthPage } from './pages/month.tsx'
import { MonthsPage } from './pages/months.tsx'
import { answerFigures, settleDispute as maySettle, reviewCycle, runCycle } from './policy.ts'
import { settleDispute } from './settle-dispute.ts'

const which = { area: Type.String({ pattern: '^C\\d\\d$' }), month: month('the month') }
const home = ({ area, month }: { area: string; month: string }) => `/areas/${area}/months/${month}`
const READERS = [
  'partner manager',
  'case manager',
  'supply-chain manager',
  'commissioner',
  'finance',
  'CRT member',
] as const
const WORDS = Type.Object({ words: text('the words', { most: 4000 }) })
const NOTHING = Type.Object({})

export const monthRoutes: readonly Route[] = [
  page({
    path: '/months',
    about: 'The months of the areas that concern you',
    permission: READERS,
    purpose: 'work the month',
    zone: 'contract',
    input: NOTHING,
    load: tx => loadMonths(tx),
    view: MonthsPage,
  }),
  page({
    path: '/areas/:area/months/:month',
    about: 'One month of an area: figures, answers, disputes, where lateness was born',
    permission: READERS,
    purpose: 'work the month',
    zone: 'contract',
    input: Type.Object(which),
    load: (tx, input) => loadMonth(tx, input.area, parseMonth(input.month)),
    view: MonthPage,
  }),
  action({
    path: '/areas/:area/months/:month/confirm',
    about: 'Confirm the figures of your organisation',
    permission: answerFigures,
    purpose: 'work the month',
    zone: 'contract',
    input: Type.Object(which),
    body: NOTHING,
    submit: (tx, input) => confirmFigures(tx, { area: input.area, month: parseMonth(input.month) }),
    then: (_, input) => ({ to: home(input), flash: `You have confirmed ${monthInWords(parseMonth(input.month))}.` }),
  }),
  form({
    path: '/areas/:area/months/:month/dispute/:measure',
    about: 'Dispute a figure of your organisation, by row',
    permission: answerFigures,
    purpose: 'work the month',
    zone: 'case',
    input: Type.Object({ ...which, measure: code('the measure') }),
    body: Type.Object({
      row: line('which row, or the figure as a whole'),
      reason: choice('why', DISPUTE_REASONS),
      words: text('what happened', { most: 2000 }),
    }),
    load: (tx, input) => loadDisputable(tx, { ...input, month: parseMonth(input.month) }),
    shows: model => model.rows.map(({ caseId }) => ({ area: model.area, caseId })),
    view: DisputePage,
    submit: submitDispute,
    then: (_, input) => ({
      to: home(input),
      flash: 'Disputed. It is settled by a named person before the freeze, or stands apart from the figure.',
    }),
  }),
  form({
    path: '/areas/:area/months/:month/disputes/:dispute',
    about: 'Settle a dispute',
    permission: maySettle,
    purpose: 'work the month',
    zone: 'contract',
    input: Type.Object({ ...which, dispute: code('the dispute') }),
    body: Type.Object({
      answer: choice('whether it is upheld', ['upheld', 'not upheld']),
      effect: optional(choice('how the row counts now', DISPUTE_EFFECTS)),
      words: text('why', { most: 2000 }),
    }),
    load: (tx, input) => loadDispute(tx, input),
    view: SettlePage,
    submit: (tx, input, version) => settleDispute(tx, { ...input, effect: input.effect }, version),
    then: (_, input) => ({ to: home(input), flash: 'The dispute is settled.' }),
  }),
  action({
    path: '/areas/:area/months/:month/freeze',
    about: 'Ask for the freeze of a month',
    permission: runCycle,
    purpose: 'work the month',
    zone: 'contract',
    input: Type.Object(which),
    body: NOTHING,
    submit: (tx, input, version) => askForFreeze(tx, { area: input.area, month: parseMonth(input.month) }, version),
    then: (_, input) => ({ to: home(input), flash: 'Weft is freezing the month; statements follow at once.' }),
  }),
  form({
    path: '/areas/:area/months/:month/review',
    about: 'Record the review of a month',
    permission: reviewCycle,
    purpose: 'work the month',
    zone: 'contract',
    input: Type.Object(which),
    body: WORDS,
    load: async (tx, input) => {
      allow(tx.actor, reviewCycle, input)
      const month = parseMonth(input.month)
      return { area: input.area, month, version: (await cycleOf(tx, input.area, month)).version }
    },
    view: ReviewPage,
    submit: (tx, input, version) => reviewMonth(tx, { ...input, month: parseMonth(input.month) }, version),
    then: (_, input) => ({ to: home(input), flash: 'The review is recorded.' }),
  }),
  action({
    path: '/areas/:area/months/:month/close',
    about: 'Close a reviewed month',
    permission: reviewCycle,
    purpose: 'work the month',
    zone: 'contract',
    input: Type.Object(which),
    body: NOTHING,
    submit: (tx, input, version) => closeMonth(tx, { area: input.area, month: parseMonth(input.month) }, version),
    then: (_, input) => ({
      to: home(input),
      flash: 'The month is closed. What is settled later shows as an adjustment.',
    }),
  }),
]

type DisputeInput = {
  area: string
  month: string
  measure: string
  row: string
  reason: (typeof DISPUTE_REASONS)[number]
  words: string
}

async function submitDispute(tx: Scope, input: DisputeInput) {
  const month = parseMonth(input.month)
  const { rows } = await loadDisputable(tx, { area: input.area, month, measure: measureOf(input.measure).code })
  const row = rows.find(each => rowValue(each) === input.row)
  if (!row && input.row !== 'figure') throw notFound()
  return disputeFigure(tx, { ...input, month, row })
}

async function loadDispute(tx: Scope, input: { area: string; month: string; dispute: string }): Promise<SettleModel> {
  const found = await tx.db
    .selectFrom('performance.dispute as d')
    .innerJoin('directory.organisation as o', 'o.organisation', 'd.organisation')
    .select(['d.dispute', 'd.measure', 'd.organisation', 'o.name', 'd.reason', 'd.words', 'd.by_row', 'd.version'])
    .where('d.dispute', '=', input.dispute)
    .where('d.area', '=', input.area)
    .where('d.month', '=', input.month)
    .executeTakeFirst()
  if (!found) throw notFound()
  allow(tx.actor, maySettle, { area: input.area, state: 'gathering', organisation: found.organisation })
  return {
    area: input.area,
    month: parseMonth(input.month),
    dispute: found.dispute,
    title: measureOf(found.measure).title,
    organisation: found.name,
    reason: found.reason,
    words: found.words,
    byRow: found.by_row,
    version: found.version,
  }
}
