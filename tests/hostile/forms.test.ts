import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ROUTES } from '../../src/web/routes.ts'
import { type Browser, openWorld, type World } from '../../src/web/testing/world.ts'
import { bodyFor, type Description, HOSTILE, type Known, MARKER, operationsOf } from '../api/requests.ts'
import { stageWorld } from '../api/staged.ts'

/** Posts to each form. */
const EACH = Number(process.env.WEFT_FUZZ_EACH ?? 1)
const WORKERS = ['lead-officer', 'lead-manager', 'lantern-manager', 'lead-supply', 'lead-admin', 'lead-dpo'] as const
let world: World
let known: Known
let description: Description
const browsers: Browser[] = []

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  known = await stageWorld(world)
  description = (await world.app.inject('/api/openapi.json')).json<Description>()
  for (const worker of WORKERS) browsers.push(await world.as(worker))
}, 120_000)
afterAll(() => world.close())

/** A page must not fail on our side, show how it was made, or hold words that became markup. */
function faultsOf(answer: LightMyRequestResponse): string[] {
  const faults: string[] = []
  if (answer.statusCode >= 500) faults.push(`fails with ${answer.statusCode}`)
  if (/\n\s+at .+:\d+:\d+|node_modules|PostgresError/.test(answer.body)) faults.push('shows how it was made')
  const page = /html|svg/.test(String(answer.headers['content-type']))
  if (page && (answer.body.includes(MARKER) || answer.body.includes('<img src=x')))
    faults.push('lets words become markup')
  if (
    Object.keys(answer.headers).includes('set-cookie') &&
    !/^weft_session=;/.test(String(answer.headers['set-cookie']))
  )
    faults.push('sets a cookie')
  return faults
}

const inWords = (value: unknown): string | string[] =>
  Array.isArray(value)
    ? value.map(each => String(each))
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
const addressed = (path: string, at: number) =>
  path.replaceAll(/[:{](\w+)\}?/g, (_, name: string) => {
    const values = known[name] ?? ['1']
    return values[at % values.length] ?? '1'
  })

test('whatever is sent by any form, no page fails and no words become markup, on the form or on any page after', async () => {
  const faults: string[] = []
  let done = 0
  const forms = operationsOf(description).filter(({ method }) => method === 'POST')
  for (const [at, { path, body }] of forms.entries()) {
    let may: Browser | undefined
    for (const [turn, fields] of fc.sample(bodyFor(body, known), { numRuns: EACH, seed: 77 + at }).entries()) {
      const url = addressed(path.replace(/^\/api/, ''), turn)
      const words = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, inWords(value)]))
      for (const browser of may ? [may] : browsers) {
        const answer = await browser.post(url, words)
        if (answer.statusCode === 303) done += 1
        for (const fault of faultsOf(answer))
          faults.push(`${fault}: POST ${url} ${JSON.stringify(words).slice(0, 400)}`)
        if (answer.statusCode === 403 || answer.statusCode === 404) continue
        may = browser
        break
      }
    }
  }
  expect(faults).toEqual([])
  expect(done, 'forms that were carried out').toBeGreaterThan(forms.length / 10)
  const pages = ROUTES.filter(({ kind }) => kind !== 'action').map(({ route }) => route.path)
  for (const [at, path] of pages.entries())
    for (const browser of [browsers[at % 2], browsers[2 + (at % 4)]]) {
      const answer = await browser?.get(addressed(path, at))
      for (const fault of answer ? faultsOf(answer) : []) faults.push(`${fault}: GET ${path}`)
    }
  expect(faults).toEqual([])
}, 300_000)

test('words in an address come back as words, if at all', async () => {
  const faults: string[] = []
  const asked = operationsOf(description).filter(
    ({ method, parameters }) => method === 'GET' && parameters.some(each => each.in === 'query'),
  )
  for (const { path, parameters } of asked)
    for (const words of [MARKER, HOSTILE[3] ?? '', HOSTILE[7] ?? '', HOSTILE[23] ?? '']) {
      const query = new URLSearchParams(parameters.filter(each => each.in === 'query').map(({ name }) => [name, words]))
      const url = `${addressed(path.replace(/^\/api/, ''), 0)}?${query}`
      const answer = await browsers[0]?.get(url.slice(0, 8000))
      for (const fault of answer ? faultsOf(answer) : []) faults.push(`${fault}: GET ${path} ${words.slice(0, 40)}`)
    }
  expect(faults).toEqual([])
}, 120_000)

