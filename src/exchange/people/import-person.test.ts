import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../../web/testing/world.ts'
import { folderSource } from './folder-source.ts'
import { importPeople } from './import-person.ts'
import type { PeopleSource } from './source.ts'

const samples = resolve(process.env.WEFT_SHARED ?? '../shared', 'data/partner-api')
const absent = !existsSync(samples)
const without = absent ? ' (not run: the sample responses are not here; set WEFT_SHARED)' : ''

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

type Answers = Record<string, unknown>
const source = (answers: Answers): PeopleSource => ({
  get: async path =>
    Object.hasOwn(answers, path) ? { status: 200, body: answers[path] } : { status: 404, body: undefined },
})

const person = (crn: string, change: Answers = {}) => ({
  data: {
    probationOffenderSearch: {
      firstName: 'Invented',
      lastName: 'Reader',
      dateOfBirth: '1990-02-03',
      gender: 'Female',
      identifiers: { deliusCrn: crn },
      currentRestriction: false,
      currentExclusion: false,
      ...change,
    },
  },
})

const WHOLE = (crn: string): Answers => ({
  [`/v1/persons/${crn}`]: person(crn),
  [`/v1/persons/${crn}/sentences`]: {
    data: [
      {
        dateOfSentencing: '2026-01-05',
        description: 'Community Order',
        isActive: true,
        isCustodial: false,
        length: { duration: 12, units: 'Months', terms: [] },
      },
    ],
  },
  [`/v1/persons/${crn}/needs`]: {
    data: {
      assessedOn: null,
      needs: [{ type: 'DRUG_MISUSE', riskOfHarm: false, riskOfReoffending: true }, { type: 'GOLD' }],
    },
  },
  [`/v1/persons/${crn}/risks/serious-harm`]: { data: { summary: { overallRiskLevel: 'HIGH ', whoIsAtRisk: 'Staff' } } },
  [`/v1/persons/${crn}/risks/mappadetail`]: { data: { level: 2, category: 3 } },
  [`/v1/persons/${crn}/person-responsible-officer`]: {
    data: { communityOffenderManager: { name: {}, email: 'Lead-Officer@airedale-lead.example' } },
  },
})

const run = async (
  answers: Answers | PeopleSource,
  ids: readonly string[],
  { worker = 'lead-manager', area = 'C05', commit = true } = {},
) =>
  importPeople({
    scopes: world.database.scopes,
    actor: await world.actor(worker),
    area,
    commit,
    source:
      'get' in answers && typeof answers.get === 'function' ? (answers as PeopleSource) : source(answers as Answers),
    named: 'a test',
    ids,
  })

const one = async (sql: string, ...parameters: unknown[]) => (await world.database.load(sql, parameters)).rows[0]
const caseOf = (crn: string) =>
  one('SELECT area, case_id FROM casework.identifier WHERE value = $1', crn) as Promise<{
    area: string
    case_id: string
  }>
const casesWith = async (crn: string) =>
  Number((await one('SELECT count(*) AS n FROM casework.identifier WHERE value = $1', crn))?.n)
const eventsOf = async (crn: string, kind: string) => {
  const { case_id } = await caseOf(crn)
  return (await world.database.load('SELECT * FROM journal.event WHERE case_id = $1 AND kind = $2', [case_id, kind]))
    .rows
}

