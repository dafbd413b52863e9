import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { BANK_HOLIDAYS } from './bank-holidays.ts'
import {
  addBusinessDays,
  bankHolidayOn,
  businessDaysBetween,
  dueAt,
  endOfDay,
  isBusinessDay,
  LAST_KNOWN_HOLIDAY,
  LONDON,
  lastDayInTime,
  londonDay,
  startOfDay,
} from './calendar.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const at = (text: string) => Temporal.Instant.from(text)
const known = fc.integer({ min: 0, max: 6209 }).map(days => day('2012-01-01').add({ days }))

describe('bank holidays', () => {
  const published = `${process.env.WEFT_SHARED ?? '../shared'}/data/calendar/bank-holidays.json`

  test.runIf(existsSync(published))(
    'the table is the published one (runs where WEFT_SHARED names the folder that holds data)',
    () => {
      const division = JSON.parse(readFileSync(published, 'utf8'))['england-and-wales']
      expect(BANK_HOLIDAYS).toEqual(
        division.events.map((event: { date: string; title: string }) => [event.date, event.title]),
      )
    },
  )

  test('every one falls on a weekday, in order, eight or more a year from 2012 to 2028', () => {
    const days = BANK_HOLIDAYS.map(([date]) => date)
    expect(days).toEqual([...new Set(days)].sort())
    for (const date of days) expect(day(date).dayOfWeek).toBeLessThan(6)
    const years = new Map<string, number>()
    for (const date of days) years.set(date.slice(0, 4), (years.get(date.slice(0, 4)) ?? 0) + 1)
    expect(Object.fromEntries([...years].filter(([, count]) => count !== 8))).toEqual({ 2012: 9, 2022: 10, 2023: 9 })
    expect(years.size).toBe(17)
  })

  test('the last one known is Boxing Day 2028', () => {
    expect(LAST_KNOWN_HOLIDAY.toString()).toBe('2028-12-26')
    expect(bankHolidayOn(LAST_KNOWN_HOLIDAY)).toBe('Boxing Day')
    expect(bankHolidayOn(day('2028-12-27'))).toBeUndefined()
  })
})

