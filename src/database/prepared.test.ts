import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openPool } from './pool.ts'
import { NOBODY, type Scope, withScope } from './scope.ts'
import { openTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
})
afterAll(() => database.close())

/** On one connection of its own, so that what is kept prepared can be looked at. */
async function onOne(bound: boolean, work: (tx: Scope) => Promise<unknown>): Promise<string[]> {
  const pool = openPool(database.urlOf('weft_app'), { size: 1 })
  try {
    await withScope({ ...database.scopes, pool, bound }, { actor: NOBODY, purpose: 'test', kind: 'reads' }, work)
    const kept = await pool.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements')
    return kept.rows.map(row => row.statement)
  } finally {
    await pool.end()
  }
}

const often = async (ask: () => Promise<unknown>) => {
  for (let times = 0; times < 10; times++) await ask()
}

test('what is asked often is kept prepared on its connection', async () => {
  const kept = await onOne(true, tx => often(() => sql`SELECT ${1}::int AS one`.execute(tx.db)))
  expect(kept).toEqual(['SELECT $1::int AS one'])
})

test('behind a pooler nothing is kept prepared', async () => {
  expect(await onOne(false, tx => often(() => sql`SELECT ${1}::int AS one`.execute(tx.db)))).toEqual([])
})

test('what was prepared for one worker answers the next for themselves', async () => {
  const pool = openPool(database.urlOf('weft_app'), { size: 1 })
  const whoAsks = (worker: string) =>
    withScope(
      { ...database.scopes, pool, bound: true },
      { actor: { ...NOBODY, worker }, purpose: 'test', kind: 'reads' },
      async tx => {
        const ask = () => sql<{ worker: string }>`SELECT (SELECT access.worker()) AS worker`.execute(tx.db)
        await often(ask)
        return (await ask()).rows[0]?.worker
      },
    )
  try {
    expect(await whoAsks('first')).toBe('first')
    expect(await whoAsks('second')).toBe('second')
  } finally {
    await pool.end()
  }
})
