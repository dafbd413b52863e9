import type { ComponentChildren, VNode } from 'preact'
import { Details } from '../messages.tsx'

/** What every chart says of itself, whatever it draws. */
export type ChartWords = {
  /** Unlike any other id on the page. */
  id: string
  /** The finding, as a sentence: "Referrals accepted in time fell below their limits in March." */
  finding: string
  /** What is drawn, for those who do not see it. */
  description: string
  /** Where the same figures are as CSV. */
  csvHref?: string | undefined
}

type Drawing = ChartWords & {
  width: number
  height: number
  size?: 'full' | 'small' | undefined
  /** The same figures as a table; every chart has one. */
  table: VNode
  legend?: ComponentChildren
  children?: ComponentChildren
}

/**
 * The frame of every chart: its finding as a heading, the drawing with a title and a description, what its marks mean, the
 * figures as a table, and the CSV. On a narrow screen the drawing scrolls inside its frame, so that its words stay legible.
 */
export const ChartFigure = (drawing: Drawing) => (
  <figure class="weft-chart">
    <figcaption class="weft-chart__finding">{drawing.finding}</figcaption>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard */}
    <section class="weft-chart__frame" tabIndex={0} aria-label={`Chart: ${drawing.finding}`}>
      <svg
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        role="img"
        aria-labelledby={`${drawing.id}-title ${drawing.id}-desc`}
        class={drawing.size === 'small' ? 'weft-chart__drawing weft-chart__drawing--small' : 'weft-chart__drawing'}
      >
        <title id={`${drawing.id}-title`}>{drawing.finding}</title>
        <desc id={`${drawing.id}-desc`}>{drawing.description}</desc>
        {drawing.children}
      </svg>
    </section>
    {drawing.legend}
    <Details summary="Show the figures as a table" classes="weft-chart__table">
      {drawing.table}
    </Details>
    {drawing.csvHref !== undefined && (
      <p class="govuk-body">
        <a class="govuk-link" href={drawing.csvHref}>
          Download these figures as CSV
        </a>
      </p>
    )}
  </figure>
)

export type LegendItem = { swatch: VNode; words: string }

/** What each mark means, drawn as it is drawn in the chart. */
export const ChartLegend = ({ items }: { items: readonly LegendItem[] }) => (
  <ul class="weft-chart__legend">
    {items.map(({ swatch, words }) => (
      <li>
        <svg viewBox="-10 -8 20 16" width="20" height="16" aria-hidden="true" focusable="false">
          {swatch}
        </svg>{' '}
        {words}
      </li>
    ))}
  </ul>
)
