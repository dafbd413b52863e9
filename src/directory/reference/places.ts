import { FORCES, type ForceCode } from './areas.ts'
import { PLACES_OF_THE_NORTH } from './places-north.ts'
import { PLACES_OF_THE_SOUTH_AND_WALES } from './places-south.ts'

/** A local-authority district of 2016 and the police-force area it lies in; the code is the ONS code. */
export type Place = { readonly code: string; readonly name: string; readonly force: ForceCode }

const BY_FORCE: Readonly<Record<ForceCode, Readonly<Record<string, string>>>> = {
  ...PLACES_OF_THE_NORTH,
  ...PLACES_OF_THE_SOUTH_AND_WALES,
}

const BY_CODE: ReadonlyMap<string, Place> = new Map(
  FORCES.flatMap(({ code: force }) =>
    Object.entries(BY_FORCE[force]).map(([code, name]) => [code, { code, name, force }] as const),
  ),
)

/** All 348 districts of England and Wales. */
export const PLACES: readonly Place[] = [...BY_CODE.values()]

export const placeOf = (code: string): Place | undefined => BY_CODE.get(code)

/** The districts of one police-force area; empty for a code that is no force. */
export const placesOfForce = (force: string): readonly Place[] => PLACES.filter(place => place.force === force)
