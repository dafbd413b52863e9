import type { Random } from '../kernel/random.ts'

/** How large a charity is, and how many there see people. */
export type CharitySize = {
  readonly size: 'micro' | 'small' | 'medium' | 'large' | 'major'
  readonly practitioners: number
}

/** Partners of an area of a nation: more where more people are, up to the names there are. */
export const charitiesOf = (people: number): number => 24 + Math.min(9, Math.round(people / 1600))

/** By rank: how many of an area are so large; the rest are micro. */
const RANKS = [
  ['major', 1],
  ['large', 3],
  ['medium', 6],
  ['small', 13],
] as const
/** Vilfredo Pareto's exponent at which a fifth has four fifths. */
const PARETO = 1.16
const PEOPLE_A_PRACTITIONER = 30

/** Sizes with a heavy tail: a few have most of the staff, most have one or two people. */
export function unevenSizes(random: Random, many: number, people: number): CharitySize[] {
  const weights = Array.from({ length: many }, () => (1 - random.next()) ** (-1 / PARETO))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const ranked = weights.toSorted((one, other) => other - one)
  const bands = RANKS.flatMap(([size, count]) => Array.from({ length: count }, () => size))
  return weights.map(weight => ({
    size: bands[ranked.indexOf(weight)] ?? 'micro',
    practitioners: Math.max(1, Math.round((people / PEOPLE_A_PRACTITIONER) * (weight / total))),
  }))
}
