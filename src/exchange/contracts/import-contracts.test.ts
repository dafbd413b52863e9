import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../database/testing/test-database.ts'
import { loadReference } from '../../directory/load-reference.ts'
import { importContracts } from './import-contracts.ts'
import { undoImport } from './import-undo.ts'

const now = Temporal.Instant.from('2026-10-05T09:00:00Z')
const published = join(process.env.WEFT_SHARED ?? '../shared', 'data/contracts')
const absent = !existsSync(published)
const where = ' (runs where WEFT_SHARED names the folder that holds data)'

let database: TestDatabase
let folder: string
beforeEach(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  const client = await database.owner.connect()
  await loadReference(client)
  client.release()
  folder = await mkdtemp(join(tmpdir(), 'contracts-'))
})
afterEach(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

const run = (from: string, { dryRun }: { dryRun: boolean } = { dryRun: false }) =>
  importContracts({ ownerUrl: database.ownerUrl, folder: from, dryRun, now })
const undo = (batch: string) => undoImport({ ownerUrl: database.ownerUrl, batch, now })
const one = async <T>(statement: string): Promise<T> => (await database.load(statement)).rows[0]
const count = async (table: string) =>
  (await one<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).count

const contract = (reference: string, change: Readonly<Record<string, unknown>> = {}) => ({
  internal_contract_id: `internal ${reference}`,
  contract_reference: reference,
  contract_type_id: 'ACC',
  region: { nps_region_code: null, pcc_region_code: 'west-yorkshire' },
  eligibility: { allows_female: true, allows_male: true, minimum_age: 18, maximum_age: null },
  scheduling: { hide_before: '2021-01-01', hide_after: null },
  providers: { prime_provider_code: 'LANTERN_INVENTED', subcontractor_codes: ['BRIDGE_INVENTED'] },
  intervention_title: 'A place to live',
  short_description: 'Finding and keeping a home.',
  activities: [
    { need_area: 'Accommodation', activity: 'Tenancy', delivery_method: 'One to one', delivery_location: 'Leeds' },
    { need_area: 'Accommodation', activity: 'Deposits', delivery_method: 'Group', delivery_location: 'Bradford' },
  ],
  ...change,
})
const PROVIDERS = [
  { code: 'LANTERN_INVENTED', name: 'Lantern Invented Trust' },
  { code: 'BRIDGE_INVENTED', name: 'Invented Bridge CIC' },
]

async function put(contracts: readonly unknown[], providers: readonly unknown[] = PROVIDERS): Promise<string> {
  const files = {
    'contracts_full.json': contracts,
    'providers.json': providers,
    'reference_data.json': { probation_regions: [], pcc_regions: [], service_categories: [] },
    'contract_type_details.json': [],
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content))
  return folder
}

