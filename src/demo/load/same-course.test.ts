import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../database/testing/test-database.ts'
import { loadReference } from '../../directory/load-reference.ts'
import { makeFate } from '../fate.ts'
import { givenBy, writeFrame } from '../make-demo.ts'
import { type Batch, batchMaker, inBatches } from './batch.ts'
import { loadLives } from './lives.ts'
import { COURSES } from './same-course.ts'

const wanted = { seed: 'a test', people: 105, asOf: '2026-10-20', reach: 'nation' } as const
/** So few that two others live each, and some a third. */
const SIZES = { batch: 21, courses: 42 } as const

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const fate = makeFate(wanted)
  await loadReference(client)
  await client.query('BEGIN; SET LOCAL ROLE weft_loader')
  await writeFrame(client, fate)
  const make = batchMaker(fate, await givenBy(client), SIZES.courses)
  await loadLives(client, lives(make), { told: () => {} })
  await client.query('COMMIT')
}, 120_000)
afterAll(async () => {
  await client.end()
  await database.close()
})

async function* lives(make: ReturnType<typeof batchMaker>): AsyncGenerator<Batch> {
  for (const people of inBatches(wanted, SIZES)) yield await make(people)
}

const rows = async (sql: string) => (await database.load(sql)).rows

test('everybody comes once, whatever the number of courses', () => {
  const numbers = [...inBatches(wanted, SIZES)].flatMap(({ first, people, round }) =>
    Array.from({ length: people }, (_, at) => first + at + round * SIZES.courses),
  )
  expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 105 }, (_, at) => at))
  expect(COURSES % 21).toBe(0)
})

test('people who live the same course differ in name, identifiers, references and officers, and in nothing else', async () => {
  const crns = await rows("SELECT value FROM casework.identifier WHERE kind = 'crn' ORDER BY value")
  expect(crns.map(({ value }) => value)).toEqual(
    Array.from({ length: 105 }, (_, at) => `A${String(at).padStart(6, '0')}`),
  )
  const pairs = await rows(
    `WITH person AS (
       SELECT area, case_id, substr(value, 2)::int AS index FROM casework.identifier WHERE kind = 'crn'),
     told AS (
       SELECT p.index, i.first_name || i.last_name AS name, r.officer, min(e.recorded_at) AS first, count(*)::int AS events,
              count(DISTINCT e.worker)::int AS workers, array_agg(e.kind ORDER BY e.id) AS kinds
         FROM person p JOIN casework.identity i USING (area, case_id) JOIN journal.event e USING (area, case_id)
         JOIN casework.responsibility r USING (area, case_id) WHERE r.reason = 'opened' GROUP BY 1, 2, 3)
     SELECT count(*)::int AS pairs, count(*) FILTER (WHERE a.name <> b.name)::int AS names,
            count(*) FILTER (WHERE a.officer <> b.officer)::int AS officers,
            bool_and(a.first = b.first AND a.kinds = b.kinds AND a.workers = b.workers) AS same
       FROM told a JOIN told b ON b.index = a.index + 42`,
  )
  expect(pairs[0]).toMatchObject({ pairs: 63, same: true })
  expect(Number(pairs[0]?.names)).toBeGreaterThan(58)
  expect(Number(pairs[0]?.officers)).toBeGreaterThan(55)
})

test('no word of the life that was told first is in another that is lived like it', async () => {
  const astray = await rows(
    `SELECT e.id FROM journal.event e JOIN casework.case c ON c.case_id <> e.case_id
      WHERE e.subject LIKE '%' || c.case_id || '%' OR e.facts::text LIKE '%' || c.case_id || '%'
     UNION ALL
     SELECT e.id FROM journal.event e WHERE e.facts ? 'reference' AND NOT EXISTS (
       SELECT FROM casework.referral r WHERE (r.area, r.case_id, r.reference) = (e.area, e.case_id, e.facts ->> 'reference')
       UNION ALL
       SELECT FROM handover.transfer t WHERE (t.area, t.case_id, t.reference) = (e.area, e.case_id, e.facts ->> 'reference'))
     UNION ALL
     SELECT e.id FROM journal.event e WHERE e.kind = 'obligation.opened' AND NOT EXISTS (
       SELECT FROM obligations.obligation o
        WHERE (o.area, o.case_id, o.obligation) = (e.area, e.case_id, e.facts ->> 'obligation'))`,
  )
  expect(astray).toEqual([])
  expect(await rows("SELECT count(*) > 300 AS many FROM journal.event WHERE facts ? 'reference'")).toEqual([
    { many: true },
  ])
})

test('every event has a salt of its own, and its hash is that of its facts', async () => {
  expect(
    await rows(
      `SELECT count(*) - count(DISTINCT salt) AS alike,
              count(*) FILTER (WHERE facts_hash <> sha256(salt || convert_to(facts::text, 'UTF8'))) AS wrong FROM journal.event`,
    ),
  ).toEqual([{ alike: 0n, wrong: 0n }])
})
