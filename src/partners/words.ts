import { areaOf } from '../directory/reference/areas.ts'
import {
  INCOME_BANDS,
  incomeBandOf,
  ORGANISATION_FORMS,
  PEOPLE_BANDS,
  peopleBandOf,
} from '../directory/reference/organisation-kinds.ts'
import { placeOf } from '../directory/reference/places.ts'
import { capital } from '../kernel/words.ts'

export const sectorInWords = (sector: string): string => (sector === 'unknown' ? 'Not known yet' : capital(sector))

export const formInWords = (form: string | null): string =>
  ORGANISATION_FORMS.find(known => known.code === form)?.label ?? 'Not said'

export const areaInWords = (area: string): string => areaOf(area)?.name ?? area

export const placeInWords = (place: string): string => placeOf(place)?.name ?? place

/** The band by people, in words. */
export const peopleInWords = (people: number | null): string =>
  people === null
    ? 'Not said'
    : (PEOPLE_BANDS.find(band => band.code === peopleBandOf(people))?.label ?? String(people))

/** The band by income, in words. */
export const incomeInWords = (pence: bigint | null): string =>
  pence === null ? 'Not said' : (INCOME_BANDS.find(band => band.code === incomeBandOf(pence))?.label ?? '')
