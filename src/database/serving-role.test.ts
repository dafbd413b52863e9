import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openPool } from './pool.ts'
import { refuseUnsafeRole } from './serving-role.ts'
import { openTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
})
afterAll(() => database.close())

const superuserHere = () => {
  const url = new URL(inject('superuserUrl'))
  url.pathname = new URL(database.ownerUrl).pathname
  return url.href
}

test.each([
  ['weft_app', () => database.urlOf('weft_app'), undefined],
  ['the owner', () => database.ownerUrl, 'may act as the owner'],
  ['a superuser', superuserHere, 'is a superuser'],
  ['weft_jobs', () => database.urlOf('weft_jobs'), 'does not hold the grants of weft_app'],
] as const)('Weft serves only as weft_app: %s', async (_, url, refusal) => {
  const pool = openPool(url(), { size: 1 })
  try {
    const asked = refuseUnsafeRole(pool, 'weft_app')
    if (refusal === undefined) await expect(asked).resolves.toBeUndefined()
    else await expect(asked).rejects.toMatchObject({ code: 'setup.refused', message: expect.stringContaining(refusal) })
  } finally {
    await pool.end()
  }
})