describe('business days', () => {
  test.each([
    ['2026-11-20', 0, '2026-11-20', 'nought is the day itself'],
    ['2026-11-21', 0, '2026-11-21', 'even when it is a Saturday'],
    ['2026-11-20', 1, '2026-11-23', 'Friday to Monday'],
    ['2026-11-21', 1, '2026-11-23', 'Saturday to Monday'],
    ['2026-11-16', 5, '2026-11-23', 'five business days are a week'],
    ['2026-12-24', 1, '2026-12-29', 'over Christmas and the substitute Boxing Day'],
    ['2025-04-17', 1, '2025-04-22', 'over Easter'],
    ['2022-09-16', 1, '2022-09-20', 'over a bank holiday proclaimed once'],
    ['2026-11-23', -1, '2026-11-20', 'one back from Monday'],
    ['2026-11-22', -1, '2026-11-20', 'one back from Sunday'],
    ['2027-01-04', -5, '2026-12-23', 'back over the new year'],
  ])('%s and %i make %s: %s', (from, count, expected) => {
    expect(addBusinessDays(day(from), count).toString()).toBe(expected)
  })

  test.each([
    ['2026-11-20', '2026-11-20', 0],
    ['2026-11-20', '2026-11-22', 0],
    ['2026-11-20', '2026-11-23', 1],
    ['2026-11-23', '2026-11-20', -1],
    ['2025-12-31', '2026-12-31', 253],
  ])('from %s to %s are %i', (from, to, expected) => {
    expect(businessDaysBetween(day(from), day(to))).toBe(expected)
  })

  test('the nth business day after any day is a business day, and n business days away', () => {
    fc.assert(
      fc.property(known, fc.integer({ min: 1, max: 250 }), (from, count) => {
        fc.pre(from.year < 2027)
        const due = addBusinessDays(from, count)
        expect(isBusinessDay(due)).toBe(true)
        expect(businessDaysBetween(from, due)).toBe(count)
      }),
    )
  })

  test('counting is what walking day by day gives', () => {
    fc.assert(
      fc.property(known, fc.integer({ min: 0, max: 60 }), (from, days) => {
        fc.pre(from.year < 2028)
        const walked = Array.from({ length: days }, (_, step) => from.add({ days: step + 1 })).filter(isBusinessDay)
        expect(businessDaysBetween(from, from.add({ days }))).toBe(walked.length)
      }),
    )
  })

  test.each([
    () => addBusinessDays(day('2028-12-29'), 1),
    () => addBusinessDays(day('2029-01-02'), 1),
    () => addBusinessDays(day('2012-01-03'), -1),
    () => businessDaysBetween(day('2028-12-01'), day('2029-01-01')),
    () => isBusinessDay(day('2011-12-30')),
    () => isBusinessDay(day('0026-11-23')),
    () => dueAt(at('2028-12-29T12:00:00Z'), 3),
  ])('what leaves the known years is refused, not guessed (%#)', count => {
    expect(count).toThrow(expect.objectContaining({ code: 'calendar.unknown' }))
  })

  test('half a business day is refused', () => {
    expect(() => addBusinessDays(day('2026-11-20'), 0.5)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
  })
})

describe('the day in London', () => {
  test.each([
    ['2026-01-15T23:59:59.999Z', '2026-01-15'],
    ['2026-01-16T00:00:00Z', '2026-01-16'],
    ['2026-07-15T22:59:59.999Z', '2026-07-15'],
    ['2026-07-15T23:00:00Z', '2026-07-16'],
    ['2026-03-29T00:59:59Z', '2026-03-29'],
    ['2026-03-29T22:59:59Z', '2026-03-29'],
    ['2026-03-29T23:00:00Z', '2026-03-30'],
    ['2026-10-24T23:00:00Z', '2026-10-25'],
    ['2026-10-25T23:59:59Z', '2026-10-25'],
    ['1970-06-01T23:30:00Z', '1970-06-02'],
    ['1943-06-01T22:30:00Z', '1943-06-02'],
  ])('at %s it is %s', (instant, expected) => {
    expect(londonDay(at(instant)).toString()).toBe(expected)
  })

  test.each([
    ['2026-03-29', '2026-03-29T00:00:00Z', 23],
    ['2026-10-25', '2026-10-24T23:00:00Z', 25],
    ['2026-11-22', '2026-11-22T00:00:00Z', 24],
  ])('%s begins at %s and has %i hours', (date, start, hours) => {
    expect(startOfDay(day(date)).toString()).toBe(start)
    expect(startOfDay(day(date)).until(endOfDay(day(date)), { largestUnit: 'hour' }).hours).toBe(hours)
  })

  test('any instant of any year is in its own day and not in the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), seconds => {
        const instant = Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
        const local = londonDay(instant)
        expect(local.toString()).toBe(instant.toZonedDateTimeISO(LONDON).toPlainDate().toString())
        expect(Temporal.Instant.compare(startOfDay(local), instant)).toBeLessThanOrEqual(0)
        expect(Temporal.Instant.compare(instant, endOfDay(local))).toBeLessThan(0)
      }),
    )
  })

  test.each([
    ['2026-11-20T17:30:00Z', 5, '2026-11-28T00:00:00Z', 'a Friday evening, five days: the end of the next Friday'],
    ['2026-03-26T12:00:00Z', 2, '2026-03-30T23:00:00Z', 'over the night the clocks go forward'],
    ['2026-10-23T12:00:00Z', 1, '2026-10-27T00:00:00Z', 'over the night the clocks go back'],
    ['2026-07-01T23:30:00Z', 1, '2026-07-03T23:00:00Z', 'half past midnight in summer counts from its own day'],
    ['2026-11-20T17:30:00Z', 0, '2026-11-21T00:00:00Z', 'none: the end of the same day'],
  ])('started at %s and due in %i is due at %s: %s', (from, days, expected) => {
    expect(dueAt(at(from), days).toString()).toBe(expected)
  })

  test('what is due at midnight is in time until the end of the day before', () => {
    expect(lastDayInTime(dueAt(at('2026-07-01T12:00:00Z'), 2)).toString()).toBe('2026-07-03')
    expect(lastDayInTime(at('2026-07-01T12:00:00Z')).toString()).toBe('2026-07-01')
  })
})