test.each([
  ['a marker', `/cases/C05/${encodeURIComponent(MARKER)}`],
  ['half an escape', '/cases/%E0%A4%A'],
  ['nothing but an escape', '/%'],
  ['a nul', '/cases/C05/CASE%00'],
  ['a very long part', `/cases/C05/${'A'.repeat(5000)}`],
  ['a climb', '/cases/..%2f..%2f..%2fetc%2fpasswd'],
  ['a climb out of the assets', '/assets/..%2f..%2f..%2fpackage.json'],
  ['a prototype', '/cases/__proto__/constructor'],
  ['a query of prototypes', '/cases?__proto__[admin]=1&constructor=1&list=mine&list=all'],
  ['ten thousand parameters', `/cases?${'a=1&'.repeat(10_000)}`],
])('an address with %s is answered in words', async (_, url) => {
  const answer = await browsers[0]?.get(url)
  expect(answer?.statusCode).toBeLessThan(500)
  expect(answer ? faultsOf(answer) : []).toEqual([])
  expect(answer?.body).not.toContain('"dependencies"')
})

test.each([
  ['the same field twice', 'first_name=A&first_name=B&_csrf=C&_csrf=D'],
  ['a prototype', '__proto__=1&__proto__[admin]=1&constructor[prototype][admin]=1'],
  ['escapes that are none', 'first_name=%E0%A4%A&last_name=%'],
  ['more than a megabyte', `first_name=${'a'.repeat(1_100_000)}`],
  ['a hundred thousand fields', 'a=1&'.repeat(100_000)],
])('a form with %s is answered in words', async (_, payload) => {
  const page = await browsers[0]?.get('/cases/open')
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page?.body ?? '')?.[1] ?? ''
  expect(csrf).not.toBe('')
  const cookie = await sessionOf('lead-officer')
  for (const sent of [payload, `_csrf=${cookie.csrf}&${payload}`]) {
    const answer = await world.app.inject({
      method: 'POST',
      url: '/cases/open',
      cookies: { weft_session: cookie.token },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: sent,
    })
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expect(answer.statusCode).toBeLessThan(500)
    expect(faultsOf(answer)).toEqual([])
  }
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
})

async function sessionOf(worker: string) {
  const { openSession } = await import('../../src/access/sign-in.ts')
  const { token } = await openSession(world.database.scopes, worker)
  const page = await world.app.inject({ url: '/account', cookies: { weft_session: token } })
  return { token, csrf: encodeURIComponent(/name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '') }
}

test('no form is taken without the token of its own session, and none from a page of another site', async () => {
  const mine = await sessionOf('lead-officer')
  const theirs = await sessionOf('lead-manager')
  const forms = ROUTES.filter(({ kind }) => kind === 'form' || kind === 'upload' || kind === 'action').map(
    ({ route }) => addressed(route.path, 0),
  )
  const taken: string[] = []
  for (const url of [...forms, '/account/sign-out-everywhere', '/account/tokens', '/account/password'])
    for (const [payload, site] of [
      ['', undefined],
      [`_csrf=${theirs.csrf}`, undefined],
      [`_csrf=${mine.csrf}`, 'cross-site'],
    ] as const) {
      const answer = await world.app.inject({
        method: 'POST',
        url,
        cookies: { weft_session: mine.token },
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(site === undefined ? {} : { 'sec-fetch-site': site }),
        },
        payload,
      })
      // A route for nobody's records needs no token; one for another role refuses before it looks.
      if (answer.statusCode !== 403) taken.push(`${url} ${answer.statusCode}`)
    }
  expect(taken).toEqual([])
}, 120_000)
