import { sum } from 'd3-array'
import { linkHorizontal } from 'd3-shape'
import { Table } from '../table.tsx'
import { at } from './axes.tsx'
import { ChartFigure, type ChartWords } from './chart-figure.tsx'

/** Hand-overs from one organisation to another. */
export type Flow = {
  from: string
  to: string
  volume: number
  /** The middle time from offer to landing, in words. */
  medianDays: string
  returned: number
  landedInTime: string
}

const WIDTH = 880
const LEFT = 290
const RIGHT = 590
const TOP = 16
const SPACE = 26
const THICKNESS = 220

type Band = { name: string; volume: number; top: number; height: number }

/** Who hands over to whom: ribbons as thick as their volumes, senders on the left, receivers on the right. */
export const FlowChart = ({ flows, ...words }: ChartWords & { flows: readonly Flow[] }) => {
  const scale =
    THICKNESS /
    Math.max(
      1,
      sum(flows, flow => flow.volume),
    )
  const senders = bandsOf(flows, 'from', scale)
  const receivers = bandsOf(flows, 'to', scale)
  const lowest = Math.max(...[...senders, ...receivers].map(band => band.top + band.height), TOP)
  const left = runningTops(senders)
  const right = runningTops(receivers)
  return (
    <ChartFigure
      {...words}
      width={WIDTH}
      height={at(lowest + SPACE)}
      table={<FlowTable caption={words.finding} flows={flows} />}
    >
      {flows.map(flow => {
        const thickness = flow.volume * scale
        const ribbon = linkHorizontal()({
          source: [LEFT, at(left(flow.from, thickness))],
          target: [RIGHT, at(right(flow.to, thickness))],
        })
        return <path class="weft-flow__ribbon" d={ribbon ?? ''} stroke-width={Math.max(1, at(thickness))} />
      })}
      <Bands bands={senders} x={LEFT - 8} textX={LEFT - 16} anchor="end" />
      <Bands bands={receivers} x={RIGHT} textX={RIGHT + 16} anchor="start" />
    </ChartFigure>
  )
}

const bandsOf = (flows: readonly Flow[], end: 'from' | 'to', scale: number): Band[] => {
  let top = TOP
  return [...new Set(flows.map(flow => flow[end]))].map(name => {
    const volume = sum(
      flows.filter(flow => flow[end] === name),
      flow => flow.volume,
    )
    const band = { name, volume, top, height: Math.max(2, volume * scale) }
    top += band.height + SPACE
    return band
  })
}

/** Where the middle of the next ribbon of a band lies, each below the one before. */
const runningTops = (bands: readonly Band[]) => {
  const tops = new Map(bands.map(({ name, top }) => [name, top]))
  return (name: string, thickness: number) => {
    const top = tops.get(name) ?? TOP
    tops.set(name, top + thickness)
    return top + thickness / 2
  }
}

const Bands = ({
  bands,
  x,
  textX,
  anchor,
}: {
  bands: readonly Band[]
  x: number
  textX: number
  anchor: 'start' | 'end'
}) => (
  <g class="weft-axis">
    {bands.map(({ name, volume, top, height }) => (
      <g>
        <rect class="weft-flow__band" x={x} y={at(top)} width={8} height={at(height)} />
        <text x={textX} y={at(top + height / 2)} dy="0.32em" text-anchor={anchor}>
          {`${name}, ${volume}`}
        </text>
      </g>
    ))}
  </g>
)

/** The same flows in figures, the largest first. */
export const FlowTable = ({ caption, flows }: { caption: string; flows: readonly Flow[] }) => (
  <Table
    caption={caption}
    captionClasses="govuk-visually-hidden"
    head={['From', 'To', 'Hand-overs', 'Middle time', 'Returned', 'Landed in time']}
    numeric={[2, 3, 4, 5]}
    phone="scroll"
    rows={flows
      .toSorted((a, b) => b.volume - a.volume)
      .map(flow => [flow.from, flow.to, flow.volume, flow.medianDays, flow.returned, flow.landedInTime])}
  />
)
