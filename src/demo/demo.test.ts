import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database/testing/test-database.ts'
import { type DemoMade, makeDemo } from './make-demo.ts'

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

test('it is made', () => {
  expect(made.rows).toBeGreaterThan(5000)
})
