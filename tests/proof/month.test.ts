import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openPool, type Pool } from '../../src/database/pool.ts'
import { openTestDatabase, type TestDatabase } from '../../src/database/testing/test-database.ts'
import { makeDemo } from '../../src/demo/make-demo.ts'
import { wire } from '../../src/journal/append.ts'
import { parseMonth } from '../../src/kernel/month.ts'
import { SUBSCRIBERS } from '../../src/web/subscribers.ts'
import { frozenDigest } from './month/digest.ts'
import { unlikeByHand } from './month/recount.ts'
import { STEPS, type Step, workMonth } from './month/steps.ts'
import { thaw } from './month/thaw.ts'

const MONTH = parseMonth('2026-09')
let database: TestDatabase
let superuser: Pool
const now = Temporal.Instant.from('2026-10-20T14:00:00Z')

beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  const { ownerUrl, jobs } = database
  await makeDemo({
    ownerUrl,
    jobs,
    seed: 'a month',
    people: 60,
    asOf: now.toZonedDateTimeISO('UTC').toPlainDate(),
    reach: 'partnership',
    log: () => {},
  })
  const url = new URL(inject('superuserUrl'))
  url.pathname = new URL(ownerUrl).pathname
  superuser = openPool(url.href, { size: 2 })
  wire(SUBSCRIBERS)
}, 120_000)
afterAll(async () => {
  await superuser.end()
  await database.close()
})

const work = (begun?: (step: Step) => void) =>
  workMonth({ scopes: database.scopes, jobs: database.jobs, month: MONTH, now }, begun)

/** Ends what the clockwork is doing in the database, as soon as it does anything. Says whether it did before the work ended. */
async function cut(over: () => boolean): Promise<boolean> {
  while (!over()) {
    const ended = await superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND usename = 'weft_jobs' AND state <> 'idle'`,
    )
    if (ended.rowCount) return true
  }
  return false
}

/** Works the month and cuts it off in this step. */
async function workCut(aim: Step): Promise<boolean> {
  let over = false
  let cutting = Promise.resolve(false)
  await work(step => {
    if (step === aim) cutting = cut(() => over)
  }).catch(() => {})
  over = true
  return cutting
}

test('a month worked to its close has the figures that a pass by hand counts, and the same bytes after each step was cut off and taken up', async () => {
  await work()
  const { counted, unlike } = await unlikeByHand(superuser, MONTH)
  expect(counted).toBeGreaterThan(20)
  expect(unlike).toEqual([])
  const before = await frozenDigest(superuser, MONTH)
  await thaw(superuser, MONTH)
  expect(await frozenDigest(superuser, MONTH)).not.toBe(before)
  const cuts: Step[] = []
  for (const step of STEPS) if (await workCut(step)) cuts.push(step)
  await work()
  expect(cuts).toContain('freeze')
  expect(await frozenDigest(superuser, MONTH)).toBe(before)
})
