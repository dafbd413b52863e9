import { Temporal } from 'temporal-polyfill'
import {
  addBusinessDays,
  businessDaysBetween,
  endOfDay,
  type Instant,
  isBusinessDay,
  londonDay,
} from '../kernel/calendar.ts'
import { invalid } from '../kernel/errors.ts'

/** The pair between which a segment lies that was offered and not yet accepted. */
export type Joint = { readonly from: string; readonly to: string }

/** Who held the clock of an obligation from an instant until the next segment begins; kept as starts only. */
export type HolderStart = {
  readonly from: Instant
  readonly holder: string
  /** Where the segment lies between two organisations, the pair, which takes its time and its overrun. */
  readonly joint: Joint | null
  /** Days that are not wholly the clock's own, since it paused in them or they began while it did, are not counted. */
  readonly clock: 'running' | 'paused'
}

/** Counted business days of one holder, or of one joint while that holder had it. */
export type HeldDays = { readonly holder: string; readonly joint: Joint | null; readonly days: number }

/**
 * Whole business days by holder and joint from the trigger to `until`, in the order in which they first held it. Each
 * business day after the day of the trigger belongs to whoever held the clock when it began, at midnight in London, so
 * the parts add up to the whole; a day in which the clock paused belongs to nobody, so that who asked in time for what
 * is missing is not late by asking. Refuses with `input.invalid` no segments, segments out of order and an `until` before
 * the trigger; with `calendar.unknown` days beyond the known bank holidays.
 */
export function heldDays(starts: readonly HolderStart[], until: Instant): HeldDays[] {
  refuse(starts, until)
  return merged(stretches(starts, until).map(({ start, days }) => ({ holder: start.holder, joint: start.joint, days })))
}

/** Counted business days from the trigger to `until`, paused ones left out. Refuses as `heldDays` does. */
export const elapsedDays = (starts: readonly HolderStart[], until: Instant): number =>
  heldDays(starts, until).reduce((sum, held) => sum + held.days, 0)

/**
 * Splits the overrun: each counted day after the `allowed` ones is put down to whoever held the clock when it began, or
 * to the joint. The parts add up to the days elapsed less the days allowed; in time there are none. Refuses as `heldDays`.
 */
export function overrun(starts: readonly HolderStart[], until: Instant, allowed: number): HeldDays[] {
  refuse(starts, until)
  let left = allowed
  return merged(
    stretches(starts, until).map(({ start, days }) => {
      const late = Math.max(0, days - left)
      left = Math.max(0, left - days)
      return { holder: start.holder, joint: start.joint, days: late }
    }),
  )
}

/**
 * When the obligation falls due: the end of the day on which the `allowed` counted business days are up; none while the
 * clock is paused and they are not. Refuses as `heldDays` does, and with `input.invalid` days that are not whole from 0.
 */
export function dueWithPauses(starts: readonly HolderStart[], allowed: number): Instant | null {
  const [first] = starts
  if (!first || !Number.isSafeInteger(allowed) || allowed < 0)
    throw invalid({
      field: 'allowed',
      sentence: 'Give a whole number of business days from 0, and when the clock began.',
    })
  refuse(starts, first.from)
  if (allowed === 0) return endOfDay(londonDay(first.from))
  let left = allowed
  for (const [at, start] of starts.entries()) {
    const next = starts[at + 1]
    const days = next ? countedDays(start, next.from, starts) : Number.POSITIVE_INFINITY
    if (start.clock === 'running' && days >= left) return endOfDay(addBusinessDays(londonDay(start.from), left))
    if (start.clock === 'running') left -= days
  }
  return null
}

/** Each segment that had begun by `until`, with its counted days. */
function stretches(starts: readonly HolderStart[], until: Instant): { start: HolderStart; days: number }[] {
  const begun = starts.filter(start => Temporal.Instant.compare(start.from, until) <= 0)
  return begun.map((start, at) => ({ start, days: countedDays(start, begun[at + 1]?.from ?? until, begun) }))
}

function countedDays(start: HolderStart, end: Instant, starts: readonly HolderStart[]): number {
  if (start.clock === 'paused') return 0
  const [first, last] = [londonDay(start.from), londonDay(end)]
  const pausedOnTheLast = starts.some(
    ({ clock, from }) =>
      clock === 'paused' && Temporal.Instant.compare(start.from, from) <= 0 && londonDay(from).equals(last),
  )
  const days = businessDaysBetween(first, last)
  return pausedOnTheLast && days > 0 && isBusinessDay(last) ? days - 1 : days
}

/** One entry for each holder and joint, those without a day left out. */
function merged(all: readonly HeldDays[]): HeldDays[] {
  const byHolder = new Map<string, HeldDays>()
  for (const held of all) {
    if (held.days === 0) continue
    const key = JSON.stringify([held.holder, held.joint?.from, held.joint?.to])
    byHolder.set(key, { ...held, days: held.days + (byHolder.get(key)?.days ?? 0) })
  }
  return [...byHolder.values()]
}

function refuse(starts: readonly HolderStart[], until: Instant): void {
  const instants = starts.map(start => start.from)
  const inOrder = instants.every((from, at) => Temporal.Instant.compare(instants[at - 1] ?? from, from) <= 0)
  const [first] = instants
  if (!first || !inOrder)
    throw invalid({
      field: 'segments',
      sentence: 'Give at least one holder, and the holders in the order of their time.',
    })
  if (Temporal.Instant.compare(until, first) < 0)
    throw invalid({ field: 'until', sentence: 'The end cannot come before the clock began. Check both.' })
}
