import * as argon from '@node-rs/argon2'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { buildServer } from '../web/server.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { confirmSecondFactor, secondFactorOf, setPassword, startSecondFactor } from './account.ts'
import { totpOf } from './sign-in.ts'

vi.mock('@node-rs/argon2', async original => {
  const real = await original<typeof argon>()
  return { ...real, verify: vi.fn(real.verify) }
})

const PASSWORD = 'shuttle and loom and heddle'
const EMAIL = 'lead-officer@airedale-lead.example'
const SEATED = { worker: 'lead-officer', session: Buffer.alloc(32) }
let world: World
/** Each test asks from an address of its own, so that the limit of tries is only met where it is meant. */
let from = 0

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  await setPassword(world.database.scopes, 'lead-officer', PASSWORD)
})
afterAll(() => world.close())
beforeEach(async () => {
  from += 1
  await world.database.load(
    "UPDATE access.account SET failures = 0, locked_until = NULL, totp_secret = NULL, totp_confirmed = false, totp_last_step = 0 WHERE worker = 'lead-officer'",
  )
})

type Try = { email?: string; password?: string; code?: string }
const signIn = (given: Try = {}, { to = '', headers = {} }: { to?: string; headers?: Record<string, string> } = {}) =>
  world.app.inject({
    method: 'POST',
    url: `/sign-in${to}`,
    remoteAddress: `10.0.0.${from}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ email: EMAIL, password: PASSWORD, ...given }).toString(),
  })
const cookieOf = (answer: LightMyRequestResponse) => answer.cookies.find(({ name }) => name === 'weft_session')
const today = (token: string) => world.app.inject({ url: '/account', cookies: { weft_session: token } })
const signedIn = async () => cookieOf(await signIn())?.value ?? ''
const lockOf = async () =>
  (
    await world.database.load(
      "SELECT failures, round(extract(epoch FROM locked_until - now()) / 60)::int AS minutes FROM access.account WHERE worker = 'lead-officer'",
    )
  ).rows[0]

test('who signs in gets a cookie that scripts and other sites cannot use, and goes on', async () => {
  const answer = await signIn()
  expect(answer.statusCode).toBe(303)
  expect(answer.headers.location).toBe('/')
  expect(cookieOf(answer)).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 43_200 })
  expect((await today(cookieOf(answer)?.value ?? '')).statusCode).toBe(200)
})

test('behind HTTPS the cookie never travels without it, and is this very host’s', async () => {
  const secure = await buildServer({ scopes: world.database.scopes, jobs: world.database.jobs, secure: true })
  const answer = await secure.inject({
    method: 'POST',
    url: '/sign-in',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ email: EMAIL, password: PASSWORD }).toString(),
  })
  const cookie = answer.cookies.find(({ name }) => name === '__Host-weft_session')
  expect(cookie).toMatchObject({ secure: true, httpOnly: true, path: '/' })
  expect(cookie).not.toHaveProperty('domain')
  expect(cookieOf(answer)).toBeUndefined()
  const token = cookie?.value ?? ''
  const page = await secure.inject({ url: '/account', cookies: { '__Host-weft_session': token } })
  expect(page.statusCode).toBe(200)
  expect((await secure.inject({ url: '/account', cookies: { weft_session: token } })).statusCode).toBe(303)
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const left = await secure.inject({
    method: 'POST',
    url: '/sign-out',
    cookies: { '__Host-weft_session': token },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ _csrf: csrf }).toString(),
  })
  await secure.close()
  expect(left.cookies).toMatchObject([{ name: '__Host-weft_session', value: '', secure: true, path: '/' }])
})

test('a wrong password, an unknown address and a locked account are answered in the same words, after one comparison each', async () => {
  const words = (answer: LightMyRequestResponse) =>
    answer.body.replaceAll(/_key" value="[^"]*"|value="[^"]*@[^"]*"/g, '')
  const verify = vi.mocked(argon.verify)
  const asked: [Try, string][] = [
    [{ password: 'not the password at all' }, 'wrong'],
    [{ email: 'nobody@nowhere.example' }, 'unknown'],
    [{ email: 'lead-mate@airedale-lead.example' }, 'no password yet'],
    [{ email: 'a|b@nowhere.example' }, 'a bar'],
    [{}, 'locked'],
  ]
  const seen = new Set<string>()
  for (const [given, how] of asked) {
    if (how === 'locked')
      await world.database.load(
        "UPDATE access.account SET failures = 5, locked_until = now() + interval '2 minutes' WHERE worker = 'lead-officer'",
      )
    verify.mockClear()
    const answer = await signIn(given)
    expect(answer.statusCode, how).toBe(401)
    expect(verify, how).toHaveBeenCalledTimes(1)
    seen.add(words(answer))
  }
  expect(seen.size).toBe(1)
})

test('an unknown address costs as many statements as a known one', async () => {
  const query = vi.spyOn(world.database.scopes.pool, 'query')
  const counts: number[] = []
  for (const email of [EMAIL, 'nobody@nowhere.example']) {
    query.mockClear()
    await signIn({ email, password: 'not the password at all' })
    counts.push(query.mock.calls.length)
  }
  query.mockRestore()
  expect(counts[0]).toBe(counts[1])
})

test('five failures lock the account for two minutes, the next for four, and an hour at most; success forgets them', async () => {
  for (let times = 0; times < 4; times++) await signIn({ password: 'wrong password' })
  expect(await lockOf()).toEqual({ failures: 4, minutes: null })
  await signIn({ password: 'wrong password' })
  expect(await lockOf()).toEqual({ failures: 5, minutes: 2 })
  expect((await signIn()).statusCode).toBe(401)
  expect(await lockOf()).toEqual({ failures: 5, minutes: 2 })
  const passes = () =>
    world.database.load(
      "UPDATE access.account SET locked_until = now() - interval '1 second' WHERE worker = 'lead-officer'",
    )
  await passes()
  await signIn({ password: 'wrong password' })
  expect(await lockOf()).toEqual({ failures: 6, minutes: 4 })
  await world.database.load(
    "UPDATE access.account SET failures = 40, locked_until = now() - interval '1 second' WHERE worker = 'lead-officer'",
  )
  await signIn({ password: 'wrong password' })
  expect(await lockOf()).toEqual({ failures: 41, minutes: 60 })
  await passes()
  expect((await signIn()).statusCode).toBe(303)
  expect(await lockOf()).toEqual({ failures: 0, minutes: null })
})

test('the twenty-first try of a minute from one address is refused, whoever it is for', async () => {
  const statuses = new Set<number>()
  for (let times = 0; times < 20; times++) statuses.add((await signIn({ email: '' })).statusCode)
  expect(statuses).toEqual(new Set([422]))
  const refused = await signIn()
  expect(refused.statusCode).toBe(429)
  expect(refused.body).toContain('Wait a minute')
  expect(cookieOf(refused)).toBeUndefined()
})

test('a session planted in the browser before is ended, and another is opened', async () => {
  const planted = await signedIn()
  const answer = await signIn({}, { headers: { cookie: `weft_session=${planted}` } })
  const fresh = cookieOf(answer)?.value ?? ''
  expect(fresh).not.toBe(planted)
  expect((await today(planted)).statusCode).toBe(303)
  expect((await today(fresh)).statusCode).toBe(200)
  const unknown = await signIn({}, { headers: { cookie: 'weft_session=planted-by-somebody-else' } })
  expect(cookieOf(unknown)?.value).not.toBe('planted-by-somebody-else')
})

test('a session ends after an hour unused, and after twelve hours whatever is done with it', async () => {
  const ended = "UPDATE access.session SET seen_at = now() - interval '61 minutes' WHERE worker = 'lead-officer'"
  const idle = await signedIn()
  await world.database.load(ended)
  expect((await today(idle)).statusCode).toBe(303)
  const old = await signedIn()
  const [{ hours }] = (
    await world.database.load(
      "SELECT round(extract(epoch FROM max(until) - now()) / 3600)::int AS hours FROM access.session WHERE worker = 'lead-officer'",
    )
  ).rows
  expect(hours).toBe(12)
  await world.database.load("UPDATE access.session SET until = now() WHERE worker = 'lead-officer'")
  expect((await today(old)).statusCode).toBe(303)
})

test('use keeps a session awake, but never past its end', async () => {
  const token = await signedIn()
  await world.database.load(
    "UPDATE access.session SET seen_at = now() - interval '50 minutes' WHERE worker = 'lead-officer'",
  )
  await today(token)
  const [{ fresh }] = (
    await world.database.load(
      "SELECT max(seen_at) > now() - interval '1 minute' AS fresh FROM access.session WHERE worker = 'lead-officer'",
    )
  ).rows
  expect(fresh).toBe(true)
})

test('signing out ends the session itself, not only the cookie', async () => {
  const token = await signedIn()
  const page = await today(token)
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const post = (sent: string) =>
    world.app.inject({
      method: 'POST',
      url: '/sign-out',
      cookies: { weft_session: token },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: sent }).toString(),
    })
  expect((await post('')).statusCode).toBe(403)
  expect((await today(token)).statusCode).toBe(200)
  expect((await post(csrf)).statusCode).toBe(303)
  expect((await today(token)).statusCode).toBe(303)
})

test('who has left signs in no more, and what they had open is closed', async () => {
  const token = await signedIn()
  await world.database.load("UPDATE directory.worker SET active = false WHERE worker = 'lead-officer'")
  expect((await today(token)).statusCode).toBe(303)
  expect((await signIn()).statusCode).toBe(401)
  await world.database.load("UPDATE directory.worker SET active = true WHERE worker = 'lead-officer'")
})

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '\\\\evil.example',
  'javascript:alert(1)',
  'evil',
  '/\r\nlocation: https://evil.example',
])('sign-in never leads to %j', async to => {
  const answer = await signIn({}, { to: `?to=${encodeURIComponent(to)}` })
  expect(answer.headers.location).toBe('/')
})

test('sign-in leads to the page that was asked for, and the form keeps it', async () => {
  const asked = await world.app.inject('/cases?page=2')
  expect(asked.headers.location).toBe('/sign-in?to=%2Fcases%3Fpage%3D2')
  const form = await world.app.inject(String(asked.headers.location))
  expect(form.body).toContain('action="/sign-in?to=%2Fcases%3Fpage%3D2"')
  const answer = await signIn({}, { to: '?to=%2Fcases%3Fpage%3D2' })
  expect(answer.headers.location).toBe('/cases?page=2')
  expect((await signIn({}, { to: '?to=/a&to=/b' })).headers.location).toBe('/')
})

test('a form sent by a page of another site is refused, sign-in too', async () => {
  for (const site of ['cross-site', 'same-site'])
    expect((await signIn({}, { headers: { 'sec-fetch-site': site } })).statusCode, site).toBe(403)
  for (const site of ['same-origin', 'none'])
    expect((await signIn({}, { headers: { 'sec-fetch-site': site } })).statusCode, site).toBe(303)
})

async function withSecondFactor() {
  const { scopes } = world.database
  await startSecondFactor(scopes, SEATED, PASSWORD)
  const factor = await secondFactorOf(scopes, 'lead-officer')
  if (factor.state !== 'being set up') throw new Error(factor.state)
  const totp = totpOf(factor.secret, EMAIL)
  const codeAt = (steps: number) => totp.generate({ timestamp: Date.now() + steps * 30_000 })
  await confirmSecondFactor(scopes, SEATED, codeAt(-1))
  return codeAt
}

test('with a second factor no password is enough, and a code works once, also when it is sent twice at a time', async () => {
  const codeAt = await withSecondFactor()
  expect((await signIn()).statusCode).toBe(401)
  expect((await signIn({ code: '000000' })).statusCode).toBe(401)
  expect((await signIn({ code: codeAt(-1) })).statusCode, 'the code that turned it on').toBe(401)
  const twice = await Promise.all([signIn({ code: codeAt(0) }), signIn({ code: codeAt(0) })])
  expect(twice.map(answer => answer.statusCode).sort()).toEqual([303, 401])
  expect((await signIn({ code: codeAt(0) })).statusCode).toBe(401)
})

test('until its first code a second factor is not asked for', async () => {
  await startSecondFactor(world.database.scopes, SEATED, PASSWORD)
  expect((await signIn()).statusCode).toBe(303)
})

test('each sign-in and each refusal is written in the journal, of an unknown address only that it happened', async () => {
  await signIn({ email: 'zebedee.quillfeather@nowhere.example' })
  const found = await world.database.load(
    "SELECT kind, subject, worker FROM journal.event WHERE kind LIKE 'access.%' ORDER BY id DESC LIMIT 1",
  )
  expect(found.rows).toEqual([{ kind: 'access.refused', subject: 'nobody known', worker: null }])
})
