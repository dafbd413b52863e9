import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { isOverdue, moveObligation, moveWhenSatisfied, OBLIGATION_STATES } from './life.ts'

const at = (text: string) => Temporal.Instant.from(text)
const DUE = at('2026-11-28T00:00:00Z')

test.each([
  ['meet', 'met'],
  ['meetLate', 'met late'],
  ['miss', 'missed'],
  ['excuse', 'excused'],
  ['void', 'void'],
] as const)('an open obligation: %s makes it %s', (move, state) => {
  expect(moveObligation('open', move)).toBe(state)
})

test.each(OBLIGATION_STATES.filter(state => state !== 'open'))('an obligation that is %s moves no more', state => {
  for (const move of ['meet', 'meetLate', 'miss', 'excuse', 'void'] as const)
    expect(() => moveObligation(state, move)).toThrow(expect.objectContaining({ code: 'state.refused' }))
})

test.each([
  [DUE, '2026-11-27T23:59:59.999Z', 'meet'],
  [DUE, '2026-11-28T00:00:00Z', 'meetLate'],
  [null, '2030-01-01T00:00:00Z', 'meet'],
] as const)('due %s and satisfied at %s: %s', (due, satisfied, move) => {
  expect(moveWhenSatisfied(due, at(satisfied))).toBe(move)
})

test.each([
  ['open', DUE, '2026-11-28T00:00:00Z', true],
  ['open', DUE, '2026-11-27T23:59:59Z', false],
  ['open', null, '2026-11-28T00:00:00Z', false],
  ['met', DUE, '2026-12-01T00:00:00Z', false],
  ['missed', DUE, '2026-12-01T00:00:00Z', false],
] as const)('%s and due %s is overdue at %s: %s', (state, due, now, expected) => {
  expect(isOverdue(state, due, at(now))).toBe(expected)
})
