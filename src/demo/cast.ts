import type { Role } from '../database/scope.ts'
import { type AreaCode, areaOf, forcesOfArea } from '../directory/reference/areas.ts'
import { type Place, placesOfForce } from '../directory/reference/places.ts'
import type { ServiceCategoryCode } from '../directory/reference/service-categories.ts'
import { type Random, seededRandom } from '../kernel/random.ts'
import { type CharitySize, charitiesOf, unevenSizes } from './cast-sizes.ts'
import { type CastWorker, staffOf } from './cast-workers.ts'
import { CHARITY_ENDINGS, CHARITY_STEMS, LEAD_STEMS, PRISON_NAMES, slug } from './names.ts'

export type CastOrganisation = {
  readonly code: string
  readonly name: string
  readonly sector: 'public' | 'private' | 'voluntary'
  readonly form: string
  readonly size: 'micro' | 'small' | 'medium' | 'large' | 'major'
  readonly people: number
  readonly incomePence: number
  readonly headOffice: string
  readonly everyCase: boolean
  readonly roles: readonly { area: string; role: string }[]
  readonly worksIn: readonly string[]
}

/** A voluntary-sector partner: what it offers, where, and how it does. `trouble`: it answers later and later, records late. */
export type CastPartner = {
  readonly organisation: CastOrganisation
  readonly categories: readonly ServiceCategoryCode[]
  readonly places: readonly string[]
  readonly women: boolean
  readonly men: boolean
  readonly custody: boolean
  readonly trouble: boolean
  /** How much of what is asked comes to it, against the others that offer the same where somebody lives. */
  readonly share: number
  readonly staff: readonly CastWorker[]
  readonly manager: CastWorker
  readonly workers: readonly CastWorker[]
}

/** An organisation that can be responsible, with its officers, the manager who answers for it and who protects its records. */
export type CastResponsible = {
  readonly organisation: CastOrganisation
  readonly officers: readonly CastWorker[]
  readonly manager: CastWorker
  readonly protection: CastWorker
  readonly workers: readonly CastWorker[]
}

export type AreaCast = {
  readonly area: AreaCode
  readonly places: readonly Place[]
  readonly lead: CastResponsible
  readonly probation: CastResponsible
  /** The second one is the bad joint: what it hands over comes late. */
  readonly prisons: readonly CastResponsible[]
  readonly partners: readonly CastPartner[]
  readonly others: readonly CastOrganisation[]
  readonly workers: readonly CastWorker[]
}

export type Cast = {
  readonly seed: string
  readonly areas: readonly AreaCast[]
  readonly commissioner: CastOrganisation
  readonly integrator: CastOrganisation
  readonly workers: readonly CastWorker[]
}

/** The areas of a demonstration: the partnership and the neighbour to which people move, or all of them. */
export const DEMO_AREAS: readonly AreaCode[] = ['C05', 'C09']
export const NATION: readonly AreaCode[] = Array.from({ length: 21 }, (_, at) => areaCode(at + 1))

/** Everybody who works in the partnership, from the seed; staff grows with the people an area holds. */
export function makeCast({ seed, areas, people }: { seed: string; areas: readonly AreaCode[]; people: number }): Cast {
  const random = seededRandom(`${seed} cast`)
  const names = charityNames(random)
  const commissioner = body('Northmoor Commissioning Authority', 'public', 'public_body', 240, {
    code: 'northmoor',
    roles: areas.map(area => ({ area, role: 'commissioner' })),
    headOffice: firstPlace(areas[0] ?? 'C05'),
  })
  const integrator = body('Broadloom Integration', 'private', 'company', 60, {
    code: 'broadloom',
    roles: areas.map(area => ({ area, role: 'integrator' })),
    headOffice: firstPlace(areas[0] ?? 'C05'),
  })
  const made = areas.map((area, at) => {
    const random = seededRandom(`${seed} cast ${area}`)
    if (areas.length <= 2)
      return areaCast(random, {
        area,
        charities: names.splice(0, at === 0 ? 24 : 4),
        people: at === 0 ? people : people / 8,
      })
    const here = Math.ceil(people / areas.length)
    const charities = names.splice(0, charitiesOf(here))
    return areaCast(random, {
      area,
      charities,
      people: here,
      sizes: unevenSizes(seededRandom(`${seed} sizes ${area}`), charities.length, here),
    })
  })
  const central = [
    ...staffOf(random, commissioner, [['commissioner', 'finance', 'CRT member'], ['commissioner'], ['administrator']]),
    ...staffOf(random, integrator, [
      ['supply-chain manager', 'CRT member'],
      ['supply-chain manager'],
      ['administrator'],
    ]),
  ]
  return {
    seed,
    areas: made,
    commissioner,
    integrator,
    workers: [...central, ...made.flatMap(area => area.workers)],
  }
}

