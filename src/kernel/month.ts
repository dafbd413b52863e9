import { Temporal } from 'temporal-polyfill'
import { addBusinessDays, type PlainDate } from './calendar.ts'
import { invalid } from './errors.ts'
import { MONTH_NAMES } from './words.ts'

/** A calendar month as it is stored and sent: `2026-10`. Text, so that it sorts and compares as it reads. */
export type Month = `${number}-${number}`

const SHAPE = /^(\d{4})-(0[1-9]|1[0-2])$/

const isMonth = (text: string): text is Month => SHAPE.test(text)

/** Reads `2026-10`. Refuses anything else with `input.invalid`. */
export function parseMonth(text: string): Month {
  const trimmed = text.trim()
  if (isMonth(trimmed)) return trimmed
  throw invalid({ field: 'month', sentence: 'Write the month as a year and two digits, such as 2026-10.' })
}

/** The month in which this day lies. */
export const monthOf = (day: PlainDate): Month => parseMonth(day.toPlainYearMonth().toString())

/** The month so many months on; a negative count goes back. */
export const addMonths = (month: Month, months: number): Month => monthOf(firstDay(month).add({ months }))

export const nextMonth = (month: Month): Month => addMonths(month, 1)

export const previousMonth = (month: Month): Month => addMonths(month, -1)

export const firstDay = (month: Month): PlainDate => Temporal.PlainDate.from(`${month}-01`)

export const lastDay = (month: Month): PlainDate => firstDay(month).add({ months: 1 }).subtract({ days: 1 })

/** Every month from the first to the last, both with it; none when the last is before the first. */
export function monthsBetween(first: Month, last: Month): Month[] {
  const months: Month[] = []
  for (let month = first; month <= last; month = nextMonth(month)) months.push(month)
  return months
}

/** The nth business day of the month, from 1; it runs on into the next month when n is larger than the month. */
export const nthBusinessDay = (month: Month, nth: number): PlainDate =>
  addBusinessDays(firstDay(month).subtract({ days: 1 }), nth)

export const lastBusinessDay = (month: Month): PlainDate => addBusinessDays(firstDay(nextMonth(month)), -1)

/** `October 2026`. */
export function monthInWords(month: Month): string {
  const day = firstDay(month)
  return `${MONTH_NAMES[day.month - 1]} ${day.year}`
}
