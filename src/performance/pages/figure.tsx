import type { VNode } from 'preact'
import { type Month, monthInWords } from '../../kernel/month.ts'
import { instantInWords, plural } from '../../kernel/words.ts'
import {
  AssuranceIcon,
  type Assurance as DrawnAssurance,
  type PointMark,
  VariationIcon,
  variationWords,
  XmRChart,
} from '../../web/components/charts/index.ts'
import { assuranceWords } from '../../web/components/charts/marks.tsx'
import { InsetText, SummaryList, Table } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { FigureChart } from '../chart.ts'
import type { KeptFigure } from '../figures/read-model.ts'
import { figureInWords, inUnit, type Judgement, partsInWords } from '../measure.ts'
import { FIRM_AFTER, type Variation } from '../xmr.ts'
import { figureHref } from './figure-href.ts'
import { Judged } from './judged.tsx'
import { DIRECTION_WORDS, type MeasureModel, type VersionModel } from './measure.tsx'

export type Counted = { reason: string; records: bigint }

export type FigureModel = KeptFigure & {
  areaName: string
  value: number | undefined
  target: number | undefined
  judgement: Judgement
  definition: MeasureModel
  inForce: VersionModel
  excluded: Counted[]
  parts: Counted[]
  /** How many of the records that count the viewer may open. */
  shown: bigint
  /** The month is not over. */
  soFar: boolean
  chart: FigureChart | undefined
}

export const ownerOf = ({ organisationName, areaName }: Pick<FigureModel, 'organisationName' | 'areaName'>): string =>
  organisationName ?? `${areaName} as a whole`

export const FigurePage = (figure: FigureModel): VNode => (
  <Page
    title={`${figure.definition.title}, ${monthInWords(figure.month)}`}
    section={ownerOf(figure)}
    breadcrumbs={[
      { text: 'Areas', href: '/areas' },
      { text: figure.areaName, href: `/areas/${figure.area}?month=${figure.month}` },
      { text: figure.definition.title },
    ]}
  >
    <span class="govuk-caption-l">{`${ownerOf(figure)}, ${monthInWords(figure.month)}${figure.soFar ? ' so far' : ''}`}</span>
    <h1 class="govuk-heading-l">{figure.definition.title}</h1>
    <div class="weft-columns">
      <Value {...figure} />
      <Definition {...figure} />
    </div>
    <Behind {...figure} />
    <h2 class="govuk-heading-m">Through time</h2>
    <Chart {...figure} />
    <h2 class="govuk-heading-m">What was counted</h2>
    <Counts
      caption="How those that count divide"
      rows={figure.parts}
      empty="This measure does not divide its records further."
    />
    <Counts caption="What was excluded, and why" rows={figure.excluded} empty="Nothing was excluded." />
  </Page>
)

const Value = (figure: FigureModel) => (
  <div class="weft-figure">
    <div class="weft-figure__number">{figureInWords(figure.definition.unit, figure)}</div>
    <p class="weft-figure__words">{partsInWords(figure.definition.unit, figure)}</p>
    <p class="weft-figure__words">
      <Judged judgement={figure.judgement} />
      {figure.target !== undefined && ` The target is ${inUnit(figure.definition.unit, figure.target)}.`}
    </p>
    <p class="weft-figure__words">{`Computed on ${instantInWords(figure.asOf)}.`}</p>
  </div>
)

const Definition = ({ definition, inForce }: FigureModel) => (
  <div>
    <SummaryList
      classes="govuk-summary-list--no-border govuk-!-margin-bottom-2"
      rows={[
        { key: 'Definition', value: inForce.words },
        { key: 'Numerator', value: inForce.numerator },
        { key: 'Denominator', value: inForce.denominator },
        { key: 'Direction', value: DIRECTION_WORDS[inForce.direction] },
      ]}
    />
    <p class="govuk-body-s">
      <a class="govuk-link" href={`/measures/${definition.code}`}>
        {`Whole definition, version ${inForce.version}, with its source and targets`}
      </a>
    </p>
  </div>
)

const Behind = (figure: FigureModel) => (
  <InsetText>
    <p class="govuk-body">
      {`${plural(figure.records, 'record')} ${figure.records === 1n ? 'counts' : 'count'} in this figure. ${
        figure.shown === 0n ? 'None of them' : figure.shown.toLocaleString('en-GB')
      } can be shown to you; some rows are not shown to you.`}
    </p>
    <a class="govuk-link" href={`${figureHref(figure)}/rows`}>
      Open the records behind it
    </a>
  </InsetText>
)

const MARKS: Readonly<Record<Variation, PointMark>> = {
  common_cause: 'common',
  improvement: 'improvement',
  concern: 'concern',
  neutral_high: 'high',
  neutral_low: 'low',
}

const ASSURANCES = {
  consistent_pass: 'pass',
  consistent_fail: 'fail',
  inconsistent: 'inconsistent',
} as const satisfies Record<string, DrawnAssurance>

const Chart = (figure: FigureModel) => {
  const { chart, definition } = figure
  if (chart === undefined)
    return <p class="govuk-body">A chart stands here from the second month with something to count.</p>
  const assured = chart.assurance === null ? undefined : ASSURANCES[chart.assurance]
  const variation = { mark: MARKS[chart.variation] }
  return (
    <>
      <ul class="govuk-list weft-icons">
        <li>
          <VariationIcon variation={variation} /> {variationWords(variation)}
        </li>
        {assured !== undefined && (
          <li>
            <AssuranceIcon assurance={assured} /> {assuranceWords(assured)}
          </li>
        )}
      </ul>
      {chart.phases.at(-1)?.limits.standing === 'trial' && (
        <p class="govuk-body">{`These are trial limits: they are firm from ${FIRM_AFTER} months on.`}</p>
      )}
      <XmRChart
        id="through-time"
        finding={`${definition.title}, ${ownerOf(figure)}: ${chart.finding}`}
        description={`Each month's figure with its mean and process limits, as an XmR chart. Limits are computed anew where the definition changed.${
          figure.soFar ? ' The last month is not over.' : ''
        }`}
        csvHref={`${figureHref(figure)}/series.csv`}
        figured={value => inUnit(definition.unit, value)}
        phases={chart.phases.map(({ limits, points, rebasedBy }) => ({
          mean: limits.mean,
          upper: limits.upper,
          lower: limits.lower,
          trial: limits.standing === 'trial',
          rebased: rebasedBy === undefined ? undefined : `definition ${rebasedBy}`,
          points: points.map(({ month, value, variation: mark, target }) => ({
            label: shortMonth(month),
            value,
            mark: MARKS[mark],
            target,
          })),
        }))}
      />
    </>
  )
}

/** `Oct 26`. */
const shortMonth = (month: Month): string => `${monthInWords(month).slice(0, 3)} ${month.slice(2, 4)}`

const Counts = ({ caption, rows, empty }: { caption: string; rows: readonly Counted[]; empty: string }) => (
  <Table
    caption={caption}
    head={['Kind', 'Records']}
    numeric={[1]}
    firstCellIsHeader
    empty={empty}
    rows={rows.map(({ reason, records }) => [reason, records.toLocaleString('en-GB')])}
  />
)
