import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  AREAS,
  areaOf,
  areasOfForces,
  FORCES,
  forceOf,
  forceOfCommissioner,
  forcesOfArea,
  forcesOfRegion,
  REGIONS,
  regionOf,
} from './areas.ts'
import {
  CHANGE_TOPICS,
  DECLINE_REASONS,
  END_REASON_GROUPS,
  END_REASONS,
  HANDOVER_DECLINE_REASONS,
  NO_SESSION_REASONS,
} from './coded-reasons.ts'
import { CONTRACT_TYPES, contractTypeOf } from './contract-types.ts'
import { DESIRED_OUTCOMES, desiredOutcomeOf, desiredOutcomesOf } from './desired-outcomes.ts'
import { NEEDS, needOf, PATHWAYS, pathwayOf } from './needs.ts'
import {
  INCOME_BANDS,
  incomeBandOf,
  ORGANISATION_FORMS,
  PEOPLE_BANDS,
  peopleBandOf,
  SECTORS,
} from './organisation-kinds.ts'
import { PLACES, placeOf, placesOfForce } from './places.ts'
import { REQUIREMENT_TYPES, requirementTypeOf, requirementTypesFor } from './requirement-types.ts'
import { SENTENCE_KINDS, sentenceKindOf } from './sentence-kinds.ts'
import { SERVICE_CATEGORIES, serviceCategoriesFor, serviceCategoryOf } from './service-categories.ts'

const published = resolve(process.env.WEFT_SHARED ?? '../shared', 'data')
const absent = !existsSync(published)
const without = absent ? ' (not run: the published data is not here; set WEFT_SHARED)' : ''
const read = async (path: string) => (await readFile(resolve(published, path), 'utf8')).replace(/^\uFEFF/, '')
const codesOf = (kinds: readonly { readonly code: string }[]) => kinds.map(kind => kind.code)

describe('areas', () => {
  test('there are 21 areas, 12 regions and 43 forces, each force once and every area with one to four', () => {
    expect([AREAS.length, REGIONS.length, FORCES.length]).toEqual([21, 12, 43])
    expect(new Set(codesOf(FORCES)).size).toBe(43)
    expect(AREAS.flatMap(area => forcesOfArea(area.code))).toHaveLength(43)
    for (const area of AREAS) expect([1, 2, 3, 4]).toContain(forcesOfArea(area.code).length)
    expect(AREAS.filter(area => forcesOfArea(area.code).length === 1)).toHaveLength(7)
  })

  test('areas are C01 to C21 in order', () => {
    expect(codesOf(AREAS)).toEqual(Array.from({ length: 21 }, (_, at) => `C${String(at + 1).padStart(2, '0')}`))
  })

  test('C04 lies in the regions C and F, and C07 in B and L', () => {
    const regionsOf = (area: string) => [...new Set(forcesOfArea(area).map(force => force.region))].sort()
    expect(regionsOf('C04')).toEqual(['C', 'F'])
    expect(regionsOf('C07')).toEqual(['B', 'L'])
    expect(areasOfForces(forcesOfRegion('L'))).toEqual(['C07'])
    expect(areasOfForces(forcesOfRegion('C'))).toEqual(['C04', 'C05', 'C09'])
  })

  test('every region holds a force, and each lookup answers nothing for what does not exist', () => {
    for (const region of REGIONS) expect(forcesOfRegion(region.code).length).toBeGreaterThan(0)
    expect([areaOf('C22'), regionOf('M'), forceOf('E23000099'), forceOfCommissioner('rutland')]).toEqual(
      Array(4).fill(undefined),
    )
    expect(forcesOfArea('C22')).toEqual([])
    expect(areaOf('C05')?.name).toBe('West Yorkshire')
    expect(regionOf('H')?.name).toBe('South Central')
    expect(forceOfCommissioner('metropolitan')?.area).toBe('C17')
  })

  test.skipIf(absent)(`the forces of the areas add up to the published population${without}`, async () => {
    const lines = (await read('geography/population_mid2018_ew_pfa.csv')).split('\n')
    const people = new Map(lines.map(line => line.split(',')).map(([code, , count]) => [code, Number(count)]))
    expect(FORCES.reduce((sum, force) => sum + (people.get(force.code) ?? Number.NaN), 0)).toBe(59_116_100)
  })

  test.skipIf(absent)(
    `areas hold the same forces as the compiled list of contract package areas${without}`,
    async () => {
      const lists = [...(await read('geography/tr_cpa_to_pfa.csv')).matchAll(/[EW]\d{8}(?:\|[EW]\d{8})*/g)]
      const ours = AREAS.map(area =>
        forcesOfArea(area.code)
          .map(force => force.code)
          .sort()
          .join('|'),
      )
      expect(ours.sort()).toEqual(lists.map(([list]) => list.split('|').sort().join('|')).sort())
    },
  )

  test.skipIf(absent)(`forces lie in the region that lets contracts for them${without}`, async () => {
    const { pcc_regions: pcc, probation_regions: regions } = JSON.parse(await read('contracts/reference_data.json'))
    expect(pcc).toHaveLength(41)
    for (const { id, probation_region } of pcc)
      expect([id, forceOfCommissioner(id)?.region]).toEqual([id, probation_region])
    expect(regions).toEqual(REGIONS.map(({ code, name }) => ({ id: code, name })))
  })
})