describe('a person read in', () => {
  test('becomes a case with responsibility, officer, sentence, needs, risk, and what could not be read', async () => {
    const read = await run(WHOLE('X100001'), ['X100001'])
    expect(read).toMatchObject({ counts: { new: 1, failed: 0 }, people: [{ change: 'new', said: [], unparsed: 1 }] })
    expect(read.batch).toMatch(/^import-\d+$/)
    const { area, case_id } = await caseOf('X100001')
    expect(await one('SELECT organisation, officer FROM casework.responsibility WHERE case_id = $1', case_id)).toEqual({
      organisation: 'airedale-lead',
      officer: 'lead-officer',
    })
    expect(await one('SELECT kind, source FROM casework.sentence WHERE case_id = $1', case_id)).toEqual({
      kind: 'community order',
      source: 'partner API',
    })
    expect(await one('SELECT need, to_offending FROM casework.need WHERE case_id = $1', case_id)).toEqual({
      need: 'drugs',
      to_offending: true,
    })
    expect(
      await one('SELECT level, mappa_level, mappa_category FROM casework.risk_level WHERE case_id = $1', case_id),
    ).toEqual({ level: 'high', mappa_level: 2, mappa_category: 3 })
    const page = await (await world.as('lead-officer')).get(`/cases/${area}/${case_id}`)
    expect(page.body).toContain('Invented Reader')
    expect(page.body).toContain('GOLD')
  })

  test('a second time changes nothing, and says so in one event', async () => {
    const read = await run(WHOLE('X100001'), ['X100001'])
    expect(read).toMatchObject({ batch: null, counts: { new: 0, changed: 0, unchanged: 1 } })
    expect(await casesWith('X100001')).toBe(1)
    expect((await eventsOf('X100001', 'import.person')).map(event => event.facts.change)).toEqual(['new', 'unchanged'])
    expect(await eventsOf('X100001', 'needs.assessed')).toHaveLength(1)
  })

  test('only what differs is changed, and each change is told', async () => {
    const answers = WHOLE('X100001')
    answers['/v1/persons/X100001/risks/serious-harm'] = { data: { summary: { overallRiskLevel: 'VERY_HIGH' } } }
    answers['/v1/persons/X100001'] = person('X100001', { lastName: 'Renamed' })
    const read = await run(answers, ['X100001'])
    expect(read.people[0]?.changes).toEqual(['name, date of birth or sex', 'risk'])
    expect((await eventsOf('X100001', 'risk.changed')).at(-1)?.facts).toMatchObject({
      before: 'high',
      level: 'very high',
    })
    expect(await eventsOf('X100001', 'identity.changed')).toHaveLength(1)
    expect(await eventsOf('X100001', 'sentence.changed')).toHaveLength(0)
    const summary = await one(
      'SELECT who_is_at_risk FROM casework.risk_summary WHERE case_id = $1',
      (await caseOf('X100001')).case_id,
    )
    expect(summary).toEqual({ who_is_at_risk: 'Staff' })
  })

  test('is not written by a preview, which says what would be', async () => {
    expect(await run(WHOLE('X100002'), ['X100002'], { commit: false })).toMatchObject({
      batch: null,
      counts: { new: 1 },
    })
    expect(await casesWith('X100002')).toBe(0)
  })

  test('under an officer whom nobody knows is opened without one, and this is said', async () => {
    const answers = WHOLE('X100003')
    answers['/v1/persons/X100003/person-responsible-officer'] = {
      data: { communityOffenderManager: { name: {}, email: 'don-officer@don-lead.example' } },
    }
    const read = await run(answers, ['X100003'])
    expect(read.people[0]?.said[0]).toContain('Choose an officer')
    const { case_id } = await caseOf('X100003')
    expect(await one('SELECT officer FROM casework.responsibility WHERE case_id = $1', case_id)).toEqual({
      officer: null,
    })
  })

  test('by two at once is one case', async () => {
    const read = await Promise.all([1, 2, 3].map(() => run(WHOLE('X100004'), ['X100004'])))
    expect(read.map(({ people }) => people[0]?.change).sort()).toEqual(['new', 'unchanged', 'unchanged'])
    expect(await casesWith('X100004')).toBe(1)
  })

  test.each([
    ['lead-officer', 'C05'],
    ['lantern-manager', 'C05'],
    ['lead-manager', 'C09'],
  ])('is refused to %s in %s', async (worker, area) => {
    await expect(run(WHOLE('X100005'), ['X100005'], { worker, area })).rejects.toMatchObject({ code: 'not_allowed' })
    expect(await casesWith('X100005')).toBe(0)
  })
})

describe('another organisation', () => {
  test('that holds the same person is told, and the reader is not', async () => {
    await run(WHOLE('X200001'), ['X200001'], { worker: 'don-manager', area: 'C09' })
    const read = await run(WHOLE('X200001'), ['X200001'])
    expect(read.people).toEqual([{ id: 'X200001', change: 'new', changes: [], said: [], limited: false, unparsed: 1 }])
    const told = await world.database.load(
      "SELECT area, organisation, facts FROM journal.event WHERE kind = 'identifier.clash'",
    )
    expect(told.rows).toEqual([{ area: 'C09', organisation: 'airedale-lead', facts: { kinds: ['crn'] } }])
    const seen = await world.act('lead-manager', tx =>
      tx.db.selectFrom('journal.event').select('id').where('kind', '=', 'identifier.clash').execute(),
    )
    expect(seen).toEqual([])
    const there = await world.act('don-manager', tx =>
      tx.db.selectFrom('journal.event').select('id').where('kind', '=', 'identifier.clash').execute(),
    )
    expect(there).toHaveLength(1)
  })
})

