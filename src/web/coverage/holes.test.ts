import { expect, test } from 'vitest'
import { fallInto, holeOf, holesInWords } from './holes.ts'

const offered = { need: 'ete', place: 'E23000010', offers: 0, paused: 0, capacity: 0, sized: 0, shortestWait: null }

test.each([
  ['nothing is offered', undefined, 'nobody offers this for women.'],
  ['the only offer is paused', { ...offered, paused: 1 }, 'the only offer for women is paused.'],
  ['every offer is paused', { ...offered, paused: 3 }, 'all 3 offers for women are paused.'],
  ['every open offer is full', { ...offered, offers: 2, sized: 2 }, 'no offer for women has a place this month.'],
  ['an open offer does not say its size', { ...offered, offers: 2, sized: 1 }, undefined],
  ['an open offer has places', { ...offered, offers: 1, sized: 1, capacity: 4 }, undefined],
])('where %s, the hole is told in plain words or there is none', (_, found, words) => {
  expect(holeOf(found, 'women')).toBe(words)
})

test.each([
  [0, 'Nobody was referred for it.'],
  [1, 'Less than one person a month was referred for it.'],
  [2, 'About 1 person a month was referred for it.'],
  [13, 'About 4 people a month were referred for it.'],
])('%i people in three months are told by the month', (people, words) => {
  expect(fallInto(people)).toBe(words)
})

const NAMES = {
  needs: new Map([
    ['ete', 'Work'],
    ['drugs', 'Drugs'],
  ]),
  places: new Map([
    ['leeds', 'Leeds'],
    ['wakefield', 'Wakefield'],
  ]),
}
const NOBODY = 'nobody offers this.'

test('holes are told once for each need and kind, with those first into which most people fall', () => {
  const holes = [
    { need: 'ete', place: 'leeds', hole: NOBODY, people: 2 },
    { need: 'ete', place: 'wakefield', hole: 'the only offer is paused.', people: 0 },
    { need: 'drugs', place: 'leeds', hole: NOBODY, people: 4 },
    { need: 'drugs', place: 'wakefield', hole: NOBODY, people: 5 },
  ]
  expect(holesInWords(holes, NAMES)).toEqual([
    'Drugs, everywhere: nobody offers this. About 3 people a month were referred for it.',
    'Work, Leeds: nobody offers this. About 1 person a month was referred for it.',
    'Work, Wakefield: the only offer is paused. Nobody was referred for it.',
  ])
  expect(holesInWords([{ need: 'ete', place: 'leeds', hole: NOBODY, people: null }], NAMES)).toEqual([
    'Work, Leeds: nobody offers this.',
  ])
})
