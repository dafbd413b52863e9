import { extent, max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { Table } from '../table.tsx'
import { at, type Figured, type Plot, ValueAxis } from './axes.tsx'
import { ChartFigure, ChartLegend, type ChartWords } from './chart-figure.tsx'
import { Mark, type PointMark } from './marks.tsx'

/** One organisation: how many cases, its figure, and what that is against the limits for so many cases. */
export type FunnelPoint = { name: string; cases: number; value: number; mark: PointMark; words: string }

/** The limits for one number of cases. */
export type FunnelLimits = { cases: number; low95: number; high95: number; low998: number; high998: number }

const WIDTH = 760
const HEIGHT = 360
const PLOT: Plot = { left: 64, right: 740, top: 16, bottom: 300 }
const CURVES = ['low998', 'low95', 'high95', 'high998'] as const
const NAMED = 12

/**
 * Organisations compared without a league table: each figure against its number of cases, inside limits that narrow as
 * cases grow. Those outside the limits are named, and all of them where there are few.
 */
export const FunnelChart = ({
  points,
  limits,
  mean,
  figured,
  ...words
}: ChartWords & {
  points: readonly FunnelPoint[]
  limits: readonly FunnelLimits[]
  mean: number
  figured: Figured
}) => {
  const widest = max([...points.map(({ cases }) => cases), ...limits.map(({ cases }) => cases)]) || 1
  const x = scaleLinear([0, widest], [PLOT.left, PLOT.right]).nice(6)
  const [low = 0, high = 1] = extent([
    mean,
    ...points.map(({ value }) => value),
    ...limits.flatMap(limit => CURVES.map(curve => limit[curve])),
  ])
  const y = scaleLinear([low, high], [PLOT.bottom, PLOT.top]).nice(5)
  const isNamed = (point: FunnelPoint) => points.length <= NAMED || point.mark !== 'common'
  return (
    <ChartFigure
      {...words}
      width={WIDTH}
      height={HEIGHT}
      table={<FunnelTable caption={words.finding} points={points} figured={figured} />}
      legend={<FunnelLegend />}
    >
      <ValueAxis scale={y} plot={PLOT} figured={figured} />
      <g class="weft-axis">
        <line class="weft-axis__base" x1={PLOT.left} x2={PLOT.right} y1={PLOT.bottom} y2={PLOT.bottom} />
        {x.ticks(6).map(tick => (
          <text x={at(x(tick))} y={PLOT.bottom + 20} text-anchor="middle">
            {tick}
          </text>
        ))}
        <text x={(PLOT.left + PLOT.right) / 2} y={PLOT.bottom + 44} text-anchor="middle">
          Cases
        </text>
      </g>
      <line class="weft-xmr__mean" x1={PLOT.left} x2={PLOT.right} y1={at(y(mean))} y2={at(y(mean))} />
      {CURVES.map(curve => (
        <path
          class={`weft-funnel__limit ${curve.endsWith('998') ? 'weft-funnel__limit--998' : 'weft-funnel__limit--95'}`}
          d={
            line<FunnelLimits>(
              limit => at(x(limit.cases)),
              limit => at(y(limit[curve])),
            )([...limits]) ?? ''
          }
        />
      ))}
      {points.map(point => (
        <g>
          <Mark mark={point.mark} x={at(x(point.cases))} y={at(y(point.value))} />
          {isNamed(point) && <PointName point={point} x={at(x(point.cases))} y={at(y(point.value))} />}
        </g>
      ))}
    </ChartFigure>
  )
}

const PointName = ({ point, x, y }: { point: FunnelPoint; x: number; y: number }) => {
  const atRight = x > (PLOT.left + PLOT.right) / 2
  return (
    <text x={atRight ? x - 10 : x + 10} y={y} dy="0.32em" text-anchor={atRight ? 'end' : 'start'}>
      {point.name}
    </text>
  )
}

const FunnelLegend = () => (
  <ChartLegend
    items={[
      { swatch: <line class="weft-xmr__mean" x1={-9} x2={9} y1={0} y2={0} />, words: 'All together' },
      { swatch: <path class="weft-funnel__limit weft-funnel__limit--95" d="M-9 0H9" />, words: '95% limits' },
      { swatch: <path class="weft-funnel__limit weft-funnel__limit--998" d="M-9 0H9" />, words: '99.8% limits' },
    ]}
  />
)

const FunnelTable = ({
  caption,
  points,
  figured,
}: {
  caption: string
  points: readonly FunnelPoint[]
  figured: Figured
}) => (
  <Table
    caption={caption}
    captionClasses="govuk-visually-hidden"
    head={['Organisation', 'Cases', 'Figure', 'Against the limits']}
    numeric={[1, 2]}
    firstCellIsHeader
    phone="scroll"
    rows={points
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
      .map(point => [point.name, point.cases, figured(point.value), point.words])}
  />
)
