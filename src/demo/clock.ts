import { Temporal } from 'temporal-polyfill'
import { addBusinessDays, isBusinessDay, startOfDay } from '../kernel/calendar.ts'

/** A day by its number since 1 January 1970, and an instant in milliseconds: millions are computed, so they are numbers. */
export type Day = number
export type Ms = number

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const opened = new Map<Day, boolean>()
const starts = new Map<Day, Ms>()
const added = new Map<number, Day>()
const texts = new Map<Day, string>()

export const dayNumber = (day: Temporal.PlainDate): Day => Date.UTC(day.year, day.month - 1, day.day) / DAY

export const plainDay = (day: Day): Temporal.PlainDate => Temporal.PlainDate.from(dayText(day))

/** `2026-10-05`. */
export function dayText(day: Day): string {
  const known = texts.get(day)
  if (known !== undefined) return known
  const text = new Date(day * DAY).toISOString().slice(0, 10)
  texts.set(day, text)
  return text
}

/** `2026-10`. */
export const monthText = (day: Day): string => dayText(day).slice(0, 7)

/** `2026-10-05T09:30:00.000Z`. Written some hundred times a person: the day is looked up, and the time is spelt out by hand. */
export function instantText(at: Ms): string {
  const day = Math.floor(at / DAY)
  const rest = at - day * DAY
  const [hour, minute, second] = [Math.floor(rest / HOUR), Math.floor(rest / MINUTE) % 60, Math.floor(rest / 1000) % 60]
  return `${dayText(day)}T${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}.${String(rest % 1000).padStart(3, '0')}Z`
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
const twoDigits = (number: number): string => TWO_DIGITS[number] ?? String(number)

/** Business days are looked up once each; outside the years whose bank holidays are known it refuses as the kernel does. */
export function isOpen(day: Day): boolean {
  const known = opened.get(day)
  if (known !== undefined) return known
  const open = isBusinessDay(plainDay(day))
  opened.set(day, open)
  return open
}

/** This day where it is a business day, else the next one. */
export function openDay(day: Day): Day {
  let found = day
  while (!isOpen(found)) found += 1
  return found
}

/** The nth business day after a day, as the kernel counts. */
export function addOpenDays(day: Day, count: number): Day {
  const key = day * 1000 + count
  const known = added.get(key)
  if (known !== undefined) return known
  const found = dayNumber(addBusinessDays(plainDay(day), count))
  added.set(key, found)
  return found
}

/** Local midnight at which a day begins in London. */
export function startOf(day: Day): Ms {
  const known = starts.get(day)
  if (known !== undefined) return known
  const start = startOfDay(plainDay(day)).epochMilliseconds
  starts.set(day, start)
  return start
}

/** An hour and minute of a day by the clock on the wall in London. Business days have no change of the clock. */
export const at = (day: Day, hour: number, minute = 0): Ms => startOf(day) + hour * HOUR + minute * MINUTE

/** The day that it is in London at an instant. */
export function dayAt(instant: Ms): Day {
  const utc = Math.floor(instant / DAY)
  return instant >= startOf(utc + 1) ? utc + 1 : utc
}

/** An instant as Temporal writes it: without milliseconds where there are none. */
export const short = (instant: Ms): string => instantText(instant).replace('.000Z', 'Z')
