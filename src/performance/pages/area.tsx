import type { VNode } from 'preact'
import { type Month, monthInWords, nextMonth, previousMonth } from '../../kernel/month.ts'
import { Pagination, Table } from '../../web/components/index.ts'
import { Live } from '../../web/layout/live.tsx'
import { Page } from '../../web/layout/page.tsx'
import type { KeptFigure } from '../figures/read-model.ts'
import { figureInWords, inUnit, judge, type Measure, partsInWords, TOPICS, versionIn, WHOLE_AREA } from '../measure.ts'
import { MEASURES, measureOf } from '../measures/index.ts'
import { targetIn } from '../target.ts'
import { figureHref } from './figure-href.ts'
import { Judged } from './judged.tsx'
import { keyOf } from './live-figure.ts'

export type AreaModel = {
  area: string
  name: string
  month: Month
  /** The month that is not over. */
  now: Month
  figures: KeptFigure[]
  /** The reader may open the month's review and the flows. */
  oversees: boolean
}

export type AreasModel = { areas: { area: string; name: string; roles: string[] }[] }

export const AreasPage = ({ areas }: AreasModel): VNode => (
  <Page title="Areas">
    <h1 class="govuk-heading-l">Areas</h1>
    <Table
      caption="Areas that your organisation works in"
      head={['Area', 'Your organisation’s part']}
      firstCellIsHeader
      empty="Your organisation has no part in an area yet. Areas stand here once the lead provider has entered it."
      rows={areas.map(({ area, name, roles }) => [
        <a class="govuk-link" href={`/areas/${area}`}>
          {name}
        </a>,
        roles.join(', '),
      ])}
    />
  </Page>
)

export const AreaPage = (model: AreaModel): VNode => (
  <Page title={model.name} section="Areas" wide breadcrumbs={[{ text: 'Areas', href: '/areas' }, { text: model.name }]}>
    <span class="govuk-caption-l">{`Area ${model.area}`}</span>
    <h1 class="govuk-heading-l">{`${model.name}, ${monthInWords(model.month)}`}</h1>
    <p class="govuk-body">
      {model.oversees && (
        <>
          <a class="govuk-link" href={`/areas/${model.area}/months/${model.month}`}>
            The month’s review
          </a>
          {' · '}
          <a class="govuk-link" href={`/areas/${model.area}/flows`}>
            Flows between organisations
          </a>
          {' · '}
        </>
      )}
      <a class="govuk-link" href={`/coverage/${model.area}`}>
        What is on offer where
      </a>
    </p>
    <Live id="figures" stream={streamOf(model)} months={[model.month, previousMonth(model.month)]}>
      <Figures {...model} />
    </Live>
    <Pagination
      label="Months"
      previous={{
        href: `/areas/${model.area}?month=${previousMonth(model.month)}`,
        labelText: monthInWords(previousMonth(model.month)),
        text: 'Month before',
      }}
      next={
        model.month < model.now
          ? {
              href: `/areas/${model.area}?month=${nextMonth(model.month)}`,
              labelText: monthInWords(nextMonth(model.month)),
              text: 'Month after',
            }
          : undefined
      }
    />
  </Page>
)

/** From the youngest figure on this page: what changed since is told at once. */
const streamOf = ({ area, figures }: AreaModel): string => {
  const youngest = figures
    .map(figure => figure.asOf.toString())
    .toSorted()
    .at(-1)
  return `/areas/${area}/live${youngest === undefined ? '' : `?since=${encodeURIComponent(youngest)}`}`
}

const Figures = (model: AreaModel) => {
  const partners = MEASURES.filter(measure =>
    model.figures.some(figure => figure.measure === measure.code && figure.organisation !== WHOLE_AREA),
  )
  return (
    <>
      <Voluntary {...model} />
      <h2 class="govuk-heading-m">The whole area</h2>
      {TOPICS.map(topic => (
        <MonthsTable
          {...model}
          caption={topic}
          head="Measure"
          empty={`Nothing has been counted yet under ${topic.toLowerCase()}. Figures stand here as the work is recorded.`}
          rows={MEASURES.filter(measure => measure.topic === topic).flatMap(measure => {
            const found = rowOf(model, measure, WHOLE_AREA)
            return found ? [{ ...found, header: measure.title, href: `/measures/${measure.code}` }] : []
          })}
        />
      ))}
      <h2 class="govuk-heading-m">By organisation</h2>
      {partners.length === 0 && (
        <p class="govuk-body">
          No organisation’s figures can be shown to you for these months. They stand here as the work is recorded.
        </p>
      )}
      {partners.map(measure => (
        <MonthsTable
          {...model}
          caption={
            <>
              {`${measure.title} `}
              <a class="govuk-link govuk-!-font-size-16 govuk-!-font-weight-regular" href={`/measures/${measure.code}`}>
                Definition<span class="govuk-visually-hidden">{` of ${measure.title}`}</span>
              </a>
            </>
          }
          head="Organisation"
          rows={organisationsOf(model, measure).flatMap(({ organisation, name }) => {
            const found = rowOf(model, measure, organisation)
            return found ? [{ ...found, header: name }] : []
          })}
        />
      ))}
    </>
  )
}

