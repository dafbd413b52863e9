import { expect, test } from 'vitest'
import { addMonths, type Month } from '../kernel/month.ts'
import { chartOf, type SeriesMonth } from './chart.ts'
import { figureInWords, judge, type Measure, monthsUpTo, percentOrCount, versionIn } from './measure.ts'
import { measureOf } from './measures/index.ts'

const SL001R = measureOf('SL001R')

/** Months from January 2024 on, each a share of a thousand. */
const series = (perMille: readonly (number | null)[], versionAt: (index: number) => number = () => 1): SeriesMonth[] =>
  perMille.map((each, index) => ({
    month: addMonths('2024-01', index),
    numerator: BigInt(each ?? 0),
    denominator: each === null ? 0n : 1000n,
    version: versionAt(index),
  }))

/** Published quarters of SL001R, July 2017 to March 2020 (facts.md 2.2 and 7.4), here as months. */
const PUBLISHED = [946, 963, 967, 969, 976, 969, 961, 947, 947, 945, 938]

test('the published figures of SL001R give the published limits, on trial, and the last point outside them', () => {
  const chart = chartOf(SL001R, series(PUBLISHED))
  const limits = chart?.phases[0]?.limits
  expect(limits?.mean).toBeCloseTo(95.709091, 6)
  expect(limits?.lower).toBeCloseTo(93.900291, 6)
  expect(limits?.upper).toBeCloseTo(97.517891, 6)
  expect(limits?.standing).toBe('trial')
  expect(chart?.phases[0]?.points.map(point => point.cause)).toEqual([
    null,
    null,
    null,
    null,
    'outside',
    null,
    null,
    null,
    null,
    null,
    'outside',
  ])
  expect(chart?.variation).toBe('concern')
  expect(chart?.assurance).toBe('inconsistent')
  expect(chart?.finding).toBe('93.8% in November 2024, worse than usual: outside the limits')
})

test('limits are firm from twelve months on', () => {
  expect(chartOf(SL001R, series([...PUBLISHED, 940]))?.phases[0]?.limits.standing).toBe('firm')
})

test('where the definition changed the limits are computed anew, and the mark names the version', () => {
  const chart = chartOf(
    SL001R,
    series([900, 910, 900, 500, 510, 500], index => (index < 3 ? 1 : 2)),
  )
  expect(chart?.phases.map(phase => [phase.rebasedBy, phase.points.length])).toEqual([
    [undefined, 3],
    [2, 3],
  ])
  expect(chart?.phases.map(phase => Math.round(phase.limits.mean))).toEqual([90, 50])
})

test('a month with nothing to count is left out, and one month alone draws no chart', () => {
  expect(chartOf(SL001R, series([900, null, 910]))?.phases[0]?.points).toHaveLength(2)
  expect(chartOf(SL001R, series([900, null]))).toBeUndefined()
})

test('a measure where neither way is better is neither improvement nor concern', () => {
  const starts = measureOf('referral-starts')
  expect(chartOf(starts, series([5, 5, 6, 5, 5, 60]))?.variation).toBe('neutral_high')
})

test.each([
  [97n, 100n, 'Target met'],
  [969n, 1000n, 'Below target'],
  [4n, 4n, 'Too few to judge'],
  [0n, 0n, 'Too few to judge'],
] as const)('%s of %s against 97% is: %s', (numerator, denominator, judgement) => {
  expect(judge(SL001R, '2026-10', { numerator, denominator })).toBe(judgement)
})

test('before its first step a measure has no target, and a target of the other direction is met from below', () => {
  const ratio = { numerator: 10n, denominator: 100n }
  expect(judge(SL001R, '2017-01', ratio)).toBe('No target')
  const [version] = measureOf('referral-declined').versions
  const declined: Measure = {
    ...measureOf('referral-declined'),
    versions: [{ ...version, targets: [{ from: '2020-01', value: 10 }] }],
  }
  expect(judge(declined, '2026-10', ratio)).toBe('Target met')
  expect(judge(declined, '2026-10', { ...ratio, numerator: 11n })).toBe('Above target')
})

test('a figure is said in its unit, and nothing to count is said in words', () => {
  expect(figureInWords('share', { numerator: 35n, denominator: 37n })).toBe('94.6%')
  expect(figureInWords('count', { numerator: 1234n, denominator: 1234n })).toBe('1,234')
  expect(figureInWords('share', { numerator: 0n, denominator: 0n })).toBe('Nothing to count')
  expect(percentOrCount('share', { numerator: 0n, denominator: 0n })).toBeUndefined()
})

test('the version in force is the last that has begun, and before the first the first', () => {
  const [first] = SL001R.versions
  const two: Measure = { ...SL001R, versions: [first, { ...first, version: 2, fromMonth: '2025-04' }] }
  const versionOf = (month: Month) => versionIn(two, month).version
  expect([versionOf('2010-01'), versionOf('2025-03'), versionOf('2025-04'), versionOf('2026-01')]).toEqual([1, 1, 2, 2])
})

test('the months of a chart end with the one asked for, across a year’s end', () => {
  expect(monthsUpTo('2026-02', 4)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
})