describe('places', () => {
  test('there are 348 districts, each once, and every force has at least one', () => {
    expect(PLACES).toHaveLength(348)
    expect(new Set(codesOf(PLACES)).size).toBe(348)
    for (const force of FORCES) expect(placesOfForce(force.code).length).toBeGreaterThan(0)
  })

  test('West Yorkshire is Bradford, Calderdale, Kirklees, Leeds and Wakefield', () => {
    const names = placesOfForce('E23000010').map(place => place.name)
    expect(names.sort()).toEqual(['Bradford', 'Calderdale', 'Kirklees', 'Leeds', 'Wakefield'])
  })

  test('a district is found by its code and nothing is found by another', () => {
    expect(placeOf('E08000035')).toEqual({ code: 'E08000035', name: 'Leeds', force: 'E23000010' })
    expect(placeOf('toString')).toBeUndefined()
  })

  test.skipIf(absent)(`districts and their forces are those of the published lookup${without}`, async () => {
    const lookup = (await read('geography/lad_csp_pfa_dec2016_lookup.csv')).trim().split(/\r?\n/).slice(1)
    const theirs = lookup.map(line => `${line.slice(0, 9)} ${/,([EW](?:23|15)\d{6}),/.exec(line)?.[1]}`)
    expect(PLACES.map(place => `${place.code} ${place.force}`).sort()).toEqual(theirs.sort())
  })
})

describe('needs, categories, outcomes and types', () => {
  test('there are ten needs and two pathways for women', () => {
    expect([NEEDS.length, PATHWAYS.length]).toEqual([10, 12])
    expect([needOf('ete')?.label, needOf('abuse')]).toEqual(['Education, training and employment', undefined])
    expect(pathwayOf('abuse')?.code).toBe('abuse')
  })

  test('there are nine categories, whose letters are the first two of their names', () => {
    expect(SERVICE_CATEGORIES).toHaveLength(9)
    for (const category of SERVICE_CATEGORIES) expect(category.letters).toBe(category.name.slice(0, 2).toUpperCase())
    expect(new Set(SERVICE_CATEGORIES.map(category => category.letters)).size).toBe(9)
    expect(serviceCategoryOf('dependency')?.letters).toBe('DE')
  })

  test('every need and pathway is answered by a category, and every category has outcomes of its own', () => {
    for (const { code } of PATHWAYS) expect(serviceCategoriesFor(code).length).toBeGreaterThan(0)
    for (const { code } of SERVICE_CATEGORIES) expect(desiredOutcomesOf(code).length).toBeGreaterThan(0)
    expect(new Set(codesOf(DESIRED_OUTCOMES)).size).toBe(DESIRED_OUTCOMES.length)
    for (const { code, category } of DESIRED_OUTCOMES) expect(code.startsWith(`${category}.`)).toBe(true)
    expect(desiredOutcomeOf('ete.kept')?.category).toBe('ete')
  })

  test('there are 35 contract types', () => {
    expect(new Set(codesOf(CONTRACT_TYPES)).size).toBe(35)
    expect(contractTypeOf('WOS')?.categories).toHaveLength(8)
    expect(contractTypeOf('FBD-WI')).toMatchObject({ name: 'Finance, Benefit and Debt (Wigan)', nsi: 'CRS08' })
  })

  test.skipIf(absent)(`every type of a published contract is known${without}`, async () => {
    const contracts: { contract_type_id: string }[] = JSON.parse(await read('contracts/contracts_full.json'))
    const types = [...new Set(contracts.map(contract => contract.contract_type_id))]
    expect(types.filter(type => !contractTypeOf(type))).toEqual([])
  })
})

