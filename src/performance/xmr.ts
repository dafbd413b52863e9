import { invalid } from '../kernel/errors.ts'
import { pointsInShift, pointsInTrend, pointsInTwoOfThree, type Side } from './special-cause.ts'

/** Which way is better; neutral where neither is. */
export const DIRECTIONS = ['increase', 'decrease', 'neutral'] as const
export type Direction = (typeof DIRECTIONS)[number]

export type SpecialCause = 'outside' | 'trend' | 'two of three' | 'shift'

/** What a point says, and so, of the last point, what the chart says. */
export type Variation = 'common_cause' | 'improvement' | 'concern' | 'neutral_high' | 'neutral_low'

export type Assurance = 'consistent_pass' | 'consistent_fail' | 'inconsistent'

export type XmrSettings = {
  readonly direction: Direction
  /** Whether moving ranges that are outliers are left out of the limits; the reference does, the NHS workbook does not. */
  readonly screen: 'outliers' | 'nothing'
  /** Points at which the chart is re-based: each begins a segment with limits of its own. Counted from 0. */
  readonly rebaseAt: readonly number[]
  /** Limits from the first so many points of each segment; null for all of them. */
  readonly fixAfter: number | null
}

/** Limits of a segment, in the measure's own unit, never clamped. */
export type Limits = {
  readonly mean: number
  /** Mean moving range, after the screen where there is one. */
  readonly movingRange: number
  readonly upper: number
  readonly lower: number
  readonly nearUpper: number
  readonly nearLower: number
  /** Trial until the segment has twelve points. */
  readonly standing: 'trial' | 'firm'
}

export type XmrPoint = {
  readonly value: number
  /** From 0. */
  readonly segment: number
  readonly cause: SpecialCause | null
  /** High or rising 1, low or falling -1, on the mean 0. */
  readonly side: Side
  readonly variation: Variation
}

export type Xmr = { readonly points: readonly XmrPoint[]; readonly segments: readonly Limits[] }

/** Points that make limits firm. */
export const FIRM_AFTER = 12
/** Limits lie this many mean moving ranges from the mean: 3 / 1.128. */
const LIMIT_WIDTH = 2.66
const NEAR_WIDTH = (2 * LIMIT_WIDTH) / 3
/** A moving range so many times the mean, or more, is an outlier. */
const OUTLIER_FROM = 3.267
/** Sums of fractions are exact to about this share of the largest value. */
const ROUNDING = 1e-12

/**
 * An XmR chart of one measure: limits by segment and, for each point, the first special cause that it shows in the
 * order outside, trend, two of three, shift. Refuses with `input.invalid` no points, a value that is not a number, a
 * re-base that is not a later point, and a fix of fewer than one point. Source: facts.md 7.1 to 7.3.
 */
export function xmr(values: readonly number[], settings: XmrSettings): Xmr {
  refuse(values, settings)
  const starts = [0, ...settings.rebaseAt.toSorted((a, b) => a - b)]
  const stretches = starts.map((start, at) => values.slice(start, starts[at + 1]))
  const segments = stretches.map(stretch => limitsOf(stretch, settings))
  const points = stretches.flatMap((stretch, segment) => {
    const limits = segments[segment]
    return limits ? pointsOf(stretch, limits).map(point => ({ ...point, segment, ...read(point, settings) })) : []
  })
  return { points, segments }
}

/** The variation icon: what the last point says. */
export const variationOf = (chart: Xmr): Variation => chart.points.at(-1)?.variation ?? 'common_cause'

/**
 * Whether a target will be met by the system as it is; a target on a limit is inconsistent, and a neutral measure has
 * no assurance. Source: facts.md 7.3.
 */
export function assurance(
  limits: Pick<Limits, 'upper' | 'lower'>,
  target: number,
  direction: Direction,
): Assurance | null {
  if (direction === 'neutral') return null
  if (target > limits.upper) return direction === 'increase' ? 'consistent_fail' : 'consistent_pass'
  if (target < limits.lower) return direction === 'increase' ? 'consistent_pass' : 'consistent_fail'
  return 'inconsistent'
}

/** Limits of one segment. */
function limitsOf(values: readonly number[], { screen, fixAfter }: XmrSettings): Limits {
  const used = values.slice(0, fixAfter ?? values.length)
  const mean = meanOf(used)
  const ranges = used.slice(1).map((value, at) => Math.abs(value - (used[at] ?? value)))
  const first = meanOf(ranges)
  const movingRange = screen === 'outliers' ? meanOf(ranges.filter(range => range < OUTLIER_FROM * first)) : first
  return {
    mean,
    movingRange,
    upper: mean + LIMIT_WIDTH * movingRange,
    lower: mean - LIMIT_WIDTH * movingRange,
    nearUpper: mean + NEAR_WIDTH * movingRange,
    nearLower: mean - NEAR_WIDTH * movingRange,
    standing: values.length < FIRM_AFTER ? 'trial' : 'firm',
  }
}

type Seen = { readonly value: number; readonly cause: SpecialCause | null; readonly side: Side }

/** The special cause of each point of one segment. */
function pointsOf(values: readonly number[], limits: Limits): Seen[] {
  const slack = ROUNDING * Math.max(...values.map(Math.abs))
  const sides = values.map(value => sideOf(value, limits.mean, slack))
  const isOutside = values.map(value => value - limits.upper > slack || limits.lower - value > slack)
  const isNear = values.map(
    (value, at) => !isOutside[at] && (value - limits.nearUpper > slack || limits.nearLower - value > slack),
  )
  const trend = pointsInTrend(values)
  const twoOfThree = pointsInTwoOfThree(isNear, sides)
  const shift = pointsInShift(sides)
  return values.map((value, at) => {
    const side = sides[at] ?? 0
    if (isOutside[at]) return { value, cause: 'outside', side }
    const rising = trend[at] ?? 0
    if (rising !== 0) return { value, cause: 'trend', side: rising }
    if (twoOfThree[at]) return { value, cause: 'two of three', side }
    return { value, cause: shift[at] ? 'shift' : null, side }
  })
}

function read({ cause, side }: Seen, { direction }: XmrSettings): { variation: Variation } {
  if (cause === null) return { variation: 'common_cause' }
  if (direction === 'neutral') return { variation: side > 0 ? 'neutral_high' : 'neutral_low' }
  return { variation: side > 0 === (direction === 'increase') ? 'improvement' : 'concern' }
}

function sideOf(value: number, mean: number, slack: number): Side {
  if (value - mean > slack) return 1
  return mean - value > slack ? -1 : 0
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

function refuse(values: readonly number[], { rebaseAt, fixAfter }: XmrSettings): void {
  if (values.length === 0 || !values.every(Number.isFinite))
    throw invalid({ field: 'values', sentence: 'Give at least one point, and a number for each.' })
  const isLater = (at: number) => Number.isSafeInteger(at) && at > 0 && at < values.length
  if (!rebaseAt.every(isLater) || new Set(rebaseAt).size < rebaseAt.length)
    throw invalid({ field: 'rebaseAt', sentence: 'Re-base at points after the first, each once.' })
  if (fixAfter !== null && !(Number.isSafeInteger(fixAfter) && fixAfter > 0))
    throw invalid({ field: 'fixAfter', sentence: 'Fix the limits after a whole number of points, one or more.' })
}
