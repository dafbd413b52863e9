import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { buildServer } from './server.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

test('ping answers without asking the database', async () => {
  const answer = await world.app.inject('/health/ping')
  expect([answer.statusCode, answer.body]).toEqual([200, 'pong'])
})

test('health says which part is up', async () => {
  const answer = await world.app.inject('/health')
  expect(answer.json()).toEqual({ status: 'UP', components: { app: { status: 'UP' }, jobs: { status: 'UP' } } })
})

test('info says what runs', async () => {
  expect((await world.app.inject('/info')).json()).toMatchObject({ name: 'Weft', node: process.version })
})

test('no two nodes, nor one before and after a restart, give a request the same number', async () => {
  const again = await buildServer({ scopes: world.database.scopes, jobs: world.database.jobs })
  const numbers = await Promise.all(
    [world.app, again].map(async app => (await app.inject('/api/nowhere')).json<{ request: string }>().request),
  )
  await again.close()
  expect(new Set(numbers).size).toBe(2)
  for (const number of numbers) expect(number).toMatch(/^[0-9a-f-]{36}$/)
})

test('metrics count requests by route and never by address', async () => {
  await world.app.inject('/calculator/business-days?from=2026-03-03')
  const { body } = await world.app.inject('/metrics')
  expect(body).toContain('weft_request_seconds_count{method="GET",route="/calculator/:rule",status="200"}')
  expect(body).not.toContain('2026-03-03')
})
