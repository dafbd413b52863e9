import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import type { Month } from '../../kernel/month.ts'
import type { StartsCounted } from '../../payment/read-model.ts'
import { compare, monthsToShow } from './came-of-it.ts'
import { findingOf } from './came-of-it-part.tsx'

const day = (text: string) => Temporal.PlainDate.from(text)

test.each([
  ['2020-01-01', null, '2026-03-09', ['2026-01', '2026-02', '2026-03']],
  ['2026-02-15', null, '2026-03-09', ['2026-02', '2026-03']],
  ['2020-01-01', '2026-02-28', '2026-03-09', ['2026-01', '2026-02']],
  ['2026-04-01', null, '2026-03-09', []],
  ['2020-01-01', '2025-12-31', '2026-03-09', []],
])('of an agreement from %s to %s, seen on %s, the months of the year are %j', (from, to, today, months) => {
  expect(monthsToShow({ fromDay: day(from), toDay: to === null ? null : day(to) }, day(today))).toEqual(months)
})

const MONTHS: Month[] = ['2026-01', '2026-02', '2026-03']
const volume = (line: number, month: Month, minimum = 2, expected = 4) => ({
  line,
  month,
  minimum,
  expected,
  cashPence: 0n,
})
const started = (line: number, month: Month, starts: number): StartsCounted => ({
  area: 'C05',
  month,
  provider: 'lantern-trust',
  line,
  starts,
  disputed: 0,
  frozen: false,
})
const compared = (given: Partial<Parameters<typeof compare>[0]>) =>
  compare({
    months: MONTHS,
    now: '2026-03',
    volumes: [],
    starts: [],
    titles: new Map([
      [1, 'Housing'],
      [2, 'Work'],
    ]),
    figures: [],
    statements: new Map(),
    ...given,
  })

describe('what came of a promise', () => {
  test('is each line against its own volumes, all of them together first, with sums', () => {
    const lines = compared({
      volumes: MONTHS.flatMap(month => [volume(1, month), volume(2, month, 1, 1)]),
      starts: [started(1, '2026-01', 3), started(1, '2026-02', 1), started(2, '2026-02', 5)],
    })
    expect(lines.map(({ title, total }) => [title, total.promised, total.starts, total.over])).toEqual([
      ['All lines together', { minimum: 9, expected: 15 }, 9, false],
      ['Housing', { minimum: 6, expected: 12 }, 4, false],
      ['Work', { minimum: 3, expected: 3 }, 5, false],
    ])
    expect(lines[1]?.months.map(({ starts, over }) => [starts, over])).toEqual([
      [3, true],
      [1, true],
      [0, false],
    ])
    expect(findingOf(lines)).toBe('Under the minimum: Housing in February 2026; Work in January 2026.')
  })

  test('tells many months under the minimum by their number', () => {
    const months: Month[] = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05']
    const lines = compared({
      months,
      now: '2026-06',
      volumes: months.map(month => volume(1, month)),
      starts: [started(1, '2026-05', 2)],
    })
    expect(findingOf(lines)).toBe('Under the minimum: Housing in 4 of 5 months.')
  })

  test('has no sum of lines where there is one', () => {
    const lines = compared({ volumes: [volume(1, '2026-01')], starts: [started(1, '2026-01', 2)] })
    expect(lines.map(line => line.title)).toEqual(['Housing'])
    expect(findingOf(lines)).toBe('In every month that is over, starts reached the minimum.')
  })

  test('is told where nothing was promised, or a referral names no line', () => {
    const lines = compared({ starts: [started(0, '2026-01', 2)] })
    expect(lines).toMatchObject([{ title: 'Referrals that name no line', total: { promised: null, starts: 2 } }])
    expect(findingOf(lines)).toBe('No month with a promised volume is over yet this year.')
  })

  test('is nothing where nothing was promised and nothing began', () => {
    expect(compared({ volumes: [volume(1, '2025-12')] })).toEqual([])
  })
})
