import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ROUTES } from '../../src/web/routes.ts'
import { openWorld, type World } from '../../src/web/testing/world.ts'
import { bodyFor, type Description, operationsOf } from '../api/requests.ts'
import { definers } from './catalogue.ts'

let world: World
let key: { area: string; caseId: string }
const SECRET = 'Zephyrine'
const CRN = 'X765432'
const ROLES = [
  'lead-officer',
  'lead-manager',
  'lead-supply',
  'lead-finance',
  'lead-admin',
  'nps-manager',
  'prison-officer',
  'lantern-manager',
  'harbour-worker',
  'don-manager',
  'contract-manager',
] as const

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  key = await world.openCase('lead-officer', {
    firstName: SECRET,
    lastName: 'Invented',
    identifiers: [{ kind: 'crn', value: CRN }],
  })
  await world.act('lead-dpo', tx =>
    sql`SELECT access.limit_case(${key.area}, ${key.caseId}, 'test', 'test', now())`.execute(tx.db),
  )
})
afterAll(() => world.close())

const VALUES: Readonly<Record<string, () => string>> = {
  area: () => key.area,
  case_id: () => key.caseId,
  month: () => '2026-10',
}
const addressed = (path: string) => path.replaceAll(/:([a-z_]+)/gi, (_, name: string) => VALUES[name]?.() ?? key.caseId)
const readable = ROUTES.filter(each => each.kind !== 'action').map(each => each.route)

test('every route names who may come in, and every route of the case zone asks for a sign-in', () => {
  for (const { route } of ROUTES) {
    expect(route.permission, route.path).toBeDefined()
    if (route.zone === 'case') expect(route.permission, route.path).not.toBe('anyone')
  }
})

/** What a route may be asked beside its path. */
const askedOf = ({ path, input }: (typeof readable)[number]) =>
  Object.keys(input.properties).filter(name => !path.includes(`:${name}`))

test('no page, list, search, file or error of any route speaks of a limited case to any role', async () => {
  const told: string[] = []
  for (const worker of ROLES) {
    const browser = await world.as(worker)
    for (const route of readable) {
      const bare = addressed(route.path)
      const { body, statusCode } = await browser.get(bare)
      if (body.includes(SECRET) || body.includes(CRN)) told.push(`${worker} ${bare}`)
      const names = askedOf(route)
      if (statusCode !== 200 || names.length === 0) continue
      // A page may repeat the words that were asked, so a search by name is read for the identifier, and the other way about.
      for (const [words, secret] of [
        [SECRET, CRN],
        [CRN, SECRET],
      ] as const) {
        const url = `${bare}?${names.map(name => `${name}=${words}`).join('&')}`
        if ((await browser.get(url)).body.includes(secret)) told.push(`${worker} ${url}`)
      }
    }
  }
  expect(told).toEqual([])
}, 300_000)

test('no form or button on a limited case does anything for, or tells anything to, who may not see it', async () => {
  const description = (await world.app.inject('/api/openapi.json')).json<Description>()
  const count = async () =>
    (await world.database.load('SELECT count(*)::int AS n FROM journal.event WHERE case_id = $1', [key.caseId])).rows[0]
      .n
  const before = await count()
  const told: string[] = []
  const posts = operationsOf(description).filter(({ method, path }) => method === 'POST' && path.includes('{case_id}'))
  expect(posts.length).toBeGreaterThan(30)
  const known = {
    worker: ['don-officer'],
    officer: ['don-officer'],
    organisation: ['don-lead'],
    provider: ['don-lead'],
  }
  for (const worker of ['lead-manager', 'don-manager', 'lantern-manager'] as const) {
    const browser = await world.as(worker)
    for (const [at, { path, body }] of posts.entries()) {
      const [fields = {}] = fc.sample(bodyFor(body, known), { numRuns: 1, seed: at })
      const words = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
      const url = addressed(path.replace(/^\/api/, '').replaceAll(/\{(\w+)\}/g, ':$1'))
      const answer = await browser.post(url, words)
      if (answer.statusCode < 400 || answer.body.includes(SECRET) || answer.body.includes(CRN))
        told.push(`${worker} ${path} ${answer.statusCode}`)
    }
  }
  expect(told).toEqual([])
  expect(await count()).toBe(before)
}, 300_000)

test('a limited case and one that does not exist are answered in the same words on every route of a case', async () => {
  const different: string[] = []
  const plain = (body: string, code: string) =>
    body.replaceAll(code, 'CASE').replaceAll(/[0-9a-f-]{36}|_key" value="[^"]*"|nonce[^"]*/g, '')
  for (const worker of ['lead-manager', 'don-manager', 'lead-supply'] as const) {
    const browser = await world.as(worker)
    for (const { path } of readable.filter(route => route.path.includes(':case_id'))) {
      const [real, absent] = await Promise.all([
        browser.get(addressed(path)),
        browser.get(addressed(path).replaceAll(key.caseId, 'ZZZZZZZZ')),
      ])
      if (real.statusCode !== absent.statusCode || plain(real.body, key.caseId) !== plain(absent.body, 'ZZZZZZZZ'))
        different.push(`${worker} ${path}`)
    }
  }
  expect(different).toEqual([])
}, 300_000)

test('whatever a role smuggles in as SQL, nothing of a foreign case becomes visible', async () => {
  const functions = (await definers(world.database)).filter(({ app, returns }) => app && returns !== 'trigger')
  const value = (type: string, at: number) =>
    type === 'text'
      ? `'${at === 0 ? key.area : key.caseId}'`
      : type.startsWith('timestamp')
        ? 'now()'
        : type === 'text[]'
          ? `'{}'`
          : `NULL::${type}`
  const statements = [
    ...functions.map(({ name, args }) => `SELECT * FROM ${name}(${args.map(value).join(', ')})`),
    `INSERT INTO access.live SELECT * FROM access.live`,
    `INSERT INTO access.sharing_decision VALUES ('${key.area}', '${key.caseId}', 'D', 'don-lead', 'risk', 'x', 'x', 'x', now(), 'infinity')`,
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at) VALUES ('${key.area}', '${key.caseId}', 'R', 'x', 'don-lead', 'don-officer', 'don-lead', 'sent', now(), now())`,
    `SET LOCAL weft.scope = '9999999999|*|lead-officer|airedale-lead|case manager||ce|00'`,
    `SELECT set_config('weft.scope', replace(current_setting('weft.scope'), 'don-lead', 'airedale-lead'), true)`,
    'SET LOCAL row_security = off',
    'SET LOCAL ROLE weft_keeper',
  ]
  for (const worker of ['don-manager', 'lantern-manager', 'lead-supply', 'lead-officer'] as const)
    for (const statement of statements) {
      const seen = await world
        .act(worker, async tx => {
          const answer = await sql.raw(statement).execute(tx.db)
          const after = await sql<{
            words: string
          }>`SELECT to_jsonb(i)::text AS words FROM casework.identity i WHERE case_id = ${key.caseId}`.execute(tx.db)
          return JSON.stringify([answer.rows, after.rows], (_, each) =>
            typeof each === 'bigint' ? String(each) : each,
          )
        })
        .catch(() => '')
      expect(seen.includes(SECRET) || seen.includes(CRN), `${worker}: ${statement}`).toBe(false)
    }
}, 300_000)