export const organisationsOf = (cast: Cast): readonly CastOrganisation[] => [
  cast.commissioner,
  cast.integrator,
  ...cast.areas.flatMap(area => [
    area.lead.organisation,
    area.probation.organisation,
    ...area.prisons.map(prison => prison.organisation),
    ...area.partners.map(partner => partner.organisation),
    ...area.others,
  ]),
]

function areaCast(
  random: Random,
  {
    area,
    charities,
    people,
    sizes,
  }: {
    area: AreaCode
    charities: readonly CharityName[]
    people: number
    /** Of each charity, where they differ much. */
    sizes?: readonly CharitySize[]
  },
): AreaCast {
  const places = forcesOfArea(area).flatMap(force => placesOfForce(force.code))
  const number = Number(area.slice(1))
  const office = places[0]?.code ?? ''
  const inArea = (role: string) => ({ roles: [{ area, role }], headOffice: office, worksIn: places.map(at => at.code) })
  const leadStem = LEAD_STEMS[number - 1] ?? area
  const lead = body(`${leadStem} Rehabilitation Company`, 'private', 'company', 420, {
    ...inArea('lead provider'),
    code: slug(leadStem),
  })
  const probation = body(`National Probation Service, ${areaOf(area)?.name}`, 'public', 'public_body', 350, {
    ...inArea('probation service'),
    code: `nps-${area.toLowerCase()}`,
  })
  const prisons = PRISON_NAMES.slice((number - 1) * 2, number * 2).map(name =>
    responsible(
      random,
      body(`HMP ${name}`, 'public', 'public_body', 500, inArea('prison')),
      4 + Math.ceil(people / 400),
    ),
  )
  const partners = charities.map((name, at) => partner(random, { name, at, area, places, people, uneven: sizes?.[at] }))
  const cast = {
    area,
    places,
    lead: responsible(random, lead, 6 + Math.ceil(people / 60), LEAD_POSTS),
    probation: responsible(random, probation, 4 + Math.ceil(people / 250)),
    prisons,
    partners,
    others: publicBodies(area, places),
  }
  const workers = [
    ...[cast.lead, cast.probation, ...prisons, ...partners].flatMap(one => one.workers),
    ...cast.others.flatMap(other => staffOf(random, other, [['hub member', 'CRT member']])),
  ]
  return { ...cast, workers }
}

const LEAD_POSTS: readonly (readonly Role[])[] = [
  ['supply-chain manager', 'CRT member'],
  ['finance'],
  ['finance'],
  ['partner manager'],
]

/** Officers work in teams of about eight. */
function responsible(
  random: Random,
  organisation: CastOrganisation,
  officers: number,
  rest: readonly (readonly Role[])[] = [],
): CastResponsible {
  const workers = staffOf(
    random,
    organisation,
    [
      ...Array.from({ length: officers }, () => ['practitioner'] as const),
      ['case manager'],
      ['data-protection officer'],
      ['administrator'],
      ...rest,
    ],
    at => (at < officers ? `team ${1 + Math.floor(at / 8)}` : null),
  )
  const [manager, protection] = workers.slice(officers)
  if (!manager || !protection)
    throw new RangeError('A responsible organisation has a manager and an officer for its records.')
  return { organisation, officers: workers.slice(0, officers), manager, protection, workers }
}

const SIZES = ['micro', 'small', 'small', 'medium', 'medium', 'large', 'small', 'medium'] as const
const PEOPLE = { micro: 6, small: 24, medium: 110, large: 420, major: 1800 } as const
const INCOME = {
  micro: 800_000,
  small: 7_500_000,
  medium: 64_000_000,
  large: 480_000_000,
  major: 3_200_000_000,
} as const
/** What each partner of an area offers in turn; the last few are the small and special ones. */
const OFFERED: readonly (readonly ServiceCategoryCode[])[] = [
  ['accommodation'],
  ['ete'],
  ['finance'],
  ['dependency'],
  ['lifestyle', 'social_inclusion'],
  ['emotional_wellbeing'],
  ['family'],
  ['womens', 'emotional_wellbeing'],
  ['accommodation', 'finance'],
  ['ete'],
  ['dependency'],
  ['lifestyle'],
]
/** Which partner of an area is in trouble. */
const IN_TROUBLE = 3

