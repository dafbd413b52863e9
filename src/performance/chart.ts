import type { Month } from '../kernel/month.ts'
import { monthInWords } from '../kernel/month.ts'
import { inUnit, type Measure, percentOrCount, type Ratio, versionIn } from './measure.ts'
import { targetIn } from './target.ts'
import { type Assurance, assurance, type Limits, type SpecialCause, type Variation, variationOf, xmr } from './xmr.ts'

/** A month of a figure. */
export type SeriesMonth = Ratio & { month: Month; version: number }

export type ChartPoint = {
  month: Month
  value: number
  target: number | undefined
  cause: SpecialCause | null
  variation: Variation
}

/** The months between two changes of the definition, with their own limits. */
export type ChartPhase = {
  /** The version counted by, where it is not the first shown. */
  rebasedBy: number | undefined
  limits: Limits
  points: ChartPoint[]
}

export type FigureChart = {
  phases: ChartPhase[]
  variation: Variation
  assurance: Assurance | null
  /** What the last point says, as the end of a sentence. */
  finding: string
}

/**
 * The process chart of a figure: months with nothing to count are left out, and limits are computed anew where the
 * definition changed. Nothing where fewer than two months can be drawn.
 */
export function chartOf(measure: Measure, months: readonly SeriesMonth[]): FigureChart | undefined {
  const drawn = months.flatMap(month => {
    const value = percentOrCount(measure.unit, month)
    return value === undefined ? [] : [{ ...month, value }]
  })
  const last = drawn.at(-1)
  if (last === undefined || drawn.length < 2) return undefined
  const direction = versionIn(measure, last.month).direction
  const rebaseAt = drawn.flatMap(({ version }, at) => (at > 0 && drawn[at - 1]?.version !== version ? [at] : []))
  const found = xmr(
    drawn.map(({ value }) => value),
    { direction, screen: 'outliers', rebaseAt, fixAfter: null },
  )
  const targetOf = (month: Month) => targetIn(month, versionIn(measure, month).targets)
  const points = found.points.map((point, at) => ({ ...point, of: drawn[at] ?? last }))
  const phases = found.segments.map((limits, segment) => ({
    rebasedBy: segment === 0 ? undefined : points.find(point => point.segment === segment)?.of.version,
    limits,
    points: points
      .filter(point => point.segment === segment)
      .map(({ value, cause, variation, of }) => ({
        month: of.month,
        value,
        target: targetOf(of.month),
        cause,
        variation,
      })),
  }))
  const limits = found.segments.at(-1)
  const target = targetOf(last.month)
  return {
    phases,
    variation: variationOf(found),
    assurance: limits && target !== undefined ? assurance(limits, target, direction) : null,
    finding: findingOf(measure, { ...last, variation: variationOf(found), cause: found.points.at(-1)?.cause ?? null }),
  }
}

const VARIATION_WORDS: Readonly<Record<Variation, string>> = {
  common_cause: 'as usual for this series',
  improvement: 'better than usual',
  concern: 'worse than usual',
  neutral_high: 'higher than usual',
  neutral_low: 'lower than usual',
}

const CAUSE_WORDS: Readonly<Record<SpecialCause, string>> = {
  outside: 'outside the limits',
  trend: 'seven months in one direction',
  'two of three': 'two of three months near a limit',
  shift: 'seven months on one side of the mean',
}

const findingOf = (
  measure: Measure,
  { month, value, variation, cause }: { month: Month; value: number; variation: Variation; cause: SpecialCause | null },
): string =>
  `${inUnit(measure.unit, value)} in ${monthInWords(month)}, ${VARIATION_WORDS[variation]}${cause === null ? '' : `: ${CAUSE_WORDS[cause]}`}`
