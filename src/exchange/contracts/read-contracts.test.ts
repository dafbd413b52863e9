import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readContracts } from './read-contracts.ts'

const published = resolve(process.env.WEFT_SHARED ?? '../shared', 'data/contracts')
const absent = !existsSync(published)
const without = absent ? ' (not run: the published contracts are not here; set WEFT_SHARED)' : ''

const contract = (change: Readonly<Record<string, unknown>> = {}) => ({
  internal_contract_id: 'c-1',
  contract_reference: 'ONE',
  contract_type_id: 'ACC',
  region: { nps_region_code: null, pcc_region_code: 'west-yorkshire' },
  eligibility: { allows_female: true, allows_male: true, minimum_age: 18, maximum_age: null },
  scheduling: { hide_before: '2021-01-01', hide_after: null },
  providers: { prime_provider_code: 'LANTERN', subcontractor_codes: ['BRIDGE'] },
  internal_intervention_id: 'i-1',
  intervention_title: 'A place to live',
  short_description: 'Finding and keeping a home.',
  activities: [{ need_area: 'Accommodation', activity: 'Tenancy', delivery_method: '1:1', delivery_location: 'Leeds' }],
  ...change,
})
const providers = [
  { code: 'LANTERN', name: 'Lantern Invented Trust' },
  { code: 'BRIDGE', name: 'Invented Bridge CIC' },
]

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contracts-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Files = { contracts?: unknown; providers?: unknown; reference?: unknown; types?: unknown }
const put = (name: string, content: unknown) =>
  writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))

async function read(files: Files) {
  await put('contracts_full.json', files.contracts ?? [])
  await put('providers.json', files.providers ?? providers)
  await put(
    'reference_data.json',
    files.reference ?? { probation_regions: [], pcc_regions: [], service_categories: [] },
  )
  await put('contract_type_details.json', files.types ?? [])
  return readContracts(folder)
}

describe.skipIf(absent)(`the published contracts${without}`, () => {
  test('hold 196 contracts of 139 organisations: 46 primes, 107 subcontractors, 14 of them both', async () => {
    const { counts } = await readContracts(published)
    expect(counts).toEqual({
      records: 196,
      contracts: 196,
      rejected: 0,
      organisations: 139,
      primes: 46,
      subcontractors: 107,
      both: 14,
      dirty: 29,
      unknown: 2,
      wrong: 0,
    })
  })

  test('have a subcontractor in 129 cases, at most nine', async () => {
    const { agreements } = await readContracts(published)
    const sizes = agreements.map(agreement => agreement.subcontractors.length)
    expect([sizes.filter(Boolean).length, Math.max(...sizes)]).toEqual([129, 9])
  })

  test('each cover at least one area, and all 21 are covered', async () => {
    const { agreements } = await readContracts(published)
    expect(agreements.filter(agreement => agreement.areas.length === 0)).toEqual([])
    expect(new Set(agreements.flatMap(agreement => agreement.areas)).size).toBe(21)
  })

  test('lose no activity, and leave two without a category', async () => {
    const { agreements } = await readContracts(published)
    const activities = agreements.flatMap(agreement => agreement.activities)
    expect([activities.length, activities.filter(activity => activity.category === null).length]).toEqual([3150, 2])
  })

  test('spell one need area with a line end, and it is taken for what it means', async () => {
    const { findings } = await readContracts(published)
    expect(findings.find(finding => finding.found.includes('\\n'))).toMatchObject({
      record: 'DN671065_WIGAN_PWB',
      meaning: 'dirty',
      took: 'Family and Significant Others',
    })
  })
})

