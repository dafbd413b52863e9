import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import {
  addMonths,
  firstDay,
  lastBusinessDay,
  lastDay,
  monthInWords,
  monthOf,
  monthsBetween,
  nextMonth,
  nthBusinessDay,
  parseMonth,
  previousMonth,
} from './month.ts'

const anyMonth = fc
  .integer({ min: 0, max: 16 * 12 - 1 })
  .map(months => monthOf(Temporal.PlainDate.from('2012-02-01').add({ months })))

describe('a month', () => {
  test.each(['2026-10', ' 2026-10 '])('is read from "%s"', text => expect(parseMonth(text)).toBe('2026-10'))

  test.each(['', '2026', '2026-13', '2026-00', '2026-1', '26-10', '2026-10-01', 'October 2026', '2026/10'])(
    'is not read from "%s"',
    text => expect(() => parseMonth(text)).toThrow(expect.objectContaining({ code: 'input.invalid' })),
  )

  test.each([
    ['2026-12', '2027-01'],
    ['2026-01', '2026-02'],
  ] as const)('after %s comes %s', (month, after) => {
    expect(nextMonth(month)).toBe(after)
    expect(previousMonth(after)).toBe(month)
  })

  test.each([
    ['2026-02', '2026-02-01', '2026-02-28'],
    ['2028-02', '2028-02-01', '2028-02-29'],
    ['2026-12', '2026-12-01', '2026-12-31'],
  ] as const)('%s runs from %s to %s', (month, first, last) => {
    expect(firstDay(month).toString()).toBe(first)
    expect(lastDay(month).toString()).toBe(last)
  })

  test('is named in words', () => {
    expect(monthInWords('2026-10')).toBe('October 2026')
    expect(monthInWords('2027-01')).toBe('January 2027')
  })

  test('ranges hold both ends, and nothing when the ends are the wrong way round', () => {
    expect(monthsBetween('2026-11', '2027-02')).toEqual(['2026-11', '2026-12', '2027-01', '2027-02'])
    expect(monthsBetween('2026-11', '2026-11')).toEqual(['2026-11'])
    expect(monthsBetween('2026-11', '2026-10')).toEqual([])
  })

  test('adding months and taking them away comes back', () => {
    fc.assert(
      fc.property(anyMonth, fc.integer({ min: -60, max: 60 }), (month, count) => {
        expect(addMonths(addMonths(month, count), -count)).toBe(month)
      }),
    )
  })
})

describe('business days of a month', () => {
  test.each([
    ['2026-10', 1, '2026-10-01'],
    ['2026-11', 1, '2026-11-02'],
    ['2027-01', 1, '2027-01-04'],
    ['2026-11', 8, '2026-11-11'],
    ['2026-04', 5, '2026-04-09'],
  ] as const)('in %s, number %i is %s', (month, nth, expected) => {
    expect(nthBusinessDay(month, nth).toString()).toBe(expected)
  })

  test.each([
    ['2026-10', '2026-10-30'],
    ['2026-12', '2026-12-31'],
    ['2026-05', '2026-05-29'],
    ['2027-05', '2027-05-28'],
  ] as const)('the last of %s is %s', (month, expected) => expect(lastBusinessDay(month).toString()).toBe(expected))

  test('the first and the last lie in the month', () => {
    fc.assert(
      fc.property(anyMonth, month => {
        expect(monthOf(nthBusinessDay(month, 1))).toBe(month)
        expect(monthOf(lastBusinessDay(month))).toBe(month)
      }),
    )
  })
})
