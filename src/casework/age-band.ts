import type { PlainDate } from '../kernel/calendar.ts'

export const AGE_BANDS = [
  'under 18',
  '18 to 24',
  '25 to 34',
  '35 to 44',
  '45 to 54',
  '55 and over',
  'not known',
] as const
export type AgeBand = (typeof AGE_BANDS)[number]

/** The band of an age on a day; all that an organisation which has only been asked may know of it. */
export function ageBand(born: PlainDate | null, on: PlainDate): AgeBand {
  if (born === null) return 'not known'
  const { years } = born.until(on, { largestUnit: 'years' })
  if (years < 18) return 'under 18'
  if (years < 25) return '18 to 24'
  if (years < 35) return '25 to 34'
  if (years < 45) return '35 to 44'
  return years < 55 ? '45 to 54' : '55 and over'
}