describe('one contract', () => {
  test('becomes an agreement with its area, force, parties and activities', async () => {
    const { agreements, findings } = await read({ contracts: [contract()] })
    expect(findings).toEqual([])
    expect(agreements).toEqual([
      {
        reference: 'ONE',
        internalId: 'c-1',
        typeCode: 'ACC',
        title: 'A place to live',
        description: 'Finding and keeping a home.',
        prime: 'LANTERN',
        subcontractors: ['BRIDGE'],
        areas: ['C05'],
        forces: ['E23000010'],
        eligibility: { women: true, men: true, minimumAge: 18, maximumAge: null },
        from: '2021-01-01',
        until: null,
        activities: [
          { category: 'accommodation', activity: 'Tenancy', method: '1:1', location: 'Leeds', raw: 'Accommodation' },
        ],
      },
    ])
  })

  test.each([
    ['L', ['C07'], 1],
    ['C', ['C04', 'C05', 'C09'], 4],
    ['F', ['C04', 'C08'], 4],
    ['J', ['C17'], 2],
  ])('for the whole region %s covers the areas that have a force there', async (letter, areas, forces) => {
    const region = { nps_region_code: letter, pcc_region_code: null }
    const { agreements } = await read({ contracts: [contract({ region })] })
    expect([agreements[0]?.areas, agreements[0]?.forces.length]).toEqual([areas, forces])
  })

  test.each([
    ['2023-12-31T23:59:00+00', '2023-12-31'],
    ['2024-06-30T23:30:00+00', '2024-07-01'],
    ['2022-12-01', '2022-12-01'],
  ])('that ends at %s ends on the local day %s', async (hide_after, until) => {
    const { agreements } = await read({
      contracts: [contract({ scheduling: { hide_before: '2021-01-01', hide_after } })],
    })
    expect(agreements[0]?.until).toBe(until)
  })

  test.each([
    ['a region that does not exist', { region: { nps_region_code: 'Z', pcc_region_code: null } }, 'region'],
    ['no region at all', { region: { nps_region_code: null, pcc_region_code: null } }, 'region'],
    ['a type that does not exist', { contract_type_id: 'XYZ' }, 'contract_type_id'],
    ['a prime not on the list', { providers: { prime_provider_code: 'GHOST', subcontractor_codes: [] } }, 'code'],
    [
      'nobody it takes',
      { eligibility: { allows_female: false, allows_male: false, minimum_age: 18, maximum_age: null } },
      'eligibility',
    ],
  ])('with %s is kept and reported as unknown', async (_what, change, field) => {
    const { counts, findings } = await read({ contracts: [contract(change)] })
    expect([counts.contracts, counts.unknown]).toEqual([1, 1])
    expect(findings[0]).toMatchObject({ field, meaning: 'unknown' })
  })

  test.each([
    ['no reference', { contract_reference: null }, 'contract_reference'],
    ['a region as text', { region: 'C' }, 'region'],
    ['a day that is none', { scheduling: { hide_before: '2021-02-30', hide_after: null } }, 'scheduling'],
    [
      'an end before its beginning',
      { scheduling: { hide_before: '2021-02-03', hide_after: '2020-01-01' } },
      'scheduling',
    ],
    [
      'ages the wrong way round',
      { eligibility: { allows_female: true, allows_male: true, minimum_age: 26, maximum_age: 18 } },
      'eligibility',
    ],
  ])('with %s is rejected by name and loses no other', async (_what, change, field) => {
    const other = contract({ contract_reference: 'TWO', internal_contract_id: 'c-2' })
    const { counts, agreements, findings } = await read({ contracts: [contract(change), other] })
    expect(counts).toMatchObject({ records: 2, contracts: 1, rejected: 1 })
    expect(agreements[0]?.reference).toBe('TWO')
    expect(findings[0]).toMatchObject({ field, meaning: 'wrong' })
  })

  test('with one activity of the wrong type keeps the others', async () => {
    const activities = [3, { ...contract().activities[0], need_area: 'Accommodation ' }]
    const { agreements, findings } = await read({ contracts: [contract({ activities })] })
    expect(agreements[0]?.activities.map(activity => activity.category)).toEqual(['accommodation'])
    expect(findings.map(finding => [finding.field, finding.meaning])).toEqual([
      ['activities.0', 'wrong'],
      ['activities.1.need_area', 'dirty'],
    ])
  })

  test('that names a subcontractor twice, or its own prime, takes each once', async () => {
    const named = { prime_provider_code: 'LANTERN', subcontractor_codes: ['BRIDGE', 'BRIDGE', 'LANTERN'] }
    const { agreements, counts } = await read({ contracts: [contract({ providers: named })] })
    expect(agreements[0]?.subcontractors).toEqual(['BRIDGE'])
    expect([counts.dirty, counts.both]).toEqual([2, 0])
  })

  test('loses control characters and runs of blanks from its words', async () => {
    const { agreements } = await read({
      contracts: [contract({ intervention_title: ' A\u0000 place\t to \r\n live ' })],
    })
    expect(agreements[0]?.title).toBe('A place to live')
  })
})

describe('need areas', () => {
  const categoryOf = async (need_area: string, contract_type_id = 'WOS') => {
    const activities = [{ ...contract().activities[0], need_area }]
    const { agreements, counts } = await read({ contracts: [contract({ activities, contract_type_id })] })
    return [agreements[0]?.activities[0]?.category, counts.dirty]
  }

  test.each([
    ['Finance Benefits & Debt', 'finance', 0],
    ['Finance, Benefit & Debt', 'finance', 1],
    ['Finance, Benefit and Debt (Bolton)', 'finance', 1],
    ['Dependency and Recovery (D&R)', 'dependency', 0],
    ['Dependency & Recovery (1), Low Complexity', 'dependency', 1],
    ['Social Inclusion Pre-release', 'social_inclusion', 1],
    ['Family & Significant Others\n', 'family', 1],
    ["Women's Specific", 'womens', 0],
    ['Gardening', null, 0],
    ['constructor', null, 0],
  ])('%j is read as %s', async (name, category, dirty) => {
    expect(await categoryOf(name)).toEqual([category, dirty])
  })

  test('a name that says nothing is taken for the one thing that the contract buys', async () => {
    expect(await categoryOf('Money Management', 'FBD-NW')).toEqual(['finance', 1])
  })
})

