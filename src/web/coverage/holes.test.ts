import { expect, test } from 'vitest'
import { holeOf } from './holes.ts'

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
