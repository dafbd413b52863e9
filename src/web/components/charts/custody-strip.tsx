import { scaleLinear } from 'd3-scale'
import { Table } from '../table.tsx'
import { at } from './axes.tsx'
import { ChartFigure, ChartLegend, type ChartWords } from './chart-figure.tsx'

/** A moment on the strip: `at` places it (any unit that grows with time), `words` say it in British form. */
export type Moment = { at: number; words: string }

/** One organisation's responsibility, from one moment to another; it ends at the strip's end while it lasts. */
export type CustodySpan = { organisation: string; from: Moment; to?: Moment | undefined; officer?: string | undefined }

/** A hand-over: when it took effect, between whom, and how it went. */
export type CustodyJoint = { when: Moment; from: string; to: string; words: string }

/** A time without contact. */
export type CustodyGap = { from: Moment; to: Moment; words: string }

const WIDTH = 860
const LEFT = 220
const RIGHT = 840
const TOP = 16
const LANE = 40

/** Responsibility through time, one lane an organisation, with hand-overs as joints and gaps in contact in red. */
export const CustodyStrip = ({
  spans,
  joints,
  gaps,
  ticks,
  from,
  to,
  ...words
}: ChartWords & {
  spans: readonly CustodySpan[]
  joints: readonly CustodyJoint[]
  gaps: readonly CustodyGap[]
  /** The moments that are written below the strip. */
  ticks: readonly Moment[]
  from: Moment
  to: Moment
}) => {
  const lanes = [...new Set(spans.map(span => span.organisation))]
  const x = scaleLinear([from.at, Math.max(to.at, from.at + 1)], [LEFT, RIGHT]).clamp(true)
  const bottom = TOP + (lanes.length + 1) * LANE
  const middle = (organisation: string) => TOP + lanes.indexOf(organisation) * LANE + LANE / 2
  const between = (start: Moment, end: Moment) => ({
    x: at(x(start.at)),
    width: Math.max(2, at(x(end.at) - x(start.at))),
  })
  return (
    <ChartFigure
      {...words}
      width={WIDTH}
      height={bottom + 34}
      table={<CustodyTable caption={words.finding} to={to} {...{ spans, joints, gaps }} />}
      legend={<Legend hasGaps={gaps.length > 0} hasJoints={joints.length > 0} />}
    >
      <g class="weft-axis">
        {ticks.map(tick => (
          <g>
            <line class="weft-axis__grid" x1={at(x(tick.at))} x2={at(x(tick.at))} y1={TOP} y2={bottom} />
            <text x={at(x(tick.at))} y={bottom + 20} text-anchor="middle">
              {tick.words}
            </text>
          </g>
        ))}
        {lanes.map(lane => (
          <text x={LEFT - 12} y={middle(lane)} dy="0.32em" text-anchor="end">
            {shortened(lane)}
          </text>
        ))}
        <text x={LEFT - 12} y={bottom - LANE / 2} dy="0.32em" text-anchor="end">
          Gaps in contact
        </text>
        <line class="weft-axis__base" x1={LEFT} x2={RIGHT} y1={bottom} y2={bottom} />
      </g>
      {spans.map(span => (
        <rect
          class="weft-custody__span"
          y={middle(span.organisation) - 11}
          height={22}
          {...between(span.from, span.to ?? to)}
        />
      ))}
      {gaps.map(gap => (
        <rect class="weft-custody__gap" y={bottom - LANE / 2 - 11} height={22} {...between(gap.from, gap.to)} />
      ))}
      {joints.map(joint => (
        <g class="weft-custody__joint">
          <line x1={at(x(joint.when.at))} x2={at(x(joint.when.at))} y1={middle(joint.from)} y2={middle(joint.to)} />
          <circle cx={at(x(joint.when.at))} cy={(middle(joint.from) + middle(joint.to)) / 2} r={6} />
        </g>
      ))}
    </ChartFigure>
  )
}

const LONGEST = 28

const shortened = (name: string) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trimEnd()}…` : name)

const Legend = ({ hasGaps, hasJoints }: { hasGaps: boolean; hasJoints: boolean }) => (
  <ChartLegend
    items={[
      { swatch: <rect class="weft-custody__span" x={-9} y={-5} width={18} height={10} />, words: 'Responsible' },
      ...(hasJoints
        ? [
            {
              swatch: (
                <g class="weft-custody__joint">
                  <circle r={6} />
                </g>
              ),
              words: 'Hand-over',
            },
          ]
        : []),
      ...(hasGaps
        ? [{ swatch: <rect class="weft-custody__gap" x={-9} y={-5} width={18} height={10} />, words: 'Gap in contact' }]
        : []),
    ]}
  />
)

type Happening = { at: number; cells: readonly [string, string, string] }

const CustodyTable = ({
  spans,
  joints,
  gaps,
  to,
  caption,
}: {
  spans: readonly CustodySpan[]
  joints: readonly CustodyJoint[]
  gaps: readonly CustodyGap[]
  to: Moment
  caption: string
}) => {
  const happenings: Happening[] = [
    ...spans.map(
      (span): Happening => ({
        at: span.from.at,
        cells: [
          span.from.words,
          span.to === undefined ? `Still, on ${to.words}` : span.to.words,
          `${span.organisation} responsible${span.officer === undefined ? '' : `, ${span.officer}`}`,
        ],
      }),
    ),
    ...joints.map(
      (joint): Happening => ({
        at: joint.when.at,
        cells: [joint.when.words, '', `Hand-over from ${joint.from} to ${joint.to}. ${joint.words}`],
      }),
    ),
    ...gaps.map(
      (gap): Happening => ({ at: gap.from.at, cells: [gap.from.words, gap.to.words, `Gap in contact. ${gap.words}`] }),
    ),
  ]
  return (
    <Table
      caption={caption}
      captionClasses="govuk-visually-hidden"
      head={['From', 'To', 'What']}
      phone="stack"
      rows={happenings.toSorted((a, b) => a.at - b.at).map(({ cells }) => cells)}
    />
  )
}