function partner(
  random: Random,
  {
    name: { name, code },
    at,
    area,
    places,
    people,
    uneven,
  }: {
    name: CharityName
    at: number
    area: AreaCode
    places: readonly Place[]
    people: number
    uneven: CharitySize | undefined
  },
): CastPartner {
  const size = uneven?.size ?? (at === 1 ? 'major' : (SIZES[at % SIZES.length] ?? 'small'))
  const categories = OFFERED[at % OFFERED.length] ?? ['lifestyle']
  const wide = size === 'large' || size === 'major' || at < 8
  // A few real holes: nobody serves women, or dependency, in the area's second district.
  const special = categories.includes('womens') || categories.includes('dependency')
  const near = random.shuffle(places).slice(0, wide ? places.length : Math.min(2, places.length))
  const served = (special && places.length > 2 ? near.filter(place => place !== places[1]) : near).map(
    place => place.code,
  )
  const womens = categories.includes('womens')
  const organisation = body(name, 'voluntary', at % 5 === 4 ? 'community_interest_company' : 'charity', PEOPLE[size], {
    code,
    roles: [{ area, role: 'delivery partner' }],
    headOffice: served[0] ?? '',
    worksIn: served,
    size,
    incomePence: INCOME[size] + 1000 * random.int(1, 400),
    everyCase: size === 'micro' || size === 'small',
  })
  const many = uneven?.practitioners ?? 2 + Math.ceil(people / 700) + (wide ? 2 : 0)
  const workers = staffOf(
    random,
    organisation,
    [
      ...Array.from({ length: many }, () => ['practitioner'] as const),
      ['case manager', 'partner manager'],
      ['administrator'],
    ],
    place => (place < many ? deliveryTeam(place, many) : null),
  )
  const [manager] = workers.slice(many)
  if (!manager) throw new RangeError('A partner has no manager.')
  const reach = { women: true, men: !womens, custody: categories.includes('accommodation') }
  return {
    organisation,
    categories,
    places: served,
    ...reach,
    trouble: at === IN_TROUBLE,
    share: uneven?.practitioners ?? 1,
    staff: workers.slice(0, many),
    manager,
    workers,
  }
}

/** One team, or several of about eight. */
const deliveryTeam = (place: number, many: number): string =>
  many <= 12 ? 'delivery' : `delivery ${1 + Math.floor(place / 8)}`

function publicBodies(area: AreaCode, places: readonly Place[]): CastOrganisation[] {
  const inArea = (role: string, worksIn: readonly string[]) => ({
    roles: [{ area, role }],
    headOffice: worksIn[0] ?? '',
    worksIn,
  })
  const name = areaOf(area)?.name ?? area
  const all = places.map(place => place.code)
  return [
    ...forcesOfArea(area).flatMap(force => {
      const reach = placesOfForce(force.code).map(place => place.code)
      return [
        body(`${force.name} Police`, 'public', 'public_body', 5200, inArea('police', reach)),
        body(
          `Police and Crime Commissioner for ${force.name}`,
          'public',
          'public_body',
          45,
          inArea('police and crime commissioner', reach),
        ),
      ]
    }),
    ...places
      .slice(0, 5)
      .map(place => body(`${place.name} Council`, 'public', 'public_body', 4000, inArea('council', [place.code]))),
    body(`${name} Liaison and Diversion Service`, 'public', 'public_body', 180, inArea('health', all)),
    body(`${name} Community Health`, 'public', 'public_body', 2600, inArea('health', all)),
  ]
}

type CharityName = { readonly name: string; readonly code: string }

/** Invented names in an order of chance: first every stem once, which is then the code, and then each with another ending. */
function charityNames(random: Random): CharityName[] {
  const endings = random.shuffle(CHARITY_ENDINGS)
  const stems = random.shuffle(CHARITY_STEMS)
  return endings.flatMap((_, round) =>
    stems.map((stem, at) => {
      const name = `${stem} ${endings[(at + round) % endings.length]}`
      return { name, code: slug(round === 0 ? stem : name) }
    }),
  )
}

type Rest = Pick<CastOrganisation, 'roles' | 'headOffice'> & Partial<CastOrganisation>

function body(
  name: string,
  sector: CastOrganisation['sector'],
  form: string,
  people: number,
  rest: Rest,
): CastOrganisation {
  const size = people < 10 ? 'micro' : people < 50 ? 'small' : people < 250 ? 'medium' : 'large'
  return {
    code: slug(name),
    name,
    sector,
    form,
    size,
    people,
    incomePence: people * 4_200_000,
    everyCase: false,
    worksIn: [],
    ...rest,
  }
}

function areaCode(number: number): AreaCode {
  const found = areaOf(`C${String(number).padStart(2, '0')}`)
  if (!found) throw new RangeError('There are 21 areas.')
  return found.code
}

function firstPlace(area: AreaCode): string {
  return forcesOfArea(area).flatMap(force => placesOfForce(force.code))[0]?.code ?? ''
}
