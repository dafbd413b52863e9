import type { ScaleLinear } from 'd3-scale'

/** Pixels of the drawing, not of the screen. */
export type Plot = { left: number; right: number; top: number; bottom: number }

export type Figured = (value: number) => string

/** A coordinate with one decimal, so that the same figures give the same bytes. */
export const at = (pixel: number): number => Math.round(pixel * 10) / 10

/** Lines across the plot at round figures, each with its figure on the left. */
export const ValueAxis = ({
  scale,
  plot,
  figured,
  ticks = 5,
}: {
  scale: ScaleLinear<number, number>
  plot: Plot
  figured: Figured
  ticks?: number | undefined
}) => (
  <g class="weft-axis">
    {scale.ticks(ticks).map(tick => (
      <g transform={`translate(0 ${at(scale(tick))})`}>
        <line class="weft-axis__grid" x1={plot.left} x2={plot.right} y1={0} y2={0} />
        <text x={plot.left - 8} y={0} dy="0.32em" text-anchor="end">
          {figured(tick)}
        </text>
      </g>
    ))}
  </g>
)

const WIDTH_OF_LETTER = 7
const GAP = 12

/** Words below the plot; where they would run into each other, every second, third … is left out, and the last kept. */
export const LabelAxis = ({
  labels,
  x,
  plot,
}: {
  labels: readonly string[]
  x: (index: number) => number
  plot: Plot
}) => {
  const widest = Math.max(0, ...labels.map(label => label.length)) * WIDTH_OF_LETTER + GAP
  const step = Math.max(1, Math.ceil((labels.length * widest) / (plot.right - plot.left)))
  const last = labels.length - 1
  return (
    <g class="weft-axis">
      <line class="weft-axis__base" x1={plot.left} x2={plot.right} y1={plot.bottom} y2={plot.bottom} />
      {labels.map((label, index) =>
        (last - index) % step === 0 ? (
          <text x={at(x(index))} y={plot.bottom + 20} text-anchor="middle">
            {label}
          </text>
        ) : null,
      )}
    </g>
  )
}
