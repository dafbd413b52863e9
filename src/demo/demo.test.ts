import { createHash } from 'node:crypto'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database/testing/test-database.ts'
import { isBusinessDay } from '../kernel/calendar.ts'
import { parseReferralReference } from '../kernel/identifiers.ts'
import { DEMO_AREAS, makeCast } from './cast.ts'
import { castRows } from './cast-rows.ts'
import { lifeOf, span } from './life/life.ts'
import { referenceAt } from './life/reference.ts'
import { type DemoMade, definitionsOf, makeDemo } from './make-demo.ts'
import { promiseRows } from './promise-rows.ts'
import { makePromises } from './promises.ts'
import type { Definition } from './story/keep-promises.ts'
import { CASE_TABLE_NAMES, CASE_TABLES } from './story/tables.ts'
import { tellLife } from './story/tell-life.ts'

const AS_OF = Temporal.PlainDate.from('2026-10-20')
let database: TestDatabase
let made: DemoMade

beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  made = await demo(database)
}, 120_000)
afterAll(() => database.close())

const demo = ({ ownerUrl, jobs }: TestDatabase, people = 60) =>
  makeDemo({ ownerUrl, jobs, seed: 'a test', people, asOf: AS_OF, reach: 'partnership', log: () => {} })

const rows = async (sql: string) => (await database.load(sql)).rows

const ACCEPTED = `SELECT r.reference, r.state FROM casework.referral r LEFT JOIN casework.service s USING (area, case_id, reference)
  WHERE (r.state = 'accepted') <> (s.reference IS NOT NULL)`
const ENDED = `SELECT reference, state FROM casework.service
  WHERE (state = 'ended') <> (ended_at IS NOT NULL AND end_as IS NOT NULL)`
const SEEN = `SELECT session, state FROM casework.session
  WHERE booked_at >= starts_at OR recorded_at < starts_at + make_interval(mins => minutes)
     OR (state IN ('attended', 'late', 'missed', 'did not happen')) <> (recorded_at IS NOT NULL)`
const HANDED_OVER = `SELECT t.reference FROM handover.transfer t
  WHERE t.state IN ('effective', 'landed') AND NOT EXISTS (SELECT FROM casework.responsibility r
    WHERE r.area = t.area AND r.case_id = t.case_id AND r.organisation = t.to_organisation AND r.from_at = t.took_effect_at)`
const SETTLED = `SELECT obligation, state FROM obligations.obligation WHERE (state = 'open') = (settled_at IS NOT NULL)`

/** What stands before anybody comes, and the lives of some people as they are loaded, in one hash. */
async function digest(seed: string, definitions: readonly Definition[]) {
  const cast = makeCast({ seed, areas: DEMO_AREAS, people: 60 })
  const fate = { cast, promises: makePromises(cast), asOf: AS_OF, months: 18 }
  const hash = createHash('sha256')
  const { from, until, asOf } = span(fate)
  hash.update(
    JSON.stringify([castRows(cast, { from, passwordHash: '' }), promiseRows(cast, fate.promises, { from, asOf })]),
  )
  for (let index = 0; index < 12; index += 1)
    hash.update(JSON.stringify(await tellLife(lifeOf(fate, index), { definitions, until })))
  return hash.digest('hex')
}

async function definitionsHeld() {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    return await definitionsOf(client)
  } finally {
    await client.end()
  }
}

test('what may be seen is what the keeper’s own views say', async () => {
  for (const [table, view] of [
    ['access.live', 'access.live_now'],
    ['access.person_live', 'access.person_live_now'],
  ]) {
    expect(await rows(`SELECT count(*)::int AS many FROM ${table}`)).not.toEqual([{ many: 0 }])
    expect(await rows(`(TABLE ${table} EXCEPT TABLE ${view}) UNION ALL (TABLE ${view} EXCEPT TABLE ${table})`)).toEqual(
      [],
    )
  }
})

test('a database that holds people is left alone', async () => {
  await expect(demo(database)).rejects.toMatchObject({ code: 'setup.refused' })
})

test('it is made, and its areas, organisations and people are counted', async () => {
  expect(made.rows).toBeGreaterThan(5000)
  expect(await rows('SELECT count(*)::int AS people FROM casework.case')).toEqual([{ people: 60 }])
  expect(await rows('SELECT count(*)::int AS many FROM directory.worker')).toEqual([{ many: made.workers }])
})

test('no appointment is on a closed day', async () => {
  const days = await rows(
    "SELECT DISTINCT ((starts_at AT TIME ZONE 'Europe/London')::date)::text AS day FROM casework.session",
  )
  expect(days.length).toBeGreaterThan(100)
  expect(days.filter(({ day }) => !isBusinessDay(Temporal.PlainDate.from(String(day))))).toEqual([])
})

test.each([
  ['an accepted referral has a service, and no other has', ACCEPTED],
  ['a service that has ended says how and when, and no other does', ENDED],
  ['a person is seen only after the appointment was booked and it has ended', SEEN],
  ['a hand-over that has taken effect made its receiver responsible', HANDED_OVER],
  ['an obligation that is settled says when, and one that is open does not', SETTLED],
])('%s', async (_, broken) => {
  expect(await rows(broken)).toEqual([])
})

test('every address ends in .example, is short, and belongs to one worker', async () => {
  const addresses = (await rows('SELECT email FROM directory.worker')).map(({ email }) => String(email))
  expect(addresses.filter(address => !/^[a-z]+\d*@[a-z0-9-]+\.example$/.test(address))).toEqual([])
  expect(new Set(addresses).size).toBe(addresses.length)
  expect(made.personas.filter(({ email }) => email.length > 34)).toEqual([])
  expect(made.personas).toHaveLength(14)
})

test('what a table is loaded with are columns that it has', async () => {
  for (const table of CASE_TABLE_NAMES) {
    const [schema, name] = table.split('.')
    const found = await database.load(
      'SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2',
      [schema, name],
    )
    const held = found.rows.map(row => row.column_name)
    expect({ table, missing: CASE_TABLES[table].filter(column => !held.includes(column)) }).toEqual({
      table,
      missing: [],
    })
  }
})

test('the same seed and day give the same rows, and another seed gives others', async () => {
  const definitions = await definitionsHeld()
  const [once, again, other] = [
    await digest('a test', definitions),
    await digest('a test', definitions),
    await digest('another', definitions),
  ]
  expect(again).toBe(once)
  expect(other).not.toBe(once)
})

test('no two lives share a reference', () => {
  const references = Array.from({ length: 40_000 }, (_, place) => referenceAt(place, 'Accommodation'))
  expect(new Set(references).size).toBe(references.length)
  for (const reference of references.slice(0, 500)) expect(parseReferralReference(reference)).toBe(reference)
})
