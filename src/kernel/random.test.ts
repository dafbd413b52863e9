import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { seededRandom } from './random.ts'

const instant = Temporal.Instant.from('2026-11-22T10:00:00Z')
const draws = (seed: string, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random.next)
}

describe('chance from a seed', () => {
  test('the same seed gives the same course, another seed another', () => {
    expect(draws('C06', 50)).toEqual(draws('C06', 50))
    expect(draws('C06', 5)).not.toEqual(draws('C07', 5))
  })

  test('numbers lie from nought up to one and spread evenly', () => {
    const numbers = draws('even', 20_000)
    expect(numbers.every(number => number >= 0 && number < 1)).toBe(true)
    const tenths = Array.from(
      { length: 10 },
      (_, at) => numbers.filter(number => Math.floor(number * 10) === at).length,
    )
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })

  test('whole numbers reach both ends and never leave them', () => {
    const random = seededRandom('dice')
    const thrown = new Set(Array.from({ length: 500 }, () => random.int(1, 6)))
    expect([...thrown].sort()).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a weight of nought is never chosen and a weight of three comes three times as often as one', () => {
    const random = seededRandom('weights')
    const chosen = Array.from({ length: 8000 }, () =>
      random.weighted([
        ['never', 0],
        ['often', 3],
        ['seldom', 1],
      ]),
    )
    expect(chosen).not.toContain('never')
    expect(chosen.filter(item => item === 'often').length / 8000).toBeCloseTo(0.75, 1)
  })

  test('never is never and always is always', () => {
    const random = seededRandom('sure')
    expect(Array.from({ length: 200 }, () => random.chance(0))).not.toContain(true)
    expect(Array.from({ length: 200 }, () => random.chance(1))).not.toContain(false)
  })

  test('normal numbers have the mean and the deviation asked for', () => {
    const random = seededRandom('normal')
    const numbers = Array.from({ length: 20_000 }, () => random.normal(50, 10))
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
    const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length
    expect(Math.abs(mean - 50)).toBeLessThan(0.5)
    expect(Math.abs(Math.sqrt(variance) - 10)).toBeLessThan(0.5)
  })

  test('an identifier is shaped as version 7, sorts by its instant and is not drawn twice', () => {
    const random = seededRandom('uuid')
    const ids = Array.from({ length: 1000 }, (_, at) => random.uuid(instant.add({ milliseconds: at })))
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(ids).toEqual([...new Set(ids)].sort())
    expect(Number.parseInt(ids[0]?.replace('-', '').slice(0, 12) ?? '', 16)).toBe(instant.epochMilliseconds)
  })

  test('shuffling keeps every item', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer()), (seed, items) => {
        expect(seededRandom(seed).shuffle(items).toSorted()).toEqual(items.toSorted())
      }),
    )
  })

  test('there is nothing to choose from an empty list, nor from weights of nought', () => {
    const random = seededRandom('empty')
    expect(() => random.pick([])).toThrow(expect.objectContaining({ code: 'input.invalid' }))
    expect(() => random.weighted([['a', 0]])).toThrow(expect.objectContaining({ code: 'input.invalid' }))
  })
})
