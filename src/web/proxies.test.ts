import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { buildServer } from './server.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

test.each([
  ['no proxy is trusted, so its word is nothing', 0, ['192.0.2.1', '192.0.2.2'], 'one address'],
  ['one is trusted and says two addresses', 1, ['192.0.2.1', '192.0.2.2'], 'two addresses'],
  ['one is trusted and says one address', 1, ['192.0.2.1', '192.0.2.1'], 'one address'],
  [
    'one is trusted, and the sender wrote in front of its word',
    1,
    ['1.1.1.1, 192.0.2.1', '2.2.2.2, 192.0.2.1'],
    'one address',
  ],
  ['two are trusted and say two addresses', 2, ['192.0.2.1, 198.51.100.1', '192.0.2.2, 198.51.100.1'], 'two addresses'],
])('tries are counted by the right address where %s', async (_, proxies, forwarded, counted) => {
  const app = await buildServer({ scopes: world.database.scopes, jobs: world.database.jobs, proxies })
  const left: number[] = []
  for (const said of forwarded) {
    const answer = await app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': said },
      payload: 'email=nobody%40nowhere.example&password=not+this+one',
    })
    left.push(Number(answer.headers['x-ratelimit-remaining']))
  }
  await app.close()
  expect(left).toEqual(counted === 'one address' ? [19, 18] : [19, 19])
})
