import { Temporal } from 'temporal-polyfill'
import { BANK_HOLIDAYS } from './bank-holidays.ts'
import { invalid, WeftError } from './errors.ts'

/** A day without a time or a zone. */
export type PlainDate = Temporal.PlainDate
/** A point in time, in UTC. */
export type Instant = Temporal.Instant

/** Where local days begin and end. */
export const LONDON = 'Europe/London'

const MS_PER_DAY = 86_400_000
const HOLIDAYS: ReadonlyMap<number, string> = new Map(
  BANK_HOLIDAYS.map(([day, title]) => [epochDayOf(Temporal.PlainDate.from(day)), title]),
)

/** The last bank holiday that is known; business days are counted to the end of its year and no further. */
export const LAST_KNOWN_HOLIDAY: PlainDate = Temporal.PlainDate.from(
  BANK_HOLIDAYS.reduce<string>((latest, [day]) => (day > latest ? day : latest), BANK_HOLIDAYS[0][0]),
)

const FIRST_DAY = epochDayOf(Temporal.PlainDate.from(BANK_HOLIDAYS[0][0]).with({ month: 1, day: 1 }))
const LAST_DAY = epochDayOf(LAST_KNOWN_HOLIDAY.with({ month: 12, day: 31 }))

/** Every business day in order, and for every day of the calendar how many business days there are up to and with it. */
const BUSINESS_DAYS: number[] = []
const COUNT_UP_TO = Array.from({ length: LAST_DAY - FIRST_DAY + 1 }, (_, at) => {
  const day = FIRST_DAY + at
  if (isOpen(day)) BUSINESS_DAYS.push(day)
  return BUSINESS_DAYS.length
})

/**
 * Monday to Friday without the bank holidays of England and Wales.
 * Refuses with `calendar.unknown` a day outside the years whose bank holidays are known.
 */
export function isBusinessDay(day: PlainDate): boolean {
  const at = epochDayOf(day)
  countUpTo(at)
  return isOpen(at)
}

/** The title of the bank holiday on this day, if it is one. */
export const bankHolidayOn = (day: PlainDate): string | undefined => HOLIDAYS.get(epochDayOf(day))

/**
 * The nth business day after `from`, which is itself never counted, whatever day it is. Nought is `from`; a negative
 * count goes back. Refuses with `calendar.unknown` what leaves the years whose bank holidays are known, and with
 * `input.invalid` a count that is not whole. Source: the contract service levels count from the day after the trigger.
 */
export function addBusinessDays(from: PlainDate, count: number): PlainDate {
  const at = epochDayOf(from)
  return count === 0 && inCalendar(at) ? from : plainDateOf(businessDayAfter(at, count))
}

/**
 * How many business days there are after `from` up to and with `to`; negative when `to` is the earlier.
 * Refuses with `calendar.unknown` a day outside the years whose bank holidays are known.
 */
export const businessDaysBetween = (from: PlainDate, to: PlainDate): number =>
  countUpTo(epochDayOf(to)) - countUpTo(epochDayOf(from))

/** The day that it was, or will be, in London at this instant. */
export function londonDay(instant: Instant): PlainDate {
  const at = epochDayIn(instant)
  return at === undefined ? instant.toZonedDateTimeISO(LONDON).toPlainDate() : plainDateOf(at)
}

/** The first instant of this day in London. */
export const startOfDay = (day: PlainDate): Instant => startOf(epochDayOf(day))

/** The instant at which this day is over in London: the first of the next day, and so itself no part of the day. */
export const endOfDay = (day: PlainDate): Instant => startOf(epochDayOf(day) + 1)

/**
 * When something started at `from` falls due: the end of the nth business day after it, at midnight in London, so
 * that it is in time at any instant before that one. Refuses as `addBusinessDays` does.
 */
export function dueAt(from: Instant, businessDays: number): Instant {
  const at = epochDayIn(from)
  if (at === undefined) throw beyondTheCalendar()
  return startOf(businessDayAfter(at, businessDays) + 1)
}

/** The last day on which it is in time: what is due at midnight is due by the end of the day before. */
export const lastDayInTime = (due: Instant): PlainDate => londonDay(due.subtract({ nanoseconds: 1 }))

function businessDayAfter(epochDay: number, count: number): number {
  if (!Number.isSafeInteger(count))
    throw invalid({ field: 'businessDays', sentence: 'Give a whole number of business days.' })
  const upTo = countUpTo(epochDay)
  if (count === 0) return epochDay
  const found = BUSINESS_DAYS[count > 0 ? upTo + count - 1 : upTo - Number(isOpen(epochDay)) + count]
  if (found === undefined) throw beyondTheCalendar()
  return found
}

/** The local day of an instant by its number, or nothing where that lies outside the calendar. */
function epochDayIn(instant: Instant): number | undefined {
  const milliseconds = instant.epochMilliseconds
  const inUtc = Math.floor(milliseconds / MS_PER_DAY)
  if (!inCalendar(inUtc)) return undefined
  const local = milliseconds >= startOf(inUtc + 1).epochMilliseconds ? inUtc + 1 : inUtc
  return inCalendar(local) ? local : undefined
}

function epochDayOf(day: PlainDate): number {
  return new Date(0).setUTCFullYear(day.year, day.month - 1, day.day) / MS_PER_DAY
}

/** Days are dear to make and never change, and the same ones are asked for again and again. */
const days = new Map<number, PlainDate>()

function plainDateOf(epochDay: number): PlainDate {
  const known = days.get(epochDay)
  if (known) return known
  const date = new Date(epochDay * MS_PER_DAY)
  const day = new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
  if (inCalendar(epochDay)) days.set(epochDay, day)
  return day
}

/** Day nought of the epoch was a Thursday; Sunday is nought here. */
function isOpen(epochDay: number): boolean {
  const weekday = (epochDay + 4) % 7
  return weekday !== 0 && weekday !== 6 && !HOLIDAYS.has(epochDay)
}

function inCalendar(epochDay: number): boolean {
  return epochDay >= FIRST_DAY && epochDay <= LAST_DAY
}

function countUpTo(epochDay: number): number {
  const count = COUNT_UP_TO[epochDay - FIRST_DAY]
  if (count === undefined) throw beyondTheCalendar()
  return count
}

/** Asking the time zone is slow, and the same days are asked for again and again. */
const starts = new Map<number, Instant>()

function startOf(epochDay: number): Instant {
  const known = starts.get(epochDay)
  if (known) return known
  const start = plainDateOf(epochDay).toZonedDateTime(LONDON).toInstant()
  if (inCalendar(epochDay)) starts.set(epochDay, start)
  return start
}

const beyondTheCalendar = () =>
  new WeftError(
    'calendar.unknown',
    `Bank holidays are known from ${plainDateOf(FIRST_DAY).year} to ${LAST_KNOWN_HOLIDAY.year}. Choose a day in those years.`,
  )
