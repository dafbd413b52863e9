import type { Instant } from './calendar.ts'
import { invalid } from './errors.ts'

/** A source of numbers from nought up to, and without, one. */
export type RandomSource = () => number

/** Chance that can be repeated: the same seed gives the same course of events. Never for a secret. */
export interface Random {
  /** From nought up to, and without, one. */
  readonly next: RandomSource
  /** A whole number from `least` to `most`, both with it. */
  int(least: number, most: number): number
  /** One of them, each as likely. Refuses an empty list with `input.invalid`. */
  pick<Item>(items: readonly Item[]): Item
  /** One of them, each as likely as its weight says. Refuses with `input.invalid` weights that do not add up to more than nought. */
  weighted<Item>(items: readonly (readonly [item: Item, weight: number])[]): Item
  /** True so often, from 0 never to 1 always. */
  chance(probability: number): boolean
  normal(mean: number, deviation: number): number
  /** Shaped as version 7, so that it sorts by the instant to the millisecond. */
  uuid(instant: Instant): string
  /** The same items in another order. */
  shuffle<Item>(items: readonly Item[]): Item[]
}

/** Starts a course of chance from a seed: `seededRandom('area C06, 2026')`. */
export function seededRandom(seed: string): Random {
  const next = sfc32(hash(seed))
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    int,
    pick: items => itemAt(items, int(0, items.length - 1)),
    weighted: items => weightedPick(items, next()),
    chance: probability => next() < probability,
    normal: (mean, deviation) => mean + deviation * standardNormal(next),
    uuid: instant => uuidAt(instant, next),
    shuffle: items => shuffled(items, int),
  }
}

/** One item by weight, from a number of nought up to one. */
function weightedPick<Item>(items: readonly (readonly [Item, number])[], at: number): Item {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0)
  let left = at * total
  const found = items.find(([, weight]) => {
    left -= weight
    return left < 0
  })
  if (!found || !(total > 0))
    throw invalid({ field: 'items', sentence: 'Give items whose weights add up to more than nought.' })
  return found[0]
}

function itemAt<Item>(items: readonly Item[], at: number): Item {
  for (const item of items.slice(at, at + 1)) return item
  throw invalid({ field: 'items', sentence: 'There is nothing to choose from.' })
}

/** Box and Muller's transform. */
const standardNormal = (next: RandomSource): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

/** RFC 9562, version 7: 48 bits of milliseconds, then chance. */
function uuidAt(instant: Instant, next: RandomSource): string {
  const time = instant.epochMilliseconds.toString(16).padStart(12, '0')
  const chance = Array.from({ length: 19 }, (_, at) =>
    (at === 3 ? 8 + Math.floor(next() * 4) : Math.floor(next() * 16)).toString(16),
  ).join('')
  const [first, second, last] = [chance.slice(0, 3), chance.slice(3, 7), chance.slice(7)]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${first}-${second}-${last}`
}

/** Fisher and Yates's shuffle. */
function shuffled<Item>(items: readonly Item[], int: Random['int']): Item[] {
  const left = [...items]
  const drawn: Item[] = []
  while (left.length > 0) drawn.push(...left.splice(int(0, left.length - 1), 1))
  return drawn
}

/** Four 32-bit words from a text (cyrb128, public domain). */
function hash(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    a = b ^ Math.imul(a ^ code, 597399067)
    b = c ^ Math.imul(b ^ code, 2869860233)
    c = d ^ Math.imul(c ^ code, 951274213)
    d = a ^ Math.imul(d ^ code, 2716044179)
  }
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a]
}

/** Small fast counter (sfc32, Chris Doty-Humphrey, public domain), run in before its first number. */
function sfc32([a, b, c, d]: [number, number, number, number]): RandomSource {
  const next = () => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 15; round += 1) next()
  return next
}