describe('sentences and requirements', () => {
  test('an order carries the fourteen requirements, custody none', () => {
    expect(requirementTypesFor('community_order')).toHaveLength(14)
    expect(requirementTypesFor('suspended_sentence_order')).toEqual(requirementTypesFor('community_order'))
    expect([requirementTypesFor('custody'), requirementTypesFor('none')]).toEqual([[], []])
    expect(requirementTypeOf('unpaid_work')).toMatchObject({ unit: 'hours', least: 40, most: 300 })
    expect(new Set(codesOf(REQUIREMENT_TYPES)).size).toBe(REQUIREMENT_TYPES.length)
    expect(SENTENCE_KINDS.map(kind => sentenceKindOf(kind.code))).toEqual(SENTENCE_KINDS)
  })
})

describe('reasons', () => {
  test('thirteen reasons for ending early fall in five groups', () => {
    expect([END_REASONS.length, END_REASON_GROUPS.length]).toEqual([13, 5])
    const used = new Set<string>(END_REASONS.map(reason => reason.group))
    expect(codesOf(END_REASON_GROUPS).filter(code => !used.has(code))).toEqual([])
  })

  test('there are 18 topics of change and three reasons for no session, and no code is used twice in a list', () => {
    expect([CHANGE_TOPICS.length, NO_SESSION_REASONS.length]).toEqual([18, 3])
    for (const list of [DECLINE_REASONS, END_REASONS, CHANGE_TOPICS, NO_SESSION_REASONS, HANDOVER_DECLINE_REASONS])
      expect(new Set(codesOf(list)).size).toBe(list.length)
  })

  test.skipIf(absent)(`the thirteen reasons carry the published codes and groups${without}`, async () => {
    const { withdrawal_reasons: theirs } = JSON.parse(await read('contracts/reference_data.json'))
    const grouped = theirs.map((reason: { code: string; grouping: string }) => `${reason.code} ${reason.grouping}`)
    const ours = END_REASONS.map(reason => `${reason.source} ${reason.group === 'person' ? 'user' : reason.group}`)
    expect(ours).toEqual(grouped)
  })
})

describe('organisations', () => {
  test.each([
    [0, 'micro'],
    [9, 'micro'],
    [10, 'small'],
    [249, 'medium'],
    [250, 'large'],
  ])('%i people are the band %s', (people, band) => expect(peopleBandOf(people)).toBe(band))

  test.each([
    [0n, 'micro'],
    [999_999n, 'micro'],
    [1_000_000n, 'small'],
    [99_999_999n, 'medium'],
    [9_999_999_999n, 'major'],
    [10_000_000_000n, 'super_major'],
  ])('an income of %i pence is the band %s', (pence, band) => expect(incomeBandOf(pence)).toBe(band))

  test('bands rise, the last has no end, and every form belongs to a sector', () => {
    expect(PEOPLE_BANDS.map(band => band.below)).toEqual([10, 50, 250, null])
    expect(INCOME_BANDS.at(-1)?.below).toBeNull()
    const sectors = codesOf(SECTORS)
    for (const form of ORGANISATION_FORMS) expect(form.sectors.every(sector => sectors.includes(sector))).toBe(true)
  })
})
