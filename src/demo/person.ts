import { type AgeBand, ageBand } from '../casework/age-band.ts'
import { type NeedSeverity, needSeverity } from '../casework/need.ts'
import { NEEDS, type NeedCode } from '../directory/reference/needs.ts'
import { makeCaseReference, pncCheckLetter } from '../kernel/identifiers.ts'
import type { Random } from '../kernel/random.ts'
import type { AreaCast } from './cast.ts'
import { type Day, dayText, plainDay } from './clock.ts'
import { MEN, STREETS, SURNAMES, WOMEN } from './names.ts'

export type Identifier = { readonly kind: 'crn' | 'prison number' | 'pnc'; readonly value: string }
export type RiskLevel = 'low' | 'medium' | 'high' | 'very high'
export type AssessedNeed = { readonly need: NeedCode; readonly score: number; readonly severity: NeedSeverity }

/** Who somebody is: everything that does not change in the course of their life here. */
export type Person = {
  readonly caseId: string
  readonly area: string
  readonly force: string
  readonly place: string
  readonly placeName: string
  readonly sex: 'female' | 'male'
  readonly firstName: string
  readonly lastName: string
  readonly born: string
  readonly band: AgeBand
  readonly identifiers: readonly Identifier[]
  readonly address: string
  readonly phone: string
  readonly ethnicity: string
  readonly disability: string | null
  readonly risk: RiskLevel
  readonly needs: readonly AssessedNeed[]
  readonly limited: boolean
}

/** How common a need is among the people of a caseload, and how high its scores go. */
const NEED_WEIGHT: Readonly<Record<NeedCode, readonly [share: number, most: number]>> = {
  accommodation: [0.42, 8],
  ete: [0.55, 8],
  finance: [0.4, 6],
  relationships: [0.45, 6],
  lifestyle: [0.5, 6],
  drugs: [0.38, 10],
  alcohol: [0.32, 8],
  emotional_wellbeing: [0.45, 8],
  thinking: [0.7, 8],
  attitudes: [0.5, 8],
}

const ETHNICITIES = [
  ['White British', 76],
  ['Asian or Asian British', 11],
  ['Black or Black British', 5],
  ['Mixed', 4],
  ['White other', 4],
] as const

/** A person of an area on the day their case opens. `index` gives a CRN that nobody else has. */
export function makePerson(
  random: Random,
  { cast, index, openedOn }: { cast: AreaCast; index: number; openedOn: Day },
): Person {
  const sex = random.chance(0.16) ? 'female' : 'male'
  const place = random.pick(cast.places)
  const years = Math.min(74, Math.max(18, Math.round(18 + Math.abs(random.normal(0, 15)) + random.next() * 6)))
  const born = openedOn - Math.floor(years * 365.25) - random.int(0, 364)
  const serial = random.int(1, 9_999_999)
  return {
    caseId: makeCaseReference(random.next),
    area: cast.area,
    force: place.force,
    place: place.code,
    placeName: place.name,
    sex,
    ...newName(random, sex),
    born: dayText(born),
    band: ageBand(plainDay(born), plainDay(openedOn)),
    identifiers: [crnOf(index), pncOf(dayText(born), serial)],
    ...newHome(random, place.name),
    ethnicity: random.weighted(ETHNICITIES),
    disability: random.chance(0.18) ? random.pick(['Mobility', 'Learning', 'Mental health', 'Hearing']) : null,
    risk: random.weighted([
      ['low', 38],
      ['medium', 52],
      ['high', 9],
      ['very high', 1],
    ]),
    needs: NEEDS.map(({ code }) => {
      const [share, most] = NEED_WEIGHT[code]
      const score = random.chance(share) ? random.int(Math.ceil(most / 3), most) : random.int(0, 1)
      return { need: code, score, severity: needSeverity(code, score) }
    }),
    limited: random.chance(0.006),
  }
}

const newName = (random: Random, sex: Person['sex']) => ({
  firstName: random.pick(sex === 'female' ? WOMEN : MEN),
  lastName: random.pick(SURNAMES),
})

const newHome = (random: Random, place: string) => ({
  address: `${random.int(1, 140)} ${random.pick(STREETS)}, ${place}`,
  phone: `07700 900${String(random.int(0, 999)).padStart(3, '0')}`,
})

function crnOf(index: number): Identifier {
  const letter = 'ABCDEFGHJKLMNPQRTVWXYZ'.charAt(Math.floor(index / 1_000_000))
  return { kind: 'crn', value: `${letter}${String(index % 1_000_000).padStart(6, '0')}` }
}

function pncOf(born: string, serial: number): Identifier {
  const year = Math.max(1980, Number(born.slice(0, 4)) + 16)
  return { kind: 'pnc', value: `${year}/${String(serial).padStart(7, '0')}${pncCheckLetter(year, serial)}` }
}

/** Somebody of the same age, sex and place with the same needs: another name, another home and identifiers of their own. */
export function somebodyElse(random: Random, person: Person, index: number): Person {
  const serial = random.int(1, 9_999_999)
  const hasBeenInside = person.identifiers.some(({ kind }) => kind === 'prison number')
  return {
    ...person,
    caseId: makeCaseReference(random.next),
    ...newName(random, person.sex),
    identifiers: [crnOf(index), pncOf(person.born, serial), ...(hasBeenInside ? [prisonNumber(random)] : [])],
    ...newHome(random, person.placeName),
  }
}

/** A number of a prison, made for who has been in one. */
export function prisonNumber(random: Random): Identifier {
  const letters = 'ABCDEFGHJKLMNPQRTVWXYZ'
  const letter = () => letters.charAt(random.int(0, letters.length - 1))
  return { kind: 'prison number', value: `A${String(random.int(1000, 9999))}${letter()}${letter()}` }
}
