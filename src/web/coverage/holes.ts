import type { CoverageFilter, Offered } from '../../agreements/coverage.ts'
import { plural } from '../../kernel/words.ts'

const FOR: Readonly<Record<CoverageFilter, string>> = {
  everyone: '',
  women: ' for women',
  'under 25': ' for people under 25',
  'high risk': ' for people of high risk',
  custody: ' in custody',
}

/** What is missing in a cell, in plain words; nothing where something open is offered. */
export function holeOf(offered: Offered | undefined, filter: CoverageFilter): string | undefined {
  if (offered === undefined) return `nobody offers this${FOR[filter]}.`
  if (offered.offers === 0)
    return offered.paused === 1
      ? `the only offer${FOR[filter]} is paused.`
      : `all ${offered.paused} offers${FOR[filter]} are paused.`
  if (offered.sized === offered.offers && offered.capacity === 0)
    return `no offer${FOR[filter]} has a place this month.`
  return undefined
}

/** How many full months the grid looks back. */
export const MONTHS_OF_DEMAND = 3

/** How many people fall into a hole each month, from people once in each of the months looked back on. */
export function fallInto(people: number): string {
  if (people === 0) return 'Nobody was referred for it.'
  const aMonth = Math.round(people / MONTHS_OF_DEMAND)
  if (aMonth === 0) return 'Less than one person a month was referred for it.'
  return `About ${plural(aMonth, 'person', 'people')} a month ${aMonth === 1 ? 'was' : 'were'} referred for it.`
}

export type HoleFound = {
  need: string
  place: string
  hole: string
  /** People referred, once in each month; null: not shown to the viewer. */
  people: number | null
}

/** One sentence for each need and kind of hole, those first into which most people fall; a need missing everywhere is said once. */
export function holesInWords(
  holes: readonly HoleFound[],
  { needs, places }: { needs: ReadonlyMap<string, string>; places: ReadonlyMap<string, string> },
): string[] {
  const kinds = new Map<string, { first: HoleFound; where: string[]; people: number | null }>()
  for (const found of holes) {
    const kind = `${found.need} ${found.hole}`
    const known = kinds.get(kind) ?? { first: found, where: [], people: found.people === null ? null : 0 }
    known.where.push(places.get(found.place) ?? found.place)
    if (known.people !== null) known.people += found.people ?? 0
    kinds.set(kind, known)
  }
  return [...kinds.values()]
    .sort((one, other) => (other.people ?? 0) - (one.people ?? 0))
    .map(({ first, where, people }) => {
      const at = where.length === places.size ? 'everywhere' : where.join(', ')
      const words = `${needs.get(first.need) ?? first.need}, ${at}: ${first.hole}`
      return people === null ? words : `${words} ${fallInto(people)}`
    })
}
