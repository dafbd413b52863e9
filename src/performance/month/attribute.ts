import type { Temporal } from 'temporal-polyfill'
import { type HolderStart, overrun } from '../../obligations/holder.ts'

/** An obligation that was not kept in time, with who held its clock. `until`: when it was met, or the instant of the freeze. */
export type LateObligation = {
  measure: string
  organisation: string
  starts: readonly HolderStart[]
  until: Temporal.Instant
  allowedDays: number
}

/** A part of the lateness of one figure: born in one organisation, or in the joint of two. */
export type LatenessPart = {
  measure: string
  organisation: string
  holder: string
  joint: { from: string; to: string } | null
  records: number
  days: number
  /** Percentage points of the measure. */
  points: number
}

/**
 * Puts the lateness of each figure down to who held the clock while it ran over. An obligation that was not kept weighs
 * 1 / denominator of its figure, split by days of overrun; without a whole day of overrun (missed, or due today) it is its
 * organisation's own. So the points of a figure add up to the share that was not kept.
 */
export function attributeLateness(
  late: readonly LateObligation[],
  denominatorOf: (measure: string, organisation: string) => bigint,
): LatenessPart[] {
  const parts = new Map<string, LatenessPart>()
  for (const obligation of late) {
    const { measure, organisation } = obligation
    const weight = 100 / Number(denominatorOf(measure, organisation))
    for (const { holder, joint, days, share } of sharesOf(obligation)) {
      const key = JSON.stringify([measure, organisation, holder, joint])
      const known = parts.get(key) ?? { measure, organisation, holder, joint, records: 0, days: 0, points: 0 }
      parts.set(key, {
        ...known,
        records: known.records + 1,
        days: known.days + days,
        points: known.points + weight * share,
      })
    }
  }
  return [...parts.values()].sort((a, b) => b.points - a.points || a.holder.localeCompare(b.holder))
}

function sharesOf({ organisation, starts, until, allowedDays }: LateObligation) {
  const over = overrun(starts, until, allowedDays).filter(part => part.days > 0)
  const total = over.reduce((sum, part) => sum + part.days, 0)
  if (total === 0) return [{ holder: organisation, joint: null, days: 0, share: 1 }]
  return over.map(part => ({ ...part, share: part.days / total }))
}
