import { stringify } from 'csv-stringify/sync'
import { Type } from 'typebox'
import type { Role, Scope } from '../database/scope.ts'
import { londonDay } from '../kernel/calendar.ts'
import { notFound } from '../kernel/errors.ts'
import { monthOf, parseMonth, previousMonth } from '../kernel/month.ts'
import { code, month, optional, whole } from '../web/routing/fields.ts'
import { file, page, type Route } from '../web/routing/route.ts'
import { chartOf } from './chart.ts'
import { countShown, countsOf, figuresIn, type KeptFigure, recordsBehind, seriesOf } from './figures/read-model.ts'
import { judge, monthsUpTo, percentOrCount, versionIn } from './measure.ts'
import { MEASURES, measureOf } from './measures/index.ts'
import { AreaPage, AreasPage } from './pages/area.tsx'
import { FigurePage } from './pages/figure.tsx'
import { MeasurePage, MeasuresPage, modelOf, presented } from './pages/measure.tsx'
import { RowsPage } from './pages/rows.tsx'
import { targetIn } from './target.ts'

/** Who reads figures; the rows' law says whose. */
export const FIGURE_READERS: readonly Role[] = [
  'practitioner',
  'case manager',
  'partner manager',
  'supply-chain manager',
  'commissioner',
  'finance',
  'CRT member',
  'inspector',
]

/** Who also reads the month's review and the flows between organisations. */
const OVERSEERS: ReadonlySet<Role> = new Set(
  FIGURE_READERS.filter(role => role !== 'practitioner' && role !== 'inspector'),
)

const CHART_MONTHS = 24
const ROWS_A_PAGE = 50

const areaCode = Type.String({ pattern: '^C\\d\\d$' })
const figureParams = {
  area: areaCode,
  month: month('the month'),
  measure: code('the measure'),
  organisation: Type.String({ pattern: '^(\\*|[A-Za-z0-9][A-Za-z0-9._-]{0,79})$' }),
}
const FIGURE = '/areas/:area/figures/:month/:measure/:organisation'
const contract = { permission: FIGURE_READERS, purpose: 'review performance', zone: 'contract' } as const

async function nameOf(tx: Scope, area: string): Promise<string> {
  const found = await tx.db.selectFrom('directory.area').select('name').where('area', '=', area).executeTakeFirst()
  if (found === undefined) throw notFound()
  return found.name
}

async function areasOf(tx: Scope) {
  const today = londonDay(tx.now)
  const rows = await tx.db
    .selectFrom('directory.role_in_area as r')
    .innerJoin('directory.area as a', 'a.area', 'r.area')
    .select(['r.area', 'a.name', 'r.role'])
    .where('r.organisation', '=', tx.actor.organisation ?? '')
    .where('r.from_day', '<=', today)
    .where(where => where.or([where('r.to_day', 'is', null), where('r.to_day', '>=', today)]))
    .orderBy('a.name')
    .execute()
  const areas = [...new Map(rows.map(({ area, name }) => [area, name]))]
  return areas.map(([area, name]) => ({
    area,
    name,
    roles: rows.filter(row => row.area === area).map(row => row.role),
  }))
}

type Key = { area: string; month: string; measure: string; organisation: string }

/** The figure and its months before, or `not_found` where there is none or it may not be seen. */
async function figureAt(tx: Scope, input: Key) {
  const measure = measureOf(input.measure)
  const asked = { area: input.area, month: parseMonth(input.month), organisation: input.organisation }
  const [first = asked.month] = monthsUpTo(asked.month, CHART_MONTHS)
  const series = await seriesOf(tx, asked, measure, first)
  const figure = series.at(-1)
  if (figure?.month !== asked.month) throw notFound()
  return { measure, asked, series, figure, areaName: await nameOf(tx, input.area) }
}

async function loadFigure(tx: Scope, input: Key) {
  const { measure, asked, series, figure, areaName } = await figureAt(tx, input)
  const version = versionIn(measure, asked.month)
  return {
    ...figure,
    areaName,
    value: percentOrCount(measure.unit, figure),
    target: targetIn(asked.month, version.targets),
    judgement: judge(measure, asked.month, figure),
    definition: modelOf(measure),
    inForce: presented(version),
    ...(await countsOf(tx, asked, measure)),
    shown: await countShown(tx, asked, measure),
    soFar: asked.month === monthOf(londonDay(tx.now)),
    chart: chartOf(measure, series),
  }
}