describe('a person to whom access is limited', () => {
  const restricted = { ...WHOLE('X300001'), '/v1/persons/X300001': person('X300001', { currentRestriction: true }) }

  test('is kept, and nobody sees the case until somebody is named, also not who read it', async () => {
    const read = await run(restricted, ['X300001'])
    expect(read.people[0]).toMatchObject({ change: 'new', limited: true })
    const { area, case_id } = await caseOf('X300001')
    for (const worker of ['lead-manager', 'lead-officer', 'lead-dpo', 'lead-admin']) {
      const seen = await world.act(worker, tx =>
        tx.db.selectFrom('casework.identity').select('last_name').where('case_id', '=', case_id).execute(),
      )
      expect(seen, worker).toEqual([])
    }
    expect(await one('SELECT source FROM access.limited_case WHERE case_id = $1', case_id)).toEqual({
      source: 'partner API',
    })
    expect((await (await world.as('lead-manager')).get(`/cases/${area}/${case_id}`)).statusCode).toBe(404)
  })

  test('is told to the data-protection officer by identifier only', async () => {
    const today = (await (await world.as('lead-dpo')).get('/')).body
    expect(today).toContain('X300001')
    expect(today).not.toContain('Reader')
    expect((await (await world.as('lead-manager')).get('/')).body).not.toContain('X300001')
  })

  test('is not opened a second time', async () => {
    expect(await run(restricted, ['X300001'])).toMatchObject({ batch: null, people: [{ change: 'unchanged' }] })
    expect(await casesWith('X300001')).toBe(1)
  })

  test('once open, a case that the source begins to limit disappears from who saw it', async () => {
    await run(WHOLE('X300002'), ['X300002'])
    const read = await run(
      { ...WHOLE('X300002'), '/v1/persons/X300002/access-limitations': { data: { restrictedTo: [{ email: 'x' }] } } },
      ['X300002'],
    )
    expect(read.people[0]).toMatchObject({ change: 'changed', changes: ['who may see it'] })
    const { area, case_id } = await caseOf('X300002')
    expect((await (await world.as('lead-officer')).get(`/cases/${area}/${case_id}`)).statusCode).toBe(404)
  })
})

describe('a source that misbehaves', () => {
  test('fails for one person and not for the others', async () => {
    const good = source({ ...WHOLE('X400001'), ...WHOLE('X400003') })
    const bad: PeopleSource = {
      get: async path => (path.includes('X400002') ? { status: 500, body: undefined } : good.get(path)),
    }
    const read = await run(bad, ['X400001', 'X400002', 'X400003'])
    expect(read.people.map(({ change }) => change)).toEqual(['new', 'failed', 'new'])
    expect(read.people[1]?.said[0]).toContain('500')
  })

  test('that does not say who may see an open case changes nothing of it', async () => {
    const good = source(WHOLE('X400001'))
    const bad: PeopleSource = {
      get: async path => (path.endsWith('access-limitations') ? { status: 500, body: undefined } : good.get(path)),
    }
    expect((await run(bad, ['X400001'])).people[0]).toMatchObject({ change: 'left', limited: false })
  })

  test('that knows nobody, or gives no name or identifier, makes no case', async () => {
    const read = await run(
      {
        '/v1/persons/X400005': person('X400005', { firstName: '' }),
        '/v1/persons/X400006': person('X400006', { identifiers: {} }),
      },
      ['X400004', 'X400005', 'X400006'],
    )
    expect(read.counts).toMatchObject({ new: 0, failed: 3 })
  })

  test('takes nobody down by words that the database cannot hold', async () => {
    const answers = WHOLE('X400008')
    const odd = { firstName: 'Half \ud83d', lastName: 'Nul \u0000', middleName: '\udc00' }
    const folder = await mkdtemp(join(tmpdir(), 'people-'))
    const files = { ...answers, '/v1/persons/X400008': person('X400008', odd) }
    for (const [path, body] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true })
      await writeFile(join(folder, `${path}.json`), JSON.stringify(body))
    }
    const read = await run(folderSource(folder), ['X400008']).finally(() => rm(folder, { recursive: true }))
    expect(read.people).toMatchObject([{ change: 'new' }])
  })

  test('keeps its report without anything of a person', async () => {
    const read = await run(WHOLE('X400007'), ['X400007'])
    const findings = await world.database.load('SELECT * FROM exchange.finding WHERE batch = $1', [read.batch])
    expect(findings.rows.length).toBeGreaterThan(0)
    for (const word of ['X400007', 'Reader', 'GOLD']) expect(JSON.stringify(findings.rows)).not.toContain(word)
    const page = (await (await world.as('lead-manager')).get(`/imports/${read.batch}`)).body
    expect(page).toContain('person 1 of 1')
    expect((await (await world.as('don-manager')).get(`/imports/${read.batch}`)).statusCode).toBe(404)
  })
})

describe.skipIf(absent)(`the published samples${without}`, () => {
  test('become a case with three sentences and all needs, and a second run changes nothing', async () => {
    const read = await run(folderSource(samples), ['A123123'])
    expect(read.people[0]).toMatchObject({ id: 'A123123', change: 'new' })
    const { case_id } = await caseOf('A123123')
    const count = async (table: string) =>
      Number((await one(`SELECT count(*) AS n FROM casework.${table} WHERE case_id = $1`, case_id))?.n)
    expect([await count('sentence'), await count('need'), await count('risk')]).toEqual([3, 10, 1])
    expect(await count('unparsed')).toBeGreaterThan(0)
    expect(await run(folderSource(samples), ['A123123'])).toMatchObject({ batch: null, counts: { unchanged: 1 } })
  })
})
