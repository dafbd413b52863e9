import { Temporal } from 'temporal-polyfill'
import { dueAt, isBusinessDay, LONDON } from '../../../src/kernel/calendar.ts'
import { seededRandom } from '../../../src/kernel/random.ts'

const YEARS = Array.from({ length: 16 }, (_, at) => 2012 + at)
const AROUND_MINUTES = 3 * 24 * 60
const MOST_DAYS = 15

/** The two instants of a year at which the clocks change, as the time zone itself knows them. */
function changesIn(year: number): Temporal.Instant[] {
  const start = Temporal.PlainDate.from({ year, month: 1, day: 2 }).toZonedDateTime(LONDON)
  const first = start.getTimeZoneTransition('next')
  const second = first?.getTimeZoneTransition('next')
  return [first, second].flatMap(change => (change ? [change.toInstant()] : []))
}

/** Walks day by day with the time zone's own arithmetic: what `dueAt` must give. */
function walked(from: Temporal.Instant, days: number): Temporal.Instant {
  let day = from.toZonedDateTimeISO(LONDON).toPlainDate()
  for (let left = days; left > 0; ) {
    day = day.add({ days: 1 })
    if (isBusinessDay(day)) left -= 1
  }
  return day.add({ days: 1 }).toZonedDateTime(LONDON).toInstant()
}

/** Due times of what starts around every night on which the clocks change; gives how many were looked at and which are wrong. */
export function dueAroundClockChanges(each: number, seed: string): { looked: number; faults: string[] } {
  const random = seededRandom(seed)
  const faults: string[] = []
  let looked = 0
  for (const change of YEARS.flatMap(changesIn))
    for (let nth = 0; nth < each; nth += 1) {
      const from =
        nth < 3
          ? change.add({ seconds: nth - 1 })
          : change.add({ minutes: random.int(-AROUND_MINUTES, AROUND_MINUTES) })
      const days = random.int(0, MOST_DAYS)
      looked += 1
      if (!dueAt(from, days).equals(walked(from, days))) faults.push(`${from} in ${days} days`)
    }
  return { looked, faults }
}
