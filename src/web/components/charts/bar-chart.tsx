import { max } from 'd3-array'
import { scaleBand, scaleLinear } from 'd3-scale'
import { Table } from '../table.tsx'
import { at, type Figured, LabelAxis, type Plot, ValueAxis } from './axes.tsx'
import { ChartFigure, ChartLegend, type ChartWords } from './chart-figure.tsx'

/** One colour of the bars; `values` run beside the labels. */
export type BarSeries = { name: string; values: readonly number[] }

/** A mark across each bar, such as a minimum or what was expected; a bar without one has none. */
export type BarLevel = { name: string; values: readonly (number | undefined)[] }

const SIZES = {
  full: { width: 760, height: 320, plot: { left: 70, right: 744, top: 16, bottom: 280 } },
  small: { width: 380, height: 220, plot: { left: 52, right: 372, top: 12, bottom: 186 } },
} as const satisfies Record<string, { width: number; height: number; plot: Plot }>

/** Bars stacked by series, with up to three levels marked across them. Series are told apart by shade and by pattern. */
export const BarChart = ({
  labels,
  series,
  levels = [],
  figured,
  size = 'full',
  ...words
}: ChartWords & {
  labels: readonly string[]
  series: readonly BarSeries[]
  levels?: readonly BarLevel[] | undefined
  figured: Figured
  size?: keyof typeof SIZES | undefined
}) => {
  const { width, height, plot } = SIZES[size]
  const stacks = labels.map((_, index) => stackOf(series, index))
  const highest = max([
    ...stacks.flatMap(stack => stack.map(({ to }) => to)),
    ...levels.flatMap(level => level.values.filter(value => value !== undefined)),
  ])
  const y = scaleLinear([0, highest || 1], [plot.bottom, plot.top]).nice(4)
  const x = scaleBand<number>(
    labels.map((_, index) => index),
    [plot.left, plot.right],
  ).padding(0.3)
  const left = (index: number) => x(index) ?? plot.left
  return (
    <ChartFigure
      {...words}
      width={width}
      height={height}
      size={size}
      table={<FiguresTable caption={words.finding} {...{ labels, series, levels, figured }} />}
      legend={<Legend series={series} levels={levels} />}
    >
      <ValueAxis scale={y} plot={plot} figured={figured} ticks={4} />
      <LabelAxis labels={labels} x={index => left(index) + x.bandwidth() / 2} plot={plot} />
      {stacks.map((stack, index) => (
        <g>
          {stack.map(part => (
            <rect
              class={`weft-bar weft-bar--${part.series}`}
              x={at(left(index))}
              width={at(x.bandwidth())}
              y={at(y(part.to))}
              height={at(y(part.from) - y(part.to))}
            />
          ))}
          {levels.map(({ values }, level) => {
            const value = values[index]
            return value === undefined ? null : (
              <line
                class={`weft-level weft-level--${level + 1}`}
                x1={at(left(index) - 4)}
                x2={at(left(index) + x.bandwidth() + 4)}
                y1={at(y(value))}
                y2={at(y(value))}
              />
            )
          })}
        </g>
      ))}
    </ChartFigure>
  )
}

type Part = { series: number; from: number; to: number }

const stackOf = (series: readonly BarSeries[], index: number): Part[] => {
  let top = 0
  return series.map(({ values }, order) => {
    const from = top
    top += Math.max(0, values[index] ?? 0)
    return { series: order + 1, from, to: top }
  })
}

const Legend = ({ series, levels }: { series: readonly BarSeries[]; levels: readonly BarLevel[] }) => (
  <ChartLegend
    items={[
      ...series.map(({ name }, order) => ({
        swatch: <rect class={`weft-bar weft-bar--${order + 1}`} x={-8} y={-6} width={16} height={12} />,
        words: name,
      })),
      ...levels.map(({ name }, order) => ({
        swatch: <line class={`weft-level weft-level--${order + 1}`} x1={-9} x2={9} y1={0} y2={0} />,
        words: name,
      })),
    ]}
  />
)

const FiguresTable = ({
  caption,
  labels,
  series,
  levels,
  figured,
}: {
  caption: string
  labels: readonly string[]
  series: readonly BarSeries[]
  levels: readonly BarLevel[]
  figured: Figured
}) => {
  const columns = [...series, ...levels]
  const cell = (value: number | undefined) => (value === undefined ? 'None' : figured(value))
  return (
    <Table
      caption={caption}
      captionClasses="govuk-visually-hidden"
      head={['When', ...columns.map(({ name }) => name)]}
      numeric={columns.map((_, order) => order + 1)}
      firstCellIsHeader
      phone="scroll"
      rows={labels.map((label, index) => [label, ...columns.map(({ values }) => cell(values[index]))])}
    />
  )
}

export type CashMonth = {
  label: string
  agreed: number
  /** What was paid; undefined for a month to come. */
  paid?: number | undefined
  /** What is expected of a month to come. */
  expected?: number | undefined
}

/** Cash as agreed, month by month, against what was paid and what is expected. All amounts in one unit. */
export const CashChart = ({
  months,
  ...rest
}: ChartWords & { months: readonly CashMonth[]; figured: Figured; size?: keyof typeof SIZES | undefined }) => (
  <BarChart
    {...rest}
    labels={months.map(month => month.label)}
    series={[
      { name: 'Paid', values: months.map(month => month.paid ?? 0) },
      { name: 'Expected', values: months.map(month => (month.paid === undefined ? (month.expected ?? 0) : 0)) },
    ]}
    levels={[{ name: 'Agreed', values: months.map(month => month.agreed) }]}
  />
)
