import { Temporal } from 'temporal-polyfill'
import type { Facts } from '../journal/append.ts'
import type { Instant, PlainDate } from '../kernel/calendar.ts'

/** A fact in words; nothing where the event does not say it. */
export function word(facts: Facts, name: string): string | null {
  const found = facts[name]
  return typeof found === 'string' && found !== '' ? found : null
}

/** A fact that is an instant, live or as the journal keeps it. */
export function instant(facts: Facts, name: string): Instant | null {
  const found = facts[name]
  if (found instanceof Temporal.Instant) return found
  return typeof found === 'string' ? Temporal.Instant.from(found) : null
}

/** A fact that is a day, live or as the journal keeps it. */
export function day(facts: Facts, name: string): PlainDate | null {
  const found = facts[name]
  if (found instanceof Temporal.PlainDate) return found
  return typeof found === 'string' ? Temporal.PlainDate.from(found) : null
}
