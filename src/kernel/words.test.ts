import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import {
  capital,
  countedTo,
  dateInWords,
  instantInWords,
  listInWords,
  ordinal,
  plural,
  timeInWords,
  weekdayInWords,
} from './words.ts'

test('a date is written day, month, year', () => {
  expect(dateInWords(Temporal.PlainDate.from('2026-03-03'))).toBe('3 March 2026')
  expect(dateInWords(Temporal.PlainDate.from('2026-12-25'))).toBe('25 December 2026')
})

test.each([
  ['2026-03-02', 'Monday 2 March 2026'],
  ['2026-03-03', 'Tuesday 3 March 2026'],
  ['2026-03-08', 'Sunday 8 March 2026'],
])('%s is written with its weekday as %s', (day, expected) => {
  expect(weekdayInWords(Temporal.PlainDate.from(day))).toBe(expected)
})

test.each([
  ['2026-03-03T14:05:59Z', '14:05', '3 March 2026 at 14:05'],
  ['2026-07-03T14:05:00Z', '15:05', '3 July 2026 at 15:05'],
  ['2026-07-03T23:30:00Z', '00:30', '4 July 2026 at 00:30'],
  ['2026-03-29T01:00:00Z', '02:00', '29 March 2026 at 02:00'],
  ['2026-10-25T00:30:00Z', '01:30', '25 October 2026 at 01:30'],
  ['2026-10-25T01:30:00Z', '01:30', '25 October 2026 at 01:30'],
])('the instant %s is %s in London', (text, time, both) => {
  expect(timeInWords(Temporal.Instant.from(text))).toBe(time)
  expect(instantInWords(Temporal.Instant.from(text))).toBe(both)
})

test.each([
  [countedTo(200, 199), '199'],
  [countedTo(200, 200), '200 or more'],
  [plural(0, 'day'), '0 days'],
  [plural(1, 'day'), '1 day'],
  [plural(1n, 'day'), '1 day'],
  [plural(1200, 'person', 'people'), '1,200 people'],
])('%s is %s', (written, expected) => expect(written).toBe(expected))

test.each([
  [[], ''],
  [['housing'], 'housing'],
  [['housing', 'health'], 'housing and health'],
  [['housing', 'health', 'work'], 'housing, health and work'],
])('the list %j is written "%s"', (items, expected) => expect(listInWords(items)).toBe(expected))

test('a choice is written with or', () => expect(listInWords(['a', 'b', 'c'], 'or')).toBe('a, b or c'))

test.each([
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [12, '12th'],
  [13, '13th'],
  [21, '21st'],
  [30, '30th'],
  [111, '111th'],
])('%i is the %s', (whole, expected) => expect(ordinal(whole)).toBe(expected))

test('words begin with a capital, and the rest of them stays as it was', () => {
  expect(['unit price', 'Unpaid work', 'a MAPPA level', ''].map(capital)).toEqual([
    'Unit price',
    'Unpaid work',
    'A MAPPA level',
    '',
  ])
})