describe('a folder that is not as it should be', () => {
  test('the second contract of the same reference, and of the same number, is rejected', async () => {
    const again = contract({ internal_contract_id: 'c-2' })
    const sameNumber = contract({ contract_reference: 'TWO' })
    const { counts, findings } = await read({ contracts: [contract(), again, sameNumber] })
    expect(counts).toMatchObject({ records: 3, contracts: 1, rejected: 2 })
    expect(findings.map(finding => finding.field)).toEqual(['contract_reference', 'internal_contract_id'])
  })

  test('that does not exist gives four findings and nothing else', async () => {
    const { counts, findings } = await readContracts(join(folder, 'nowhere'))
    expect(counts).toMatchObject({ records: 0, organisations: 0, wrong: 4 })
    expect(new Set(findings.map(finding => finding.file)).size).toBe(4)
  })

  test('a file cut short, a folder in place of a file and a list that is none are each named', async () => {
    await mkdir(join(folder, 'odd', 'providers.json'), { recursive: true })
    await writeFile(join(folder, 'odd', 'contracts_full.json'), '[{"contract_reference": "O')
    await writeFile(join(folder, 'odd', 'contract_type_details.json'), '{}')
    await writeFile(join(folder, 'odd', 'reference_data.json'), '7')
    const { findings } = await readContracts(join(folder, 'odd'))
    expect(findings.map(finding => `${finding.file} ${finding.found}`)).toEqual([
      'contracts_full.json not JSON',
      'providers.json no file',
      'reference_data.json object',
      'reference_data.json object',
      'reference_data.json object',
      'contract_type_details.json object',
    ])
  })

  test('a file of nothing but deep nesting is one rejected record', async () => {
    const { counts } = await read({ contracts: `[${'['.repeat(20_000)}${']'.repeat(20_000)}]` })
    expect(counts).toMatchObject({ records: 1, rejected: 1 })
  })

  test('findings beyond five thousand are counted and not listed', async () => {
    const { counts, findings } = await read({ contracts: Array(6_000).fill(null) })
    expect([counts.rejected, counts.wrong, findings.length]).toEqual([6_000, 6_000, 5_000])
  })

  test('organisations without a name or with a code seen before are left out, and regions of their own are reported', async () => {
    const reference = {
      probation_regions: [{ id: 'Q', name: 'Elsewhere' }],
      pcc_regions: [{ id: 'west-yorkshire', name: 'West Yorkshire', probation_region: 'A' }],
      service_categories: [{ name: 'Accommodation' }, { name: 'Juggling' }],
    }
    const list = [...providers, { code: 'X' }, { code: 'BRIDGE', name: 'Another' }]
    const { organisations, counts } = await read({
      providers: list,
      reference,
      types: [{ contract_code: 'NEW', service_category: '' }],
    })
    expect(organisations.map(organisation => [organisation.name, organisation.as])).toEqual([
      ['Lantern Invented Trust', 'neither'],
      ['Invented Bridge CIC', 'neither'],
    ])
    expect([counts.wrong, counts.unknown]).toEqual([2, 4])
  })
})

test('whatever a record holds, nothing is thrown and read and rejected add up to the records', async () => {
  const base = contract()
  const changed = fc
    .tuple(fc.constantFrom(...Object.keys(base)), fc.jsonValue({ maxDepth: 3 }))
    .map(([key, value]) => ({ ...base, contract_reference: `R${key}`, [key]: value }))
  const records = fc.array(fc.oneof(changed, fc.jsonValue({ maxDepth: 3 }), fc.constant(base)), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(records, fc.jsonValue({ maxDepth: 3 }), async (contracts, anything) => {
      const { counts } = await read({ contracts, providers: anything, reference: anything, types: anything })
      expect(counts.records).toBe(contracts.length)
      expect(counts.contracts + counts.rejected).toBe(counts.records)
    }),
    { numRuns: 150 },
  )
})

test.skipIf(absent)(
  `a published contract with any field replaced is read or rejected, never thrown${without}`,
  async () => {
    const real: unknown[] = JSON.parse(await readFile(join(published, 'contracts_full.json'), 'utf8'))
    const mutated = fc.tuple(
      fc.constantFrom(...real.slice(0, 20)),
      fc.constantFrom(...Object.keys(contract())),
      fc.jsonValue(),
    )
    await fc.assert(
      fc.asyncProperty(mutated, async ([record, key, value]) => {
        const { counts } = await read({ contracts: [record, Object.assign({}, record, { [key]: value })] })
        expect(counts.contracts + counts.rejected).toBe(2)
        expect(counts.contracts).toBeGreaterThan(0)
      }),
      { numRuns: 100 },
    )
  },
)
