import { Temporal } from 'temporal-polyfill'
import { DEMO_AREAS, makeCast, NATION } from './cast.ts'
import type { Fate } from './life/life.ts'
import { makePromises } from './promises.ts'

/** What a demonstration is made from, in words, so that it can be told to another thread. */
export type FateWanted = {
  readonly seed: string
  readonly people: number
  /** Such as `2026-11-22`. */
  readonly asOf: string
  /** All 21 areas, or West Yorkshire and the neighbour to which people move. */
  readonly reach: 'partnership' | 'nation'
}

/** A year and a half, of which a figure's seasons can be seen; of a nation twelve whole months and the one that runs. */
const MONTHS = { partnership: 18, nation: 13 } as const

/** Cast and promises from the seed: the same wherever they are made. */
export function makeFate({ seed, people, asOf, reach }: FateWanted): Fate {
  const cast = makeCast({ seed, areas: reach === 'nation' ? NATION : DEMO_AREAS, people })
  return { cast, promises: makePromises(cast), asOf: Temporal.PlainDate.from(asOf), months: MONTHS[reach] }
}
