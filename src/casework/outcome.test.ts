import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ACHIEVEMENTS, type Achievement, outcomeScore } from './outcome.ts'

test.each<[Achievement[], number]>([
  [['achieved', 'partly', 'partly'], 2],
  [['achieved', 'achieved', 'achieved'], 3],
  [['partly'], 0.5],
  [['not', 'not'], 0],
  [['achieved', 'partly', 'not', 'not'], 1.5],
  [[], 0],
])('%j score %d of their number', (achievements, score) => {
  expect(outcomeScore(achievements)).toEqual({ score, outOf: achievements.length })
})

test('equal outcomes each count: the score of two lists together is the sum of theirs', () => {
  const list = fc.array(fc.constantFrom(...ACHIEVEMENTS))
  fc.assert(
    fc.property(list, list, (one, other) => {
      expect(outcomeScore([...one, ...other]).score).toBe(outcomeScore(one).score + outcomeScore(other).score)
    }),
  )
})
