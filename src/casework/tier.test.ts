import { describe, expect, test } from 'vitest'
import { type ChangeFacts, changeLevel, type ProtectFacts, protectLevel, protectPoints, tierOf } from './tier.ts'

const change = { mandate: 'yes', needsTotal: 0, reconvictionScore: 0, integratedManagement: 'no' } as const
const protect: ProtectFacts = {
  seriousScore: null,
  harm: 'low',
  protectionLevel: null,
  complexityFactors: 0,
  women: null,
}

describe('the change level', () => {
  test.each<[Partial<ChangeFacts>, number, string]>([
    [{ needsTotal: 18, reconvictionScore: 29 }, 3, 'severe needs of 18 and two points of reconviction'],
    [{ needsTotal: 18, reconvictionScore: 19 }, 2, '19 points'],
    [{ needsTotal: 18, integratedManagement: 'yes' }, 3, 'integrated management counts two'],
    [{ needsTotal: 0, reconvictionScore: 100 }, 2, '10 points'],
    [{ needsTotal: 0, reconvictionScore: 99 }, 1, '9 points'],
    [{ needsTotal: null, reconvictionScore: 100 }, 2, 'no assessment'],
    [{ mandate: 'no', needsTotal: 20, reconvictionScore: 100 }, 0, 'no mandate'],
  ])('%j is %i: %s', (facts, level) => expect(changeLevel({ ...change, ...facts })).toBe(level))

  test.each([-1, 101, Number.NaN])('a reconviction score of %d is refused', reconvictionScore => {
    expect(() => changeLevel({ ...change, reconvictionScore })).toThrow(
      expect.objectContaining({ code: 'input.invalid' }),
    )
  })
})

describe('the protect level', () => {
  test.each<[Partial<ProtectFacts>, number, string]>([
    [{}, 0, 'D'],
    [{ seriousScore: 2.99 }, 0, 'D'],
    [{ seriousScore: 3 }, 10, 'C'],
    [{ seriousScore: 6.99 }, 10, 'C'],
    [{ seriousScore: 7 }, 20, 'B'],
    [{ seriousScore: 7, harm: 'high' }, 20, 'B'],
    [{ seriousScore: 7, harm: 'medium' }, 20, 'B'],
    [{ harm: 'very high' }, 150, 'A'],
    [{ protectionLevel: 1 }, 5, 'D'],
    [{ protectionLevel: 2 }, 150, 'A'],
    [{ protectionLevel: 3 }, 150, 'A'],
    [{ complexityFactors: 10 }, 20, 'B'],
    [{ women: { factors: 2, earlierBreach: 'yes' } }, 6, 'D'],
    [{ harm: 'medium', women: { factors: 2, earlierBreach: 'yes' }, complexityFactors: 2 }, 20, 'B'],
  ])('%j has %i points: %s', (facts, points, level) => {
    expect(protectPoints({ ...protect, ...facts })).toBe(points)
    expect(protectLevel({ ...protect, ...facts })).toBe(level)
  })

  test('with public protection and a change level of 3 the tier is A3', () => {
    const severe = changeLevel({ ...change, needsTotal: 18, reconvictionScore: 20 })
    expect(tierOf(protectLevel({ ...protect, protectionLevel: 2 }), severe)).toBe('A3')
  })
})
