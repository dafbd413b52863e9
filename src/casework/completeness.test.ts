import fc from 'fast-check'
import { expect, test } from 'vitest'
import { goalCompleteness, inTenThousandths, planCompleteness } from './completeness.ts'

const done = (weight: number) => ({ weight, achieved: true })
const open = (weight: number) => ({ weight, achieved: false })
const step = fc.record({ weight: fc.integer({ min: 1, max: 100 }), achieved: fc.boolean() })

test.each([
  [[], 0],
  [[open(1)], 0],
  [[done(1)], 1],
  [[done(1), open(1), open(2)], 0.25],
  [[done(3), open(1)], 0.75],
])('steps %j make a goal %d complete', (steps, expected) => expect(goalCompleteness(steps)).toBe(expected))

test('a plan is the weighted mean of its goals, and a goal without steps counts as not begun', () => {
  expect(planCompleteness([])).toBe(0)
  expect(
    planCompleteness([
      { weight: 3, steps: [done(1)] },
      { weight: 1, steps: [] },
    ]),
  ).toBe(0.75)
  expect(
    planCompleteness([
      { weight: 1, steps: [done(1), open(1)] },
      { weight: 1, steps: [done(1)] },
    ]),
  ).toBe(0.75)
})

test('completeness lies between 0 and 1 and never falls when a step is achieved', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), fc.nat(), (steps, at) => {
      const before = goalCompleteness(steps)
      const after = goalCompleteness(steps.map((one, place) => (place === at % steps.length ? done(one.weight) : one)))
      expect(before).toBeGreaterThanOrEqual(0)
      expect(after).toBeLessThanOrEqual(1)
      expect(after).toBeGreaterThanOrEqual(before)
    }),
  )
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a weight of %d is refused', weight => {
  expect(() => goalCompleteness([done(weight)])).toThrow(expect.objectContaining({ code: 'input.invalid' }))
  expect(() => planCompleteness([{ weight, steps: [] }])).toThrow(expect.objectContaining({ code: 'input.invalid' }))
})

test('a third is 3,333 ten-thousandths', () => expect(inTenThousandths(1 / 3)).toBe(3333n))
