import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ROUTES } from '../../src/web/routes.ts'
import { stageCase, stageSent } from '../../src/web/testing/referral-stage.ts'
import { openWorld, type World } from '../../src/web/testing/world.ts'
import { type Description, type Known, operationsOf, requestFor } from './requests.ts'
import { stageWorld, tokenFor } from './staged.ts'

/** Requests to each operation; the whole is some 1,500. */
const EACH = Number(process.env.WEFT_FUZZ_EACH ?? 7)
let world: World
let known: Known
let description: Description
const tokens: string[] = []

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  known = await stageWorld(world)
  description = (await world.app.inject('/api/openapi.json')).json<Description>()
  for (const [worker, organisation] of [
    ['lead-officer', 'airedale-lead'],
    ['lead-manager', 'airedale-lead'],
    ['lantern-manager', 'lantern-trust'],
    ['lead-supply', 'airedale-lead'],
    ['lead-admin', 'airedale-lead'],
    [null, 'lantern-trust'],
  ] as const)
    tokens.push(await tokenFor(world, { worker, organisation }))
}, 120_000)
afterAll(() => world.close())

type Call = { body?: unknown; headers?: Record<string, string> }
const call = (token: string, method: 'GET' | 'POST', url: string, { body, headers = {} }: Call = {}) =>
  world.app.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(method === 'POST' ? { payload: JSON.stringify(body ?? {}) } : {}),
  })
const officer = () => tokens[0] ?? ''
const lanternManager = () => tokens[2] ?? ''

test('the description tells each route of Weft, and what stands in its path, its query and its body apart', () => {
  const told = new Set(operationsOf(description).map(({ method, path }) => `${method} ${path}`))
  for (const { kind, route } of ROUTES) {
    const path =
      route.path === '/' && kind === 'page' ? '/api/today' : `/api${route.path.replaceAll(/:(\w+)/g, '{$1}')}`
    if (kind !== 'action') expect(told).toContain(`GET ${path}`)
    if (kind === 'form' || kind === 'upload' || kind === 'action') expect(told).toContain(`POST ${path}`)
  }
  for (const { path, parameters, method, body } of operationsOf(description)) {
    expect(path.startsWith('/api'), path).toBe(true)
    const inPath = parameters.filter(each => each.in === 'path')
    expect(inPath.map(({ name }) => `{${name}}`).sort(), path).toEqual(
      [...path.matchAll(/\{\w+\}/g)].map(String).sort(),
    )
    expect(
      inPath.every(({ required }) => required === true),
      path,
    ).toBe(true)
    expect(new Set(parameters.map(each => `${each.in} ${each.name}`)).size, path).toBe(parameters.length)
    expect(body !== undefined, `${method} ${path}`).toBe(method === 'POST')
  }
})

test('every schema in the description is JSON Schema 2020-12 that compiles, and the frame is OpenAPI 3.1', () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, validateFormats: false })
  const frame = ajv.compile({
    type: 'object',
    required: ['openapi', 'info', 'paths', 'components'],
    properties: {
      openapi: { type: 'string', pattern: '^3\\.1\\.' },
      info: { type: 'object', required: ['title', 'version'] },
      paths: {
        type: 'object',
        propertyNames: { pattern: '^/' },
        additionalProperties: {
          type: 'object',
          propertyNames: { enum: ['get', 'post'] },
          additionalProperties: {
            type: 'object',
            required: ['summary', 'responses'],
            properties: {
              summary: { type: 'string', minLength: 3 },
              responses: {
                type: 'object',
                minProperties: 2,
                additionalProperties: { type: 'object', required: ['description'] },
              },
            },
          },
        },
      },
    },
  })
  frame(description)
  expect(frame.errors ?? []).toEqual([])
  for (const { path, parameters, body } of operationsOf(description))
    for (const schema of [...parameters.map(each => each.schema), ...(body ? [body] : [])])
      expect(() => ajv.compile(schema), `${path} ${JSON.stringify(schema)}`).not.toThrow()
})

