import { expect, test } from 'vitest'
import { targetIn } from './target.ts'

const STEPS = [
  { from: '2026-04', value: 95 },
  { from: '2025-02', value: 90 },
  { from: '2027-01', value: 97 },
] as const

test.each([
  ['2025-01', undefined],
  ['2025-02', 90],
  ['2026-03', 90],
  ['2026-04', 95],
  ['2026-12', 95],
  ['2030-01', 97],
] as const)('in %s the target is %s', (month, value) => expect(targetIn(month, STEPS)).toBe(value))

test('without steps there is no target', () => expect(targetIn('2026-01', [])).toBeUndefined())

test('two steps in one month are refused', () => {
  const twice = [{ from: '2026-04', value: 1 } as const, { from: '2026-04', value: 2 } as const]
  expect(() => targetIn('2026-04', twice)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
})