async function loadRows(tx: Scope, input: Key & { page?: number }) {
  const { measure, asked, figure, areaName } = await figureAt(tx, input)
  const at = input.page ?? 1
  const rows = await recordsBehind(tx, asked, measure, { most: ROWS_A_PAGE + 1, skip: (at - 1) * ROWS_A_PAGE })
  return {
    ...figure,
    areaName,
    title: measure.title,
    shown: await countShown(tx, asked, measure),
    page: at,
    more: rows.length > ROWS_A_PAGE,
    rows: rows.slice(0, ROWS_A_PAGE),
  }
}

const csvOf = (series: readonly KeptFigure[]) => {
  const [first] = series
  const measure = measureOf(first?.measure ?? '')
  return stringify(
    series.map(each => [
      each.area,
      each.month,
      each.measure,
      each.organisation,
      each.version,
      each.numerator,
      each.denominator,
      percentOrCount(measure.unit, each)?.toFixed(4) ?? '',
      targetIn(each.month, versionIn(measure, each.month).targets) ?? '',
      each.asOf.toString(),
    ]),
    {
      header: true,
      escape_formulas: true,
      columns: [
        'area',
        'month',
        'measure',
        'organisation',
        'version',
        'numerator',
        'denominator',
        'value',
        'target',
        'computed',
      ],
    },
  )
}

/** Areas, measures and figures. */
export const performanceRoutes: readonly Route[] = [
  page({
    ...contract,
    path: '/areas',
    about: 'Areas that the organisation works in',
    input: Type.Object({}),
    load: async tx => ({ areas: await areasOf(tx) }),
    view: AreasPage,
  }),
  page({
    ...contract,
    path: '/areas/:area',
    about: 'The figures of an area, this month and last',
    input: Type.Object({ area: areaCode, month: optional(month('the month')) }),
    load: async (tx, input) => {
      const now = monthOf(londonDay(tx.now))
      const of = input.month === undefined ? now : parseMonth(input.month)
      const name = await nameOf(tx, input.area)
      const figures = await figuresIn(tx, input.area, [of, previousMonth(of)])
      const oversees = tx.actor.roles.some(role => OVERSEERS.has(role))
      return { area: input.area, name, month: of, now, figures, oversees }
    },
    view: AreaPage,
  }),
  page({
    ...contract,
    permission: 'signed in',
    path: '/measures',
    about: 'Every measure with its definition',
    input: Type.Object({}),
    load: async () => ({ measures: MEASURES.map(modelOf) }),
    view: MeasuresPage,
  }),
  page({
    ...contract,
    permission: 'signed in',
    path: '/measures/:measure',
    about: 'The definition of a measure, every version',
    input: Type.Object({ measure: code('the measure') }),
    load: async (_, input) => ({ measure: modelOf(measureOf(input.measure)) }),
    view: MeasurePage,
  }),
  page({
    ...contract,
    path: FIGURE,
    about: 'A figure with its definition, its chart and what was counted',
    input: Type.Object(figureParams),
    load: loadFigure,
    view: FigurePage,
  }),
  page({
    ...contract,
    zone: 'case',
    path: `${FIGURE}/rows`,
    about: 'The records behind a figure',
    input: Type.Object({ ...figureParams, page: optional(whole('the page', { least: 1, most: 10_000 })) }),
    shows: model => model.rows.map(({ area, caseId }) => ({ area, caseId })),
    load: loadRows,
    view: RowsPage,
  }),
  file({
    ...contract,
    path: `${FIGURE}/series.csv`,
    about: 'A figure through time as CSV',
    input: Type.Object(figureParams),
    load: async (tx, input) => (await figureAt(tx, input)).series,
    file: async series => ({
      type: 'text/csv; charset=utf-8',
      name: `${series[0]?.measure}-${series[0]?.organisation}.csv`,
      body: csvOf(series),
    }),
  }),
]
