import type { FastifyInstance } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { makeToken } from '../access/account.ts'
import { openSession } from '../access/sign-in.ts'
import { assets } from './assets/build.ts'
import { buildServer } from './server.ts'
import { openWorld, type World } from './testing/world.ts'

const MOST = 4
let world: World
let app: FastifyInstance
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())
beforeEach(async () => {
  const { scopes, jobs } = world.database
  app = await buildServer({ scopes, jobs, answersAMinute: MOST })
})
afterEach(() => {
  vi.useRealTimers()
  return app.close()
})

async function browse(worker: string) {
  const { token } = await openSession(world.database.scopes, worker)
  const cookies = { weft_session: token }
  return {
    get: (url: string) => app.inject({ url, cookies }),
    post: (url: string, said: string) =>
      app.inject({
        method: 'POST',
        url,
        cookies,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: said,
      }),
  }
}
const statuses = async (times: number, ask: () => Promise<{ statusCode: number }>) => {
  const got: number[] = []
  for (let each = 0; each < times; each += 1) got.push((await ask()).statusCode)
  return got
}
const tokenOf = (worker: string | null) =>
  makeToken(world.database.scopes, {
    name: 'test',
    worker,
    organisation: 'airedale-lead',
    reach: 'read',
    until: Temporal.Now.instant().add({ hours: 1 }),
  })

test('one person gets so many answers a minute over all their sessions, and another person as many', async () => {
  const [here, elsewhere, other] = [
    await browse('lead-officer'),
    await browse('lead-officer'),
    await browse('lead-mate'),
  ]
  expect(await statuses(2, () => here.get('/help'))).toEqual([200, 200])
  expect(await statuses(3, () => elsewhere.get('/cases'))).toEqual([200, 200, 429])
  expect((await here.get('/no-such-page')).statusCode).toBe(429)
  expect((await other.get('/help')).statusCode).toBe(200)
})

test('the refusal says how long to wait and what to do, and after that the person goes on', async () => {
  const { get } = await browse('lead-officer')
  await statuses(MOST, () => get('/help'))
  const refused = await get('/cases')
  const seconds = Number(refused.headers['retry-after'])
  expect(seconds).toBeGreaterThan(50)
  expect(refused.headers['content-type']).toContain('text/html')
  expect(refused.body).toContain(`Wait ${seconds} seconds and go on.`)
  expect(refused.body).toContain('Lead Officer')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
  expect((await get('/cases')).statusCode).toBe(200)
})

test('a form that came too soon keeps every word and is sent again as it was, but never one with secrets', async () => {
  const { get, post } = await browse('lead-officer')
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await get('/glass')).body)?.[1] ?? ''
  await statuses(MOST, () => get('/help'))
  const said = `_csrf=${csrf}&_key=a-key-of-its-own&identifier=X100001&reason=%22It%22+%3Ccannot%3E+wait&confirmed=yes`
  const refused = await post('/glass', said)
  expect(refused.statusCode).toBe(429)
  expect(refused.body).toContain('name="reason" value="&quot;It&quot; &lt;cannot> wait"')
  expect(refused.body).toContain('name="_key" value="a-key-of-its-own"')
  expect(refused.body).toContain('action="/glass"')
  expect((await post('/glass', said.replace(csrf, 'forged'))).body).not.toContain('cannot')
  const secret = await post('/account/password', `_csrf=${csrf}&old=my+old+words&fresh=my+new+words`)
  expect([secret.statusCode, secret.body.includes('words')]).toEqual([429, false])
})

test('a person’s programs are counted by themselves, whatever token they carry, and so is the organisation’s own system', async () => {
  const asked = (token: string) => () =>
    app.inject({ url: '/api/measures', headers: { authorization: `Bearer ${token}` } })
  const [first, second, system] = [await tokenOf('lead-officer'), await tokenOf('lead-officer'), await tokenOf(null)]
  expect(await statuses(2, asked(first))).toEqual([200, 200])
  expect(await statuses(3, asked(second))).toEqual([200, 200, 429])
  const refused = await asked(second)()
  expect(refused.json()).toMatchObject({ code: 'access.too_many', fields: [] })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect((await asked(system)()).statusCode).toBe(200)
  expect((await (await browse('lead-officer')).get('/help')).statusCode).toBe(200)
})

test('those who are not signed in share five times as many by address, which hurts nobody who is signed in there', async () => {
  const stranger =
    (url: string, remoteAddress = '10.1.1.1', cookie = '') =>
    () =>
      app.inject({ url, remoteAddress, headers: { cookie } })
  const made = 'weft_session=made-up'
  expect(await statuses(10, stranger('/sign-in'))).toEqual(Array(10).fill(200))
  expect(await statuses(11, stranger('/cases', '10.1.1.1', made))).toEqual([...Array(10).fill(303), 429])
  expect((await stranger('/no-such-page')()).statusCode).toBe(429)
  expect((await stranger('/sign-in', '10.1.1.2')()).statusCode).toBe(200)
  const { token } = await openSession(world.database.scopes, 'lead-officer')
  expect((await stranger('/cases', '10.1.1.1', `weft_session=${token}`)()).statusCode).toBe(200)
  for (const url of ['/health', '/health/ping', '/info', '/metrics', [...assets().keys()][0] ?? ''])
    expect((await stranger(url)()).statusCode, url).toBe(200)
})