/** What no answer may do: fail on our side, show how it was made, or refuse in another shape than the one described. */
function faultsOf(answer: LightMyRequestResponse): string[] {
  const faults: string[] = []
  if (answer.statusCode >= 500) faults.push('fails')
  if (/\n\s+at .+:\d+:\d+|node_modules|PostgresError|SELECT .+ FROM/.test(answer.body))
    faults.push('shows how it was made')
  if (answer.statusCode < 400) return faults
  const shape = /^application\/json/.test(String(answer.headers['content-type']))
    ? answer.json<Record<string, unknown>>()
    : {}
  if (typeof shape.code !== 'string' || typeof shape.sentence !== 'string' || !Array.isArray(shape.fields))
    faults.push('refuses in another shape')
  return faults
}

test.each([
  ['an array', '[1,2]'],
  ['a string', '"words"'],
  ['nothing', ''],
  ['half of an object', '{"area":'],
  ['an object a hundred thousand deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['lists a hundred thousand deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['the same key twice', '{"first_name":"A","first_name":"B"}'],
  ['a prototype', '{"__proto__":{"admin":true}}'],
  ['a constructor', '{"constructor":{"prototype":{"admin":true}}}'],
  ['more than a megabyte', JSON.stringify({ first_name: 'a'.repeat(1_100_000) })],
  ['almost a megabyte', JSON.stringify({ first_name: 'a'.repeat(1_000_000) })],
])('a body that is %s is refused in words', async (_, payload) => {
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/cases/open',
    headers: { authorization: `Bearer ${officer()}`, 'content-type': 'application/json' },
    payload,
  })
  expect([400, 422]).toContain(answer.statusCode)
  expect(faultsOf(answer)).toEqual([])
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
})

test.each(['text/plain', 'text/xml', 'multipart/form-data; boundary=x', 'application/octet-stream'])(
  'a body of type %s is refused in words',
  async type => {
    const answer = await call(officer(), 'POST', '/api/cases/open', { headers: { 'content-type': type } })
    expect([400, 422]).toContain(answer.statusCode)
    expect(faultsOf(answer)).toEqual([])
  },
)

const eventsOf = async (kind: string, caseId: string) =>
  Number(
    (
      await world.database.load('SELECT count(*) AS n FROM journal.event WHERE kind = $1 AND case_id = $2', [
        kind,
        caseId,
      ])
    ).rows[0].n,
  )
const accepting = { begins: 'day', start_on: '2027-01-05' }

test('the same key does the same once, in turn and at the same time; with other words it is refused', async () => {
  const referral = await stageSent(world, { on: await stageCase(world) })
  const url = `/api${referral.url}/accept`
  const headers = { 'idempotency-key': 'one-and-the-same' }
  const together = await Promise.all(
    Array.from({ length: 4 }, () => call(lanternManager(), 'POST', url, { body: accepting, headers })),
  )
  expect(together.map(answer => answer.statusCode)).toEqual([201, 201, 201, 201])
  const again = await call(lanternManager(), 'POST', url, { body: accepting, headers })
  expect(again.statusCode).toBe(201)
  expect(again.headers.location).toBe(together[0]?.headers.location)
  expect(await eventsOf('referral.accepted', referral.caseId)).toBe(1)
  const other = await call(lanternManager(), 'POST', url, { body: { ...accepting, start_on: '2027-01-06' }, headers })
  expect(other.json()).toMatchObject({ code: 'key.reused' })
  const unkeyed = await call(lanternManager(), 'POST', url, { body: accepting })
  expect(unkeyed.json()).toMatchObject({ code: 'not_allowed' })
})

test('the key of one is not the key of another', async () => {
  const referral = await stageSent(world, { on: await stageCase(world) })
  const headers = { 'idempotency-key': 'used-by-two-people' }
  const mine = await call(lanternManager(), 'POST', `/api${referral.url}/accept`, { body: accepting, headers })
  expect(mine.statusCode).toBe(201)
  const system = tokens[5] ?? ''
  const theirs = await call(system, 'POST', `/api${referral.url}/accept`, { body: accepting, headers })
  expect(theirs.json()).toMatchObject({ code: 'not_allowed' })
})

