import { extent } from 'd3-array'
import { type ScaleLinear, scaleLinear, scalePoint } from 'd3-scale'
import { line } from 'd3-shape'
import { Table } from '../table.tsx'
import { at, type Figured, LabelAxis, type Plot, ValueAxis } from './axes.tsx'
import { ChartFigure, ChartLegend, type ChartWords } from './chart-figure.tsx'
import { MARK_WORDS, Mark, type PointMark } from './marks.tsx'

export type XmRPoint = { label: string; value: number; mark: PointMark; target?: number | undefined }

/** The points between two re-bases, with their own mean and process limits. */
export type XmRPhase = {
  points: readonly XmRPoint[]
  mean: number
  upper: number
  lower: number
  /** Why the limits were computed anew from here, such as a plan that was adopted. */
  rebased?: string | undefined
  /** Fewer than 12 points: limits on trial. */
  trial?: boolean | undefined
}

const WIDTH = 760
const HEIGHT = 340
const PLOT: Plot = { left: 64, right: 650, top: 34, bottom: 290 }

/**
 * A process through time with its mean, its process limits and its target. Special causes are marked by shape and colour;
 * a line falls where the limits were computed anew.
 */
export const XmRChart = ({
  phases,
  figured,
  ...words
}: ChartWords & { phases: readonly XmRPhase[]; figured: Figured }) => {
  const points = phases.flatMap(phase => phase.points)
  const y = scaleOf(phases)
  const x = scalePoint<number>(
    points.map((_, index) => index),
    [PLOT.left + 18, PLOT.right - 18],
  )
  const xOf = (index: number) => x(index) ?? PLOT.left
  const joined = line<XmRPoint>()
    .x((_, index) => at(xOf(index)))
    .y(point => at(y(point.value)))
  return (
    <ChartFigure
      {...words}
      width={WIDTH}
      height={HEIGHT}
      table={<FiguresTable phases={phases} figured={figured} caption={words.finding} />}
      legend={<Legend points={points} />}
    >
      <ValueAxis scale={y} plot={PLOT} figured={figured} />
      <LabelAxis labels={points.map(point => point.label)} x={xOf} plot={PLOT} />
      {phases.map((phase, index) => (
        <PhaseLines
          phase={phase}
          from={startOf(phases, index)}
          isLast={index === phases.length - 1}
          {...{ xOf, y, figured }}
        />
      ))}
      <TargetLine points={points} xOf={xOf} y={y} />
      <path class="weft-xmr__join" d={joined([...points]) ?? ''} />
      {points.map((point, index) => (
        <Mark mark={point.mark} x={at(xOf(index))} y={at(y(point.value))} />
      ))}
    </ChartFigure>
  )
}

const startOf = (phases: readonly XmRPhase[], index: number) =>
  phases.slice(0, index).reduce((count, phase) => count + phase.points.length, 0)

const scaleOf = (phases: readonly XmRPhase[]): ScaleLinear<number, number> => {
  const values = phases.flatMap(({ points, upper, lower }) => [
    upper,
    lower,
    ...points.flatMap(({ value, target }) => (target === undefined ? [value] : [value, target])),
  ])
  const [low = 0, high = 1] = extent(values)
  const room = (high - low || 1) * 0.08
  return scaleLinear([low - room, high + room], [PLOT.bottom, PLOT.top]).nice(5)
}

/** Names beside lines nearer than a line of writing would cover each other; the table has every figure. */
const collide = (one: number, other: number) => Math.abs(one - other) < 13

type Drawn = { xOf: (index: number) => number; y: ScaleLinear<number, number> }

const PhaseLines = ({
  phase,
  from,
  isLast,
  xOf,
  y,
  figured,
}: Drawn & { phase: XmRPhase; from: number; isLast: boolean; figured: Figured }) => {
  const x1 = at(xOf(from) - 9)
  const x2 = at(xOf(from + phase.points.length - 1) + 9)
  const limit = phase.trial ? 'weft-xmr__limit weft-xmr__limit--trial' : 'weft-xmr__limit'
  const lines = [
    { value: phase.upper, classes: limit, name: 'Upper' },
    { value: phase.mean, classes: 'weft-xmr__mean', name: 'Mean' },
    { value: phase.lower, classes: limit, name: 'Lower' },
  ]
  return (
    <g>
      {phase.rebased !== undefined && (
        <g class="weft-xmr__rebase">
          <line x1={x1} x2={x1} y1={PLOT.top - 6} y2={PLOT.bottom} />
          <text x={x1 > 460 ? x1 - 5 : x1 + 5} y={PLOT.top - 12} text-anchor={x1 > 460 ? 'end' : 'start'}>
            {`Re-based: ${phase.rebased}`}
          </text>
        </g>
      )}
      {lines.map(({ value, classes, name }, index) => (
        <g>
          <line class={classes} x1={x1} x2={x2} y1={at(y(value))} y2={at(y(value))} />
          {isLast && !lines.slice(0, index).some(above => collide(y(above.value), y(value))) && (
            <text x={x2 + 5} y={at(y(value))} dy="0.32em">
              {`${name} ${figured(value)}`}
            </text>
          )}
        </g>
      ))}
    </g>
  )
}

const TargetLine = ({ points, xOf, y }: Drawn & { points: readonly XmRPoint[] }) => (
  <g>
    {points.map((point, index) =>
      point.target === undefined ? null : (
        <line
          class="weft-xmr__target"
          x1={at((xOf(index) + xOf(Math.max(0, index - 1))) / 2 - (index === 0 ? 9 : 0))}
          x2={at(index === points.length - 1 ? xOf(index) + 9 : (xOf(index) + xOf(index + 1)) / 2)}
          y1={at(y(point.target))}
          y2={at(y(point.target))}
        />
      ),
    )}
  </g>
)

const Legend = ({ points }: { points: readonly XmRPoint[] }) => {
  const used = (['common', 'improvement', 'concern', 'high', 'low'] as const).filter(mark =>
    points.some(point => point.mark === mark),
  )
  const lines = [
    { swatch: <line class="weft-xmr__mean" x1={-9} x2={9} y1={0} y2={0} />, words: 'Mean' },
    { swatch: <line class="weft-xmr__limit" x1={-9} x2={9} y1={0} y2={0} />, words: 'Process limits' },
  ]
  const target = points.some(point => point.target !== undefined)
    ? [{ swatch: <line class="weft-xmr__target" x1={-9} x2={9} y1={0} y2={0} />, words: 'Target' }]
    : []
  return (
    <ChartLegend
      items={[...used.map(mark => ({ swatch: <Mark mark={mark} />, words: MARK_WORDS[mark] })), ...lines, ...target]}
    />
  )
}

const FiguresTable = ({
  phases,
  figured,
  caption,
}: {
  phases: readonly XmRPhase[]
  figured: Figured
  caption: string
}) => (
  <Table
    caption={caption}
    captionClasses="govuk-visually-hidden"
    head={['When', 'Figure', 'Target', 'Mean', 'Lower limit', 'Upper limit', 'What it is']}
    numeric={[1, 2, 3, 4, 5]}
    firstCellIsHeader
    phone="scroll"
    rows={phases.flatMap(phase =>
      phase.points.map((point, index) => [
        point.label,
        figured(point.value),
        point.target === undefined ? 'None' : figured(point.target),
        figured(phase.mean),
        figured(phase.lower),
        figured(phase.upper),
        `${MARK_WORDS[point.mark]}${index === 0 && phase.rebased !== undefined ? `. Re-based: ${phase.rebased}` : ''}`,
      ]),
    )}
  />
)