describe('an import of contracts', () => {
  test('makes organisations, roles, agreements and one offer of the prime for each category, in one batch', async () => {
    const result = await run(await put([contract('ONE')]))
    expect(result).toMatchObject({ batch: 'import-1', contracts: 1, organisations: 2, primes: 1, subcontractors: 1 })
    expect(result).toMatchObject({ both: 0, offers: 1, unknown: 0 })
    expect(await one('SELECT name, sector, provider_code FROM directory.organisation ORDER BY 1 DESC')).toEqual({
      name: 'Lantern Invented Trust',
      sector: 'unknown',
      provider_code: 'LANTERN_INVENTED',
    })
    expect(await one('SELECT kind, state, source FROM agreements.agreement')).toEqual({
      kind: 'services agreement',
      state: 'in force',
      source: 'contract import',
    })
    expect(await one('SELECT offer, organisation, category, women, men FROM agreements.offer')).toEqual({
      offer: 'ONE.accommodation',
      organisation: 'lantern-invented',
      category: 'accommodation',
      women: true,
      men: true,
    })
    expect(await count('agreements.offer_activity')).toBe(2)
    expect(await count("directory.role_in_area WHERE area = 'C05' AND role = 'delivery partner'")).toBe(2)
  })

  test('keeps words with half a character or a nul in them, which the database cannot hold, with a mark in place of the half', async () => {
    const odd = contract('ONE', { intervention_title: 'half \ud83d and \u0000' })
    const result = await run(await put([odd], [{ code: 'LANTERN_INVENTED', name: 'Lantern \ud800' }]))
    expect(result).toMatchObject({ batch: 'import-1', contracts: 1 })
    expect(await one('SELECT title FROM agreements.agreement')).toEqual({ title: 'half \ufffd and' })
    expect(await one("SELECT name FROM directory.organisation WHERE provider_code = 'LANTERN_INVENTED'")).toEqual({
      name: 'Lantern \ufffd',
    })
  })

  test('writes nothing on a dry run, and says what it would do', async () => {
    const result = await run(await put([contract('ONE')]), { dryRun: true })
    expect(result).toMatchObject({ batch: null, contracts: 1 })
    expect(result.changes.agreements).toEqual({ new: 1, changed: 0, unchanged: 0 })
    expect(await count('agreements.agreement')).toBe(0)
    expect(await count('exchange.batch')).toBe(0)
  })

  test('run again changes nothing and says so, even after a partner has paused its offer', async () => {
    await run(await put([contract('ONE')]))
    await database.load('UPDATE agreements.offer SET paused = true, capacity = 4, version = 2')
    const again = await run(folder)
    expect(again.batch).toBeNull()
    expect(again.said).toContain('Nothing has changed')
    expect(again.changes.agreements).toEqual({ new: 0, changed: 0, unchanged: 1 })
    expect(await one('SELECT paused, capacity FROM agreements.offer')).toEqual({ paused: true, capacity: 4 })
  })

  test('twice at the same time is once', async () => {
    await put([contract('ONE')])
    const results = await Promise.all([run(folder), run(folder)])
    expect(results.map(result => result.batch).toSorted()).toEqual(['import-1', null].toSorted())
    expect(await count('agreements.agreement')).toBe(1)
  })

  test('takes what a second file changes, names the fields, and keeps what the partner set itself', async () => {
    await run(await put([contract('ONE'), contract('TWO')]))
    await database.load("UPDATE agreements.offer SET capacity = 7 WHERE offer = 'ONE.accommodation'")
    const changed = contract('ONE', {
      intervention_title: 'Another title',
      providers: { prime_provider_code: 'LANTERN_INVENTED', subcontractor_codes: [] },
    })
    const result = await run(await put([changed]))
    expect(result.changes.agreements).toEqual({ new: 0, changed: 1, unchanged: 0 })
    expect(result.differences).toEqual([
      { kind: 'agreement', key: 'ONE', change: 'changed', fields: ['title', 'subcontractors'] },
    ])
    expect(result.absent).toEqual(['TWO'])
    expect(await one("SELECT title FROM agreements.agreement WHERE agreement = 'ONE'")).toEqual({
      title: 'Another title',
    })
    expect(await count("agreements.party WHERE agreement = 'ONE'")).toBe(1)
    expect(await count("agreements.offer WHERE offer = 'ONE.accommodation' AND capacity = 7")).toBe(1)
    expect(await count('agreements.agreement')).toBe(2)
  })

  test('an offer that a contract no longer lists ends, and is not lost', async () => {
    await run(await put([contract('ONE')]))
    const ete = [{ need_area: 'ETE', activity: 'Work', delivery_method: 'Group', delivery_location: 'Leeds' }]
    await run(await put([contract('ONE', { activities: ete })]))
    expect(await one("SELECT to_day::text FROM agreements.offer WHERE offer = 'ONE.accommodation'")).toEqual({
      to_day: '2026-10-05',
    })
    expect(await count("agreements.offer WHERE offer = 'ONE.ete' AND to_day IS NULL")).toBe(1)
  })

  test('an organisation known by its provider code keeps its sector, and is there still after undo', async () => {
    await database.load(
      "INSERT INTO directory.organisation (organisation, name, sector, provider_code) VALUES ('own-id', 'Old name', 'voluntary', 'LANTERN_INVENTED')",
    )
    const { batch } = await run(await put([contract('ONE')]))
    expect(await one("SELECT name, sector FROM directory.organisation WHERE organisation = 'own-id'")).toEqual({
      name: 'Lantern Invented Trust',
      sector: 'voluntary',
    })
    await undo(batch ?? '')
    expect(await one('SELECT name, sector FROM directory.organisation')).toEqual({
      name: 'Old name',
      sector: 'voluntary',
    })
  })

  test('keeps each finding with its batch, by file and field', async () => {
    const dirty = contract('ONE', { contract_type_id: 'XYZ' })
    const wrong = contract('TWO', { intervention_title: 7 })
    const result = await run(await put([dirty, wrong]))
    expect(result).toMatchObject({ contracts: 1, rejected: 1, unknown: 1, wrong: 1 })
    expect(await count("exchange.finding WHERE batch = 'import-1' AND field = 'contract_type_id'")).toBe(1)
    expect(await one('SELECT folder FROM exchange.batch')).toEqual({ folder: expect.not.stringContaining('/') })
  })
})

