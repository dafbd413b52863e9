import { afterAll, beforeAll, expect, inject, test } from 'vitest'
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

test('metrics count requests by route and never by address', async () => {
  await world.app.inject('/calculator/business-days?from=2026-03-03')
  const { body } = await world.app.inject('/metrics')
  expect(body).toContain('weft_request_seconds_count{method="GET",route="/calculator/:rule",status="200"}')
  expect(body).not.toContain('2026-03-03')
})
