import { type Instant, LONDON, type PlainDate } from './calendar.ts'

export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

const GROUPED = new Intl.NumberFormat('en-GB')
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

/** `3 March 2026`. */
export const dateInWords = (day: PlainDate): string => `${day.day} ${MONTH_NAMES[day.month - 1]} ${day.year}`

/** `Tuesday 3 March 2026`. */
export const weekdayInWords = (day: PlainDate): string => `${WEEKDAYS[day.dayOfWeek - 1]} ${dateInWords(day)}`

/** `14:05`, in London. */
export function timeInWords(instant: Instant): string {
  const local = instant.toZonedDateTimeISO(LONDON)
  return `${twoDigits(local.hour)}:${twoDigits(local.minute)}`
}

/** `3 March 2026 at 14:05`, in London. */
export const instantInWords = (instant: Instant): string =>
  `${dateInWords(instant.toZonedDateTimeISO(LONDON).toPlainDate())} at ${timeInWords(instant)}`

/** `1 day`, `2 days`, `1,200 people`: the plural is the singular with an s unless it is given. */
export const plural = (count: number | bigint, singular: string, several = `${singular}s`): string =>
  `${GROUPED.format(count)} ${Number(count) === 1 ? singular : several}`

/** `a`, `a and b`, `a, b and c`. */
export function listInWords(items: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`
}

/** `Unit price` of `unit price`. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(whole: number): string {
  const endings = ['th', 'st', 'nd', 'rd']
  const isTeen = whole % 100 > 10 && whole % 100 < 14
  return `${whole}${(isTeen ? undefined : endings[whole % 10]) ?? 'th'}`
}

const twoDigits = (whole: number): string => String(whole).padStart(2, '0')

/** How many there are where counting stopped at `most`: 12, or 200 or more. */
export const countedTo = (most: number, many: number): string => (many >= most ? `${most} or more` : String(many))