describe('undoing an import', () => {
  test('leaves nothing of it, and the journal says that it was there', async () => {
    const { batch } = await run(await put([contract('ONE')]))
    await undo(batch ?? '')
    for (const table of [
      'agreements.agreement',
      'agreements.offer',
      'directory.organisation',
      'directory.role_in_area',
    ])
      expect([table, await count(table)]).toEqual([table, 0])
    expect(await one("SELECT state FROM exchange.batch WHERE batch = 'import-1'")).toEqual({ state: 'undone' })
    expect(await count("journal.event WHERE kind IN ('import.committed', 'import.undone')")).toBe(2)
    await expect(undo(batch ?? '')).rejects.toMatchObject({ code: 'state.refused' })
    expect((await run(folder)).batch).toBe('import-2')
  })

  test('of a change puts back what was there before', async () => {
    await run(await put([contract('ONE')]))
    const { batch } = await run(await put([contract('ONE', { intervention_title: 'Another title' }), contract('TWO')]))
    await undo(batch ?? '')
    expect(await one('SELECT title FROM agreements.agreement')).toEqual({ title: 'A place to live' })
    expect(await count('agreements.agreement')).toBe(1)
  })

  test.each([
    ['an offer was edited', 'UPDATE agreements.offer SET version = 2', '1 offer edited since'],
    [
      'an organisation was edited',
      "UPDATE directory.organisation SET version = 2 WHERE organisation = 'lantern-invented'",
      '1 organisation edited since',
    ],
    [
      'a service line was written',
      "INSERT INTO agreements.line (agreement, version, line, provider, category, title, women, men) VALUES ('ONE', 1, 1, 'lantern-invented', 'ete', 'Work', true, true)",
      '1 line',
    ],
    [
      'a referral names the agreement',
      `WITH w AS (INSERT INTO directory.worker (worker, name, email) VALUES ('w', 'W Invented', 'w@invented.example') RETURNING worker),
         c AS (INSERT INTO casework.case (area, case_id, current_area, opened_at, source) VALUES ('C05', 'AAAA1111', 'C05', now(), 'test') RETURNING case_id)
       INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, agreement, state, made_at)
       SELECT 'C05', case_id, 'AB1234AC', 'accommodation', 'bridge-invented', worker, 'ONE', 'draft', now() FROM w, c`,
      '1 referral',
    ],
    [
      'somebody works in an organisation',
      `WITH w AS (INSERT INTO directory.worker (worker, name, email) VALUES ('w', 'W Invented', 'w@invented.example') RETURNING worker)
       INSERT INTO directory.post (worker, organisation, role, from_day) SELECT worker, 'bridge-invented', 'practitioner', '2026-01-01' FROM w`,
      '1 post',
    ],
  ])('is refused once %s, and changes nothing', async (_, work, named) => {
    const { batch } = await run(await put([contract('ONE')]))
    await database.load(work)
    const refusal = await undo(batch ?? '').catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'undo.refused', message: expect.stringContaining(named) })
    expect(await count('agreements.agreement')).toBe(1)
    expect(await count('agreements.offer_activity')).toBe(2)
  })

  test('is refused while a later import stands on it', async () => {
    await run(await put([contract('ONE')]))
    await run(await put([contract('ONE'), contract('TWO')]))
    await expect(undo('import-1')).rejects.toMatchObject({ code: 'undo.refused' })
    await expect(undo('import-9')).rejects.toMatchObject({ code: 'not_found' })
  })
})

test.skipIf(absent)(`the published contracts come in whole, once, and can be undone${where}`, async () => {
  const result = await run(published)
  expect(result).toMatchObject({ contracts: 196, organisations: 139, primes: 46, subcontractors: 107, both: 14 })
  expect(result).toMatchObject({ unknown: 2, wrong: 0, rejected: 0, batch: 'import-1' })
  expect(await count('agreements.agreement')).toBe(196)
  expect(await count('directory.organisation')).toBe(139)
  expect(await count('agreements.offer_activity')).toBe(3150)
  expect(await count('(SELECT DISTINCT area FROM directory.role_in_area) a')).toBe(21)
  expect((await run(published)).batch).toBeNull()
  await undo('import-1')
  expect(await count('agreements.agreement')).toBe(0)
  expect(await count('directory.organisation')).toBe(0)
})