test('what was read is not sent again while it stands, and a change made on stale reading is refused', async () => {
  const referral = await stageSent(world, { on: await stageCase(world) })
  const url = `/api${referral.url}/accept`
  const read = await call(lanternManager(), 'GET', url)
  const tag = String(read.headers.etag)
  expect((await call(lanternManager(), 'GET', url, { headers: { 'if-none-match': tag } })).statusCode).toBe(304)
  const stale = await call(lanternManager(), 'POST', url, {
    body: accepting,
    headers: { 'if-match': '"something-else"' },
  })
  expect(stale.statusCode).toBe(412)
  expect(stale.json()).toMatchObject({ code: 'version.stale' })
  expect(await eventsOf('referral.accepted', referral.caseId)).toBe(0)
  const fresh = await call(lanternManager(), 'POST', url, { body: accepting, headers: { 'if-match': tag } })
  expect(fresh.statusCode).toBe(201)
})

test('pages of cases under /api lead to each case once', async () => {
  for (let times = 0; times < 30; times++) await world.openCase('lead-officer')
  const seen: string[] = []
  type Cases = { rows: { caseId: string }[]; next: { area: string; caseId: string } | null }
  for (let url: string | undefined = '/api/cases'; url !== undefined; ) {
    const { rows, next }: Cases = (await call(officer(), 'GET', url)).json<Cases>()
    seen.push(...rows.map(row => row.caseId))
    url = next === null ? undefined : `/api/cases?after=${next.area}.${next.caseId}`
    expect(seen.length).toBeLessThan(500)
  }
  const own = await world.database.load(
    "SELECT count(DISTINCT case_id)::int AS n FROM access.person_live WHERE worker = 'lead-officer' AND mine",
  )
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBe(own.rows[0].n)
})

test('a token that may read writes nothing; an ended, revoked or unknown one is nobody; a browser writes only by its forms', async () => {
  const reader = await tokenFor(world, { worker: 'lead-officer', organisation: 'airedale-lead', reach: 'read' })
  expect((await call(reader, 'GET', '/api/cases')).statusCode).toBe(200)
  expect((await call(reader, 'POST', '/api/cases/open')).json()).toMatchObject({ code: 'not_allowed' })
  expect((await call(reader, 'POST', '/cases/open')).statusCode).toBe(403)
  const last = 'WHERE made_at = (SELECT max(made_at) FROM access.token)'
  await world.database.load(`UPDATE access.token SET until = now() ${last}`)
  expect((await call(reader, 'GET', '/api/cases')).statusCode).toBe(401)
  await world.database.load(`UPDATE access.token SET until = 'infinity', revoked_at = now() ${last}`)
  expect((await call(reader, 'GET', '/api/cases')).statusCode).toBe(401)
  expect((await call('weft_0123456789012345678901234567890', 'GET', '/api/cases')).statusCode).toBe(401)
  const browser = await world.as('lead-officer')
  expect((await browser.post('/api/cases/open')).statusCode).toBe(401)
})

test('whatever a client made from the description sends, every operation answers, and refuses in one shape', async () => {
  const faults: string[] = []
  let got = 0
  let sent = 0
  for (const [at, operation] of operationsOf(description).entries()) {
    const asked = fc.sample(requestFor(operation, known), { numRuns: EACH, seed: 20_261_122 + at })
    for (const [turn, { method, url, body }] of asked.entries()) {
      const answer = await call(tokens[(at + turn) % tokens.length] ?? '', method, url, { body })
      sent += 1
      if (answer.statusCode < 300) got += 1
      for (const fault of faultsOf(answer))
        faults.push(
          `${fault}: ${method} ${operation.path} ${answer.statusCode} ${answer.body.slice(0, 200)} ${url} ${JSON.stringify(body).slice(0, 400)}`,
        )
    }
  }
  expect(faults).toEqual([])
  expect(sent).toBeGreaterThan(EACH * 150)
  expect(got, 'requests that got through').toBeGreaterThan(sent / 10)
}, 300_000)
