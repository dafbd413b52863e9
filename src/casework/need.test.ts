import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NEEDS, type NeedCode } from '../directory/reference/needs.ts'
import { NEED_SCALES, needResults, needSeverity, needsTotal } from './need.ts'

const allAt = (score: number) => Object.fromEntries(NEEDS.map(need => [need.code, score]))
const totalOf = (scores: Parameters<typeof needResults>[0]) => needsTotal(needResults(scores))

describe('the severity of a need', () => {
  test.each<[NeedCode, number, number]>([
    ['accommodation', 2, 7],
    ['ete', 3, 7],
    ['relationships', 2, 5],
    ['lifestyle', 2, 5],
    ['drugs', 2, 8],
    ['alcohol', 4, 7],
    ['thinking', 4, 7],
    ['attitudes', 2, 7],
  ])('%s is standard from %i and severe from %i', (need, standard, severe) => {
    expect(needSeverity(need, standard - 1)).toBe('none')
    expect(needSeverity(need, standard)).toBe('standard')
    expect(needSeverity(need, severe - 1)).toBe('standard')
    expect(needSeverity(need, severe)).toBe('severe')
  })

  test.each<NeedCode>(['finance', 'emotional_wellbeing'])('%s has no threshold and weighs nothing', need => {
    expect(needResults({ [need]: 9 })).toMatchObject([{ severity: 'none', points: 0 }])
  })

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'a score of %d is refused by the name of its need',
    score => {
      expect(() => needSeverity('drugs', score)).toThrow(
        expect.objectContaining({ code: 'input.invalid', fields: [expect.objectContaining({ field: 'drugs' })] }),
      )
    },
  )
})

describe('the total of the needs', () => {
  test('is at most 20, and 18 when one need of weight one was not assessed', () => {
    expect(totalOf(allAt(9))).toBe(20)
    const { accommodation: _, ...others } = allAt(9)
    expect(totalOf(others)).toBe(18)
  })

  test('thinking and attitudes count twice', () => {
    expect(totalOf({ thinking: 4 })).toBe(2)
    expect(totalOf({ thinking: 7, attitudes: 2 })).toBe(6)
    expect(totalOf({ drugs: 8, alcohol: 4 })).toBe(3)
    expect(totalOf({})).toBe(0)
  })

  test('never falls when a score rises', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NEEDS), fc.nat(12), fc.nat(12), ({ code }, score, more) => {
        expect(totalOf({ [code]: score + more })).toBeGreaterThanOrEqual(totalOf({ [code]: score }))
      }),
    )
  })

  test('every need of the assessment has a scale or is said to have none', () => {
    expect(Object.keys(NEED_SCALES).sort()).toEqual(NEEDS.map(need => need.code).sort())
  })
})
