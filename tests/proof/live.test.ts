import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openPool, type Pool } from '../../src/database/pool.ts'
import { openTestDatabase, type TestDatabase } from '../../src/database/testing/test-database.ts'
import { makeDemo } from '../../src/demo/make-demo.ts'
import { wire } from '../../src/journal/append.ts'
import { londonDay } from '../../src/kernel/calendar.ts'
import { monthOf } from '../../src/kernel/month.ts'
import { keepFiguresCurrent } from '../../src/performance/figures/keep-current.ts'
import { buildServer } from '../../src/web/server.ts'
import { SUBSCRIBERS } from '../../src/web/subscribers.ts'
import { countedWrong, figuresRead, keptNow } from './live/counts.ts'
import { Lateness } from './live/lateness.ts'
import { bookYesterday, recordAll } from './live/recordings.ts'
import { subscribeAll } from './live/subscribers.ts'

let database: TestDatabase
let superuser: Pool
let app: Awaited<ReturnType<typeof buildServer>>
let keeping: Promise<void>
const stop = new AbortController()

beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  const { ownerUrl, jobs, scopes } = database
  const asOf = londonDay(Temporal.Now.instant())
  await makeDemo({ ownerUrl, jobs, seed: 'live', people: 60, asOf, reach: 'partnership', log: () => {} })
  const url = new URL(inject('superuserUrl'))
  url.pathname = new URL(ownerUrl).pathname
  superuser = openPool(url.href, { size: 2 })
  wire(SUBSCRIBERS)
  app = await buildServer({ scopes, jobs })
  keeping = keepFiguresCurrent(jobs, { signal: stop.signal })
}, 120_000)
afterAll(async () => {
  stop.abort()
  await keeping
  app.server.closeAllConnections()
  await app.close()
  await superuser.end()
  await database.close()
})

test('each session that is recorded stands in a figure that whoever oversees its area hears, and the figures are what the sessions count', async () => {
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const ground = { scopes: database.scopes, superuser, address }
  const waiting = (await bookYesterday(ground, 40)).slice(0, 40)
  await figuresRead(superuser)
  const month = monthOf(londonDay(Temporal.Now.instant()).subtract({ days: 1 }))
  const lateness = new Lateness(month, await keptNow(superuser, month))
  const subscribed = await subscribeAll(ground, { lateness, anArea: 2 })
  await recordAll(database.scopes, waiting, { aSecond: 100, committed: lateness.committed.bind(lateness) })
  const missing = () => subscribed.reduce((sum, { subscriber }) => sum + subscriber.missing(), 0)
  await expect.poll(missing, { timeout: 30_000 }).toBe(0)
  expect(subscribed.flatMap(({ subscriber }) => subscriber.milliseconds).length).toBe(2 * waiting.length)
  expect(await countedWrong(superuser, month)).toBe(0)
  for (const { stream } of subscribed) stream.close()
})