type MonthsRow = { header: string; href?: string; measure: Measure; now?: KeptFigure; before?: KeptFigure }

const rowOf = (
  { figures, month }: AreaModel,
  measure: Measure,
  organisation: string,
): Omit<MonthsRow, 'header'> | undefined => {
  const mine = figures.filter(figure => figure.measure === measure.code && figure.organisation === organisation)
  if (mine.length === 0) return undefined
  const now = mine.find(figure => figure.month === month)
  const before = mine.find(figure => figure.month !== month)
  return { measure, ...(now ? { now } : {}), ...(before ? { before } : {}) }
}

/** By name, never by figure: this is no league table. */
const organisationsOf = ({ figures }: AreaModel, measure: Measure) => [
  ...new Map(
    figures
      .filter(figure => figure.measure === measure.code && figure.organisation !== WHOLE_AREA)
      .map(figure => [
        figure.organisation,
        { organisation: figure.organisation, name: figure.organisationName ?? figure.organisation },
      ]),
  ).values(),
]

const MonthsTable = ({
  caption,
  head,
  month,
  rows,
  empty,
}: {
  caption: VNode | string
  head: string
  month: Month
  rows: readonly MonthsRow[]
  empty?: string
}) => (
  <>
    <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{caption}</h3>
    <Table
      caption={`${rows.length > 0 ? head : ''} figures, ${monthInWords(month)} and the month before`}
      captionClasses="govuk-visually-hidden"
      head={[head, monthInWords(month), monthInWords(previousMonth(month)), 'Target', 'Against target']}
      numeric={[1, 2, 3]}
      firstCellIsHeader
      phone="stack"
      classes="weft-months"
      empty={empty}
      rows={rows.map(({ header, href, measure, now, before }) => [
        href === undefined ? (
          header
        ) : (
          <a class="govuk-link" href={href}>
            {header}
          </a>
        ),
        <FigureLink figure={now} measure={measure} />,
        <FigureLink figure={before} measure={measure} />,
        targetWords(measure, month),
        <span data-judged={now && keyOf(now)}>
          <Judged judgement={judge(measure, month, now)} />
        </span>,
      ])}
    />
  </>
)

const targetWords = (measure: Measure, month: Month): string => {
  const target = targetIn(month, versionIn(measure, month).targets)
  return target === undefined ? '–' : inUnit(measure.unit, target)
}

const FigureLink = ({ figure, measure }: { figure: KeptFigure | undefined; measure: Measure }) =>
  figure === undefined ? (
    <>–</>
  ) : (
    <span class="weft-months__figure">
      <a class="govuk-link" href={figureHref(figure)} data-words={keyOf(figure)}>
        {figureInWords(measure.unit, figure)}
      </a>{' '}
      <span class="weft-months__parts" data-parts={keyOf(figure)}>
        {partsInWords(measure.unit, figure)}
      </span>
    </span>
  )

const Voluntary = ({ figures, month }: AreaModel) => {
  const measure = measureOf('voluntary-share')
  const figure = figures.find(each => each.measure === measure.code && each.month === month)
  if (figure === undefined) return null
  return (
    <div class="weft-columns">
      <div class="weft-figure">
        <div class="weft-figure__number">
          <a class="govuk-link" href={figureHref(figure)} data-words={keyOf(figure)}>
            {figureInWords(measure.unit, figure)}
          </a>
        </div>
        <p class="weft-figure__words">
          <span data-parts={keyOf(figure)}>{partsInWords(measure.unit, figure)}</span>
          {' accepted referrals are with the voluntary sector. '}
          <a class="govuk-link" href={`/measures/${measure.code}`}>
            Definition<span class="govuk-visually-hidden">{` of ${measure.title}`}</span>
          </a>
          {'. '}
          <span data-judged={keyOf(figure)}>
            <Judged judgement={judge(measure, month, figure)} />
          </span>
        </p>
      </div>
    </div>
  )
}
