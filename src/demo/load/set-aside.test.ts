import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../database/testing/test-database.ts'
import { loadReference } from '../../directory/load-reference.ts'
import { CASE_TABLE_NAMES } from '../story/tables.ts'
import { setAside } from './set-aside.ts'

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  await loadReference(client)
})
beforeEach(() => client.query('BEGIN; SET LOCAL ROLE weft_loader'))
afterAll(async () => {
  await client.end()
  await database.close()
})

const parts = async () =>
  (
    await client.query(
      `
      SELECT pg_get_indexdef(indexrelid) AS part FROM pg_index WHERE indrelid = ANY ($1::text[]::regclass[])
      UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid)) FROM pg_constraint
       WHERE conrelid = ANY ($1::text[]::regclass[]) ORDER BY 1`,
      [CASE_TABLE_NAMES],
    )
  ).rows.map(({ part }) => String(part))

const openCase = (area: string) =>
  client.query(
    `INSERT INTO casework.case (area, case_id, current_area, opened_at, source) VALUES ($1, 'ABCDEFGH', $1, now(), 'test')`,
    [area],
  )

test('indexes, references and keys are away for the work, and afterwards they are what they were', async () => {
  const before = await parts()
  const during = await setAside(client, CASE_TABLE_NAMES, async () => {
    await openCase('C05')
    return parts()
  })
  expect(during.length).toBeLessThan(before.length - 70)
  expect(await parts()).toEqual(before)
  await client.query('ROLLBACK')
})

test('rows that were there before the work stay', async () => {
  const add = () =>
    client.query(
      "INSERT INTO journal.event (kind, subject, purpose, occurred_at, facts_hash) VALUES ('a', 'b', 'c', now(), '')",
    )
  await add()
  await setAside(client, CASE_TABLE_NAMES, add)
  expect((await client.query('SELECT count(*)::int AS many FROM journal.event')).rows).toEqual([{ many: 2 }])
  await client.query('ROLLBACK')
})

const once = async () => {
  await openCase('C99')
}
const twice = async () => {
  await openCase('C05')
  await openCase('C05')
}

test.each([
  ['refer to nothing', once, 'area_fkey'],
  ['have one key', twice, 'case_pkey'],
])('rows that %s fail, and leave everything as it was', async (_, add, name) => {
  const before = await parts()
  await expect(setAside(client, CASE_TABLE_NAMES, add)).rejects.toThrow(name)
  await client.query('ROLLBACK')
  expect(await parts()).toEqual(before)
})
