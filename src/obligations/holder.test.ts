import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { businessDaysBetween, dueAt, londonDay } from '../kernel/calendar.ts'
import { dueWithPauses, elapsedDays, type HolderStart, heldDays, overrun } from './holder.ts'

const at = (text: string) => Temporal.Instant.from(text)
const start = (from: string, holder: string, change: Partial<HolderStart> = {}): HolderStart => ({
  from: at(from),
  holder,
  joint: null,
  clock: 'running',
  ...change,
})
const JOINT = { from: 'Ash Trust', to: 'Beech House' }
/** Monday 2 November: Ash Trust; offered to Beech House on Wednesday; accepted on the Tuesday after. */
const HANDED_OVER = [
  start('2026-11-02T10:00:00Z', 'Ash Trust'),
  start('2026-11-04T15:00:00Z', 'Beech House', { joint: JOINT }),
  start('2026-11-10T09:00:00Z', 'Beech House'),
]
const FRIDAY = at('2026-11-13T12:00:00Z')
const sum = (all: readonly { days: number }[]) => all.reduce((so, one) => so + one.days, 0)

describe('the days of each holder', () => {
  test('belong to whoever held the clock when they began, and a joint to its pair', () => {
    expect(heldDays(HANDED_OVER, FRIDAY)).toEqual([
      { holder: 'Ash Trust', joint: null, days: 2 },
      { holder: 'Beech House', joint: JOINT, days: 4 },
      { holder: 'Beech House', joint: null, days: 3 },
    ])
    expect(elapsedDays(HANDED_OVER, FRIDAY)).toBe(9)
  })

  test('on the day of the trigger there are none', () => {
    expect(heldDays(HANDED_OVER, at('2026-11-02T23:00:00Z'))).toEqual([])
  })

  test('of a holder that had it twice are one sum', () => {
    const back = [...HANDED_OVER, start('2026-11-11T09:00:00Z', 'Ash Trust')]
    expect(heldDays(back, FRIDAY).find(held => held.holder === 'Ash Trust')?.days).toBe(4)
  })

  test('what has not begun by then is not counted', () => {
    expect(heldDays(HANDED_OVER, at('2026-11-03T12:00:00Z'))).toEqual([{ holder: 'Ash Trust', joint: null, days: 1 }])
  })

  test('paused days are nobody’s, the day of the pause among them', () => {
    const returned = HANDED_OVER.with(1, start('2026-11-04T15:00:00Z', 'Ash Trust', { clock: 'paused' }))
    expect(elapsedDays(returned, FRIDAY)).toBe(4)
  })

  test('a day in which the clock changed hands and then paused is nobody’s either', () => {
    const returned = [
      start('2026-11-02T10:00:00Z', 'Ash Trust'),
      start('2026-11-04T09:00:00Z', 'Beech House'),
      start('2026-11-04T15:00:00Z', 'Ash Trust', { clock: 'paused' }),
      start('2026-11-04T16:00:00Z', 'Beech House'),
    ]
    expect(heldDays(returned, at('2026-11-05T12:00:00Z'))).toEqual([
      { holder: 'Ash Trust', joint: null, days: 1 },
      { holder: 'Beech House', joint: null, days: 1 },
    ])
  })
})

describe('the overrun', () => {
  test.each([
    [9, []],
    [12, []],
    [7, [['Beech House', null, 2]]],
    [
      5,
      [
        ['Beech House', JOINT, 1],
        ['Beech House', null, 3],
      ],
    ],
    [
      0,
      [
        ['Ash Trust', null, 2],
        ['Beech House', JOINT, 4],
        ['Beech House', null, 3],
      ],
    ],
  ])('with %i days allowed', (allowed, expected) => {
    expect(overrun(HANDED_OVER, FRIDAY, allowed).map(({ holder, joint, days }) => [holder, joint, days])).toEqual(
      expected,
    )
  })
})

describe('the due time', () => {
  test('without a pause is the end of the nth business day', () => {
    expect(dueWithPauses(HANDED_OVER, 5)).toEqual(dueAt(at('2026-11-02T10:00:00Z'), 5))
    expect(dueWithPauses(HANDED_OVER, 0)?.toString()).toBe('2026-11-03T00:00:00Z')
  })

  const paused = [
    start('2026-11-02T10:00:00Z', 'Beech House'),
    start('2026-11-04T15:00:00Z', 'Ash Trust', { clock: 'paused' }),
    start('2026-11-10T09:00:00Z', 'Beech House'),
  ]

  test.each([
    [1, '2026-11-04T00:00:00Z'],
    [2, '2026-11-12T00:00:00Z'],
    [3, '2026-11-13T00:00:00Z'],
    [10, '2026-11-24T00:00:00Z'],
  ])('of %i days moves by those of the pause to %s', (allowed, expected) => {
    expect(dueWithPauses(paused, allowed)?.toString()).toBe(expected)
  })

  test('is not known while the clock is paused, unless it was up before', () => {
    expect(dueWithPauses(paused.slice(0, 2), 2)).toBeNull()
    expect(dueWithPauses(paused.slice(0, 2), 1)?.toString()).toBe('2026-11-04T00:00:00Z')
  })
})

describe('any history', () => {
  const history = fc
    .record({
      hours: fc.array(fc.integer({ min: 0, max: 24 * 12 }), { minLength: 1, maxLength: 6 }),
      holders: fc.array(fc.constantFrom('Ash Trust', 'Beech House', 'Cedar'), { minLength: 6, maxLength: 6 }),
      pauses: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      after: fc.integer({ min: 0, max: 24 * 20 }),
    })
    .map(({ hours, holders, pauses, after }) => {
      let now = at('2026-03-02T08:00:00Z')
      const starts = hours.map((gap, place): HolderStart => {
        now = place === 0 ? now : now.add({ hours: gap })
        return { from: now, holder: holders[place] ?? '', joint: null, clock: pauses[place] ? 'paused' : 'running' }
      })
      return { starts, until: now.add({ hours: after }) }
    })
  const running = (starts: readonly HolderStart[]) => starts.map((one): HolderStart => ({ ...one, clock: 'running' }))

  test('the days of the holders add up to all days since the trigger', () => {
    fc.assert(
      fc.property(history, ({ starts, until }) => {
        const whole = businessDaysBetween(londonDay(at('2026-03-02T08:00:00Z')), londonDay(until))
        expect(elapsedDays(running(starts), until)).toBe(whole)
      }),
    )
  })

  test('the parts of the overrun add up to it, and there is one exactly when the due time has passed', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 15 }), ({ starts, until }, allowed) => {
        const late = sum(overrun(starts, until, allowed))
        expect(late).toBe(Math.max(0, elapsedDays(starts, until) - allowed))
        const due = dueWithPauses(starts, allowed)
        if (late > 0) expect(due !== null && Temporal.Instant.compare(due, until) <= 0).toBe(true)
        if (due === null) expect(late).toBe(0)
      }),
    )
  })
})

test.each([
  () => heldDays([], FRIDAY),
  () => heldDays(HANDED_OVER.toReversed(), FRIDAY),
  () => overrun(HANDED_OVER, at('2026-11-01T00:00:00Z'), 3),
  () => dueWithPauses([], 3),
  () => dueWithPauses(HANDED_OVER, -1),
  () => dueWithPauses(HANDED_OVER, 1.5),
])('what cannot be counted is refused (%#)', act => {
  expect(act).toThrow(expect.objectContaining({ code: 'input.invalid' }))
})
