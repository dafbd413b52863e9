import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { attributeLateness, type LateObligation } from './attribute.ts'
import { cycleCalendar, effectOf, moveCycle } from './cycle.ts'

const at = (day: number, hour = 9) =>
  Temporal.Instant.from(`2026-09-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`)

/** Offered on Tuesday 1 September, answered on a later day: the joint holds it from the offer on. */
const offered = (answeredOn: number): LateObligation => ({
  measure: 'handover-answered',
  organisation: 'airedale-lead',
  allowedDays: 5,
  until: at(answeredOn),
  starts: [
    {
      from: at(1),
      holder: 'airedale-lead',
      joint: { from: 'hartshead-prison', to: 'airedale-lead' },
      clock: 'running',
    },
  ],
})

describe('the attribution of lateness', () => {
  test('puts the days over of an offer down to the joint', () => {
    const [part, ...rest] = attributeLateness([offered(10)], () => 4n)
    expect(rest).toEqual([])
    expect(part).toEqual({
      measure: 'handover-answered',
      organisation: 'airedale-lead',
      holder: 'airedale-lead',
      joint: { from: 'hartshead-prison', to: 'airedale-lead' },
      records: 1,
      days: 2,
      points: 25,
    })
  })

  test('splits one promise between the organisations that held it while it ran over', () => {
    const starts = [
      { from: at(1), holder: 'a', joint: null, clock: 'running' as const },
      { from: at(9), holder: 'b', joint: null, clock: 'running' as const },
    ]
    const parts = attributeLateness(
      [{ measure: 'm', organisation: 'a', allowedDays: 5, until: at(11), starts }],
      () => 1n,
    )
    expect(parts.map(({ holder, days }) => [holder, days])).toEqual([
      ['b', 2],
      ['a', 1],
    ])
  })

  test('has parts that add up to the share that was not kept', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 12 }),
        fc.integer({ min: 12, max: 40 }),
        (days, denominator) => {
          const parts = attributeLateness(days.map(offered), () => BigInt(denominator))
          const sum = parts.reduce((total, part) => total + part.points, 0)
          expect(sum).toBeCloseTo((days.length / denominator) * 100, 9)
        },
      ),
    )
  })
})

test('the calendar of October 2026 stands on business days of November', () => {
  const days = Object.values(cycleCalendar('2026-10')).map(String)
  expect(days).toEqual(['2026-11-06', '2026-11-11', '2026-11-13', '2026-11-30'])
})

test('a cycle moves only forwards, a step at a time', () => {
  expect(moveCycle('gathering', 'askForFreeze')).toBe('freezing')
  expect(() => moveCycle('gathering', 'close')).toThrow('being gathered')
  expect(() => moveCycle('closed', 'review')).toThrow('closed')
})

test.each([
  ['counts as met', { numerator: 1n, denominator: 1n }],
  ['does not count', { numerator: 0n, denominator: 0n }],
  [null, { numerator: 0n, denominator: 1n }],
] as const)('a row settled as «%s» counts so', (effect, counted) => {
  expect(effectOf(effect, { numerator: 0n, denominator: 1n })).toEqual(counted)
})
