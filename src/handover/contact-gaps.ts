import { Temporal } from 'temporal-polyfill'
import { type Instant, londonDay } from '../kernel/calendar.ts'

/** A gap in contact: so many days without an attended session or a booked appointment. Weft's own rule, shown on the page. */
export const GAP_DAYS = 28

export type ContactGap = { readonly from: Instant; readonly to: Instant; readonly days: number }

/**
 * Stretches of more than `GAP_DAYS` days, by the calendar of London, between `from` and `until` without contact. `contacts` are
 * attended sessions and booked appointments, in any order; those outside the time asked for say nothing about it.
 */
export function contactGaps(
  contacts: readonly Instant[],
  { from, until }: { from: Instant; until: Instant },
): ContactGap[] {
  const marks = contacts
    .filter(at => Temporal.Instant.compare(at, from) > 0 && Temporal.Instant.compare(at, until) < 0)
    .toSorted(Temporal.Instant.compare)
  const ends = [...marks, until]
  return [from, ...marks]
    .map((start, at) => ({ from: start, to: ends[at] ?? until }))
    .map(stretch => ({ ...stretch, days: daysBetween(stretch.from, stretch.to) }))
    .filter(({ days }) => days > GAP_DAYS)
}

const daysBetween = (from: Instant, to: Instant): number => londonDay(from).until(londonDay(to)).days
