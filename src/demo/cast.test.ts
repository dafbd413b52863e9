import { expect, test } from 'vitest'
import { makeCast, NATION, organisationsOf } from './cast.ts'
import { makeFate } from './fate.ts'
import { lifeOf } from './life/life.ts'

const nation = (people: number) => makeCast({ seed: 'a test', areas: NATION, people })

test('a nation of 300,000 people has all forces, some 1,000 organisations and 20,000 users, each once', () => {
  const cast = nation(300_000)
  const codes = organisationsOf(cast).map(({ code }) => code)
  expect(new Set(cast.areas.flatMap(({ places }) => places.map(({ force }) => force))).size).toBe(43)
  expect(new Set(codes).size).toBe(codes.length)
  expect(codes.length).toBeGreaterThan(950)
  expect(codes.length).toBeLessThan(1050)
  expect(new Set(cast.workers.map(({ email }) => email)).size).toBe(cast.workers.length)
  expect(cast.workers.length).toBeGreaterThan(19_000)
  expect(cast.workers.length).toBeLessThan(21_000)
})

test('charities of a nation differ much: a tenth have half of the staff, and half have fewer than eight', () => {
  const sizes = nation(300_000)
    .areas.flatMap(({ partners }) => partners.map(({ staff }) => staff.length))
    .toSorted((one, other) => other - one)
  const sum = (some: readonly number[]) => some.reduce((total, each) => total + each, 0)
  expect(sum(sizes.slice(0, sizes.length / 10)) / sum(sizes)).toBeGreaterThan(0.45)
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(8)
})

test('the people of a nation are spread over its areas, and referrals of one area never share a reference', () => {
  const fate = makeFate({ seed: 'a test', people: 126, asOf: '2026-10-20', reach: 'nation' })
  const lives = Array.from({ length: 126 }, (_, index) => lifeOf(fate, index))
  const byArea = Map.groupBy(lives, ({ person }) => person.area)
  expect([...byArea.values()].map(({ length }) => length)).toEqual(Array(21).fill(6))
  for (const here of byArea.values()) {
    const references = here.flatMap(({ acts }) => acts.flatMap(act => (act.act === 'draft' ? [act.reference] : [])))
    expect(new Set(references).size).toBe(references.length)
  }
})
