import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { KeptFigure } from '../figures/read-model.ts'
import { figureInWords, judge, partsInWords } from '../measure.ts'
import { measureOf } from '../measures/index.ts'
import { Judged } from './judged.tsx'

/** What a page shows of a figure, as the live stream sends it anew: its words and parts as text, the judgement as HTML. */
export type ShownFigure = { key: string; words: string; parts: string; judged: string }

type Which = Pick<KeptFigure, 'month' | 'measure' | 'organisation'>

/** By which a page marks where a figure of its area stands (`data-words`, `data-parts`, `data-judged`). */
export const keyOf = ({ month, measure, organisation }: Which): string => `${month} ${measure} ${organisation}`

export function shownFigure(figure: Which & Pick<KeptFigure, 'numerator' | 'denominator'>): ShownFigure {
  const measure = measureOf(figure.measure)
  return {
    key: keyOf(figure),
    words: figureInWords(measure.unit, figure),
    parts: partsInWords(measure.unit, figure),
    judged: renderToString(h(Judged, { judgement: judge(measure, figure.month, figure) })),
  }
}
