import type { RawBuilder } from 'kysely'
import { addMonths, firstDay, type Month, monthOf } from '../kernel/month.ts'
import { type TargetStep, targetIn } from './target.ts'
import type { Direction } from './xmr.ts'

/** What stands for the area as a whole where an organisation could stand. */
export const WHOLE_AREA = '*'

/** Keeps the rows of the organisations asked for; given the column that says whose a row is. */
export type Whose = (organisation: string) => RawBuilder<unknown>

/**
 * The records behind a figure as a SELECT over `asked a (area, month, from_at, to_at, organisation)`, the months that are
 * asked for and their first instants. Its columns, each of this name: area, month, organisation, case_id, record (words
 * such as "referral AB1234AC"), link (its page), at (when it counted), numerator, denominator, excluded (why it does not
 * count, null where it does), part (which of the kinds that count). The one text from which a figure is counted, as the jobs
 * role, and its records are listed, as the person who looks.
 */
export type Records = (whose: Whose) => RawBuilder<unknown>

export type MeasureVersion = {
  version: number
  /** In force from this month until the next version's. */
  fromMonth: Month
  words: string
  numerator: string
  denominator: string
  direction: Direction
  /** In per cent for a share. */
  targets: readonly TargetStep[]
  /** Below this denominator a figure is shown and not judged. */
  minimumDenominator: number
  source: string
  owner: string
  records: Records
}

/** Which records' events make it out of date. */
export type Follows = { obligation: string } | 'referral' | 'session' | 'report'

export type Measure = {
  code: string
  title: string
  topic: Topic
  /** A share of 0 to 100 per cent, or a count, whose numerator is the figure. */
  unit: 'share' | 'count'
  /** Whether it is a figure of each organisation and of the area, or of the area alone. */
  of: 'organisations' | 'area'
  follows: Follows
  /** Oldest first. */
  versions: readonly [MeasureVersion, ...MeasureVersion[]]
}

export const TOPICS = ['Supervision', 'Referrals', 'Services', 'Hand-overs', 'Partnership'] as const
export type Topic = (typeof TOPICS)[number]

export type Ratio = { numerator: bigint; denominator: bigint }

/** The definition in force in a month; before the first, the first. */
export function versionIn(measure: Measure, month: Month): MeasureVersion {
  return measure.versions.findLast(version => version.fromMonth <= month) ?? measure.versions[0]
}

/** The figure itself: per cent, or a count; nothing where nothing counts yet. */
export function percentOrCount(unit: Measure['unit'], { numerator, denominator }: Ratio): number | undefined {
  if (unit === 'count') return Number(numerator)
  return denominator === 0n ? undefined : (Number(numerator) / Number(denominator)) * 100
}

/** `94.6%` or `12`. */
export const inUnit = (unit: Measure['unit'], value: number): string =>
  unit === 'count' ? Math.round(value).toLocaleString('en-GB') : `${value.toFixed(1)}%`

/** `94.6%`, `12`, or words where there is nothing to count. */
export function figureInWords(unit: Measure['unit'], ratio: Ratio | undefined): string {
  const value = ratio && percentOrCount(unit, ratio)
  return value === undefined ? 'Nothing to count' : inUnit(unit, value)
}

/** `numerator of denominator`, or nothing for a count. */
export const partsInWords = (unit: Measure['unit'], { numerator, denominator }: Ratio): string =>
  unit === 'count' ? '' : `${numerator.toLocaleString('en-GB')} of ${denominator.toLocaleString('en-GB')}`

export type Judgement = 'Target met' | 'Below target' | 'Above target' | 'Too few to judge' | 'No target'

/** Whether a figure meets the target of its month. Compared in whole numbers, so that 97% of 100 is exactly met. */
export function judge(measure: Measure, month: Month, ratio: Ratio | undefined): Judgement {
  const version = versionIn(measure, month)
  const target = targetIn(month, version.targets)
  if (target === undefined || version.direction === 'neutral') return 'No target'
  if (ratio === undefined || ratio.denominator < BigInt(version.minimumDenominator)) return 'Too few to judge'
  const reached = Number(ratio.numerator) * (measure.unit === 'share' ? 100 : 1)
  const wanted = target * (measure.unit === 'share' ? Number(ratio.denominator) : 1)
  if (version.direction === 'increase') return reached >= wanted ? 'Target met' : 'Below target'
  return reached <= wanted ? 'Target met' : 'Above target'
}

/** The months of a chart that ends with this one, oldest first. */
export const monthsUpTo = (month: Month, count: number): Month[] =>
  Array.from({ length: count }, (_, at) => addMonths(monthOf(firstDay(month)), at + 1 - count))
