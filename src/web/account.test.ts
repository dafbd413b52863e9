import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { setPassword } from '../access/account.ts'
import { openSession, totpOf } from '../access/sign-in.ts'
import { openWorld, type World } from './testing/world.ts'

const PASSWORD = 'shuttle and loom and heddle'
let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  for (const worker of ['lead-officer', 'lead-mate', 'lead-admin'])
    await setPassword(world.database.scopes, worker, PASSWORD)
})
afterAll(() => world.close())

/** A browser that shows its own pages, and what they hold. */
async function browse(worker: string) {
  const { token } = await openSession(world.database.scopes, worker)
  const get = (url: string) => world.app.inject({ url, cookies: { weft_session: token } })
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await get('/account/password')).body)?.[1] ?? ''
  const post = (url: string, body: Record<string, string> = {}) =>
    world.app.inject({
      method: 'POST',
      url,
      cookies: { weft_session: token },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: csrf, ...body }).toString(),
    })
  return { get, post, open: async () => (await get('/account')).statusCode === 200 }
}
const withToken = (token: string, url: string, method: 'GET' | 'POST' = 'GET') =>
  world.app.inject({ method, url, headers: { authorization: `Bearer ${token}` } })
const tokenIn = (body: string) => /weft_[A-Za-z0-9_-]{43}/.exec(body)?.[0]
const untilNextMonth = () => {
  const day = new Date(Date.now() + 30 * 86_400_000)
  return {
    'until-year': String(day.getUTCFullYear()),
    'until-month': String(day.getUTCMonth() + 1),
    'until-day': String(day.getUTCDate()),
  }
}

test('a new password asks for the old one, ends every session and token, and is another', async () => {
  const here = await browse('lead-officer')
  const elsewhere = await browse('lead-officer')
  const made = await here.post('/account/tokens', { name: 'spreadsheet', reach: 'read', ...untilNextMonth() })
  const token = tokenIn(made.body) ?? ''
  expect((await withToken(token, '/api/cases')).statusCode).toBe(200)
  const wrong = await here.post('/account/password', { old: 'not this one at all', fresh: 'a wholly new password' })
  expect(wrong.statusCode).toBe(422)
  expect(wrong.body).not.toContain('a wholly new password')
  expect((await here.post('/account/password', { old: PASSWORD, fresh: 'short' })).statusCode).toBe(422)
  expect((await here.post('/account/password', { old: PASSWORD, fresh: PASSWORD })).statusCode).toBe(422)
  for (const known of ['password1234', 'lead-officer@airedale-lead.example', 'warp and weft and loom']) {
    const refused = await here.post('/account/password', { old: PASSWORD, fresh: known })
    expect([refused.statusCode, refused.body.includes('harder to guess')], known).toEqual([422, true])
  }
  expect(await elsewhere.open()).toBe(true)
  const changed = await here.post('/account/password', { old: PASSWORD, fresh: 'a wholly new password' })
  expect(changed.headers.location).toBe('/sign-in')
  expect(await here.open()).toBe(false)
  expect(await elsewhere.open()).toBe(false)
  expect((await withToken(token, '/api/cases')).statusCode).toBe(401)
})

test('wrong present passwords lock the account as wrong sign-ins do', async () => {
  const here = await browse('lead-mate')
  for (let times = 0; times < 5; times++)
    await here.post('/account/password', { old: 'not this one at all', fresh: 'a wholly new password' })
  const right = await here.post('/account/password', { old: PASSWORD, fresh: 'a wholly new password' })
  expect(right.statusCode).toBe(422)
  await world.database.load("UPDATE access.account SET failures = 0, locked_until = NULL WHERE worker = 'lead-mate'")
})

test('a second factor is set up with the password, confirmed by its first code, and its key is not shown again', async () => {
  const here = await browse('lead-admin')
  expect((await here.post('/account/second-factor', { step: 'start', password: 'wrong password' })).statusCode).toBe(
    422,
  )
  expect((await here.post('/account/second-factor', { step: 'start', password: PASSWORD })).statusCode).toBe(303)
  const shown = (await here.get('/account/second-factor')).body
  const secret = /Key: <code[^>]*>([A-Z2-7]+)</.exec(shown)?.[1] ?? ''
  expect(secret).toHaveLength(32)
  expect((await here.post('/account/second-factor', { step: 'confirm', code: '000000' })).statusCode).toBe(422)
  const code = totpOf(secret, 'lead-admin@airedale-lead.example').generate()
  expect((await here.post('/account/second-factor', { step: 'confirm', code })).headers.location).toBe('/account')
  expect((await here.get('/account/second-factor')).body).not.toContain(secret)
  expect((await here.post('/account/second-factor', { step: 'confirm', code })).statusCode, 'a replay').toBe(422)
})

test('who holds roles in two organisations chooses for which to act, and sees that one’s part alone', async () => {
  await world.database.load(
    "INSERT INTO directory.post (worker, organisation, role, from_day) VALUES ('don-manager', 'lantern-trust', 'case manager', '2020-01-01')",
  )
  const { caseId } = await world.openCase('don-officer')
  const here = await browse('don-manager')
  expect((await here.get('/api/cases?list=all')).body).toContain(caseId)
  const moved = await here.post('/account/organisation', { organisation: 'lantern-trust' })
  expect(moved.headers.location).toBe('/')
  expect((await here.get('/account')).body).toContain('You act for The Lantern Trust now.')
  expect((await here.get('/api/cases?list=all')).body).not.toContain(caseId)
  expect((await here.post('/account/organisation', { organisation: 'airedale-lead' })).statusCode).toBe(404)
  expect((await here.get('/api/cases?list=all')).body).not.toContain(caseId)
})

test('the account lists where its owner is signed in, and signs out everywhere at once', async () => {
  const here = await browse('don-officer')
  const elsewhere = await browse('don-officer')
  const other = await browse('lead-manager')
  expect((await here.get('/account')).body.match(/Don Valley Rehabilitation Company<\/td>/g)).toHaveLength(2)
  expect((await here.post('/account/sign-out-everywhere')).headers.location).toBe('/sign-in')
  expect([await here.open(), await elsewhere.open(), await other.open()]).toEqual([false, false, true])
})

test('a token is shown once and ends when it is revoked, by its owner or an administrator and by nobody else', async () => {
  const here = await browse('lead-manager')
  const made = await here.post('/account/tokens', { name: 'nightly copy', reach: 'read', ...untilNextMonth() })
  const token = tokenIn(made.body) ?? ''
  const list = (await here.get('/account/tokens')).body
  expect(list).toContain('nightly copy')
  expect(tokenIn(list)).toBeUndefined()
  const revoke = /\/account\/tokens\/([^/"]+)\/revoke/.exec(list)?.[0] ?? ''
  for (const stranger of ['don-officer', 'lead-supply', 'lantern-admin'])
    expect((await (await browse(stranger)).post(revoke)).statusCode, stranger).toBe(404)
  expect((await withToken(token, '/api/cases')).statusCode).toBe(200)
  expect((await withToken(token, '/api/cases/open', 'POST')).statusCode).toBe(403)
  expect((await here.post(revoke)).statusCode).toBe(303)
  expect((await withToken(token, '/api/cases')).statusCode).toBe(401)
})

test('a token of the organisation’s own system is an administrator’s to make, and names no person', async () => {
  const asked = { name: 'feed', reach: 'write', acts: 'system', ...untilNextMonth() }
  expect((await (await browse('lead-supply')).post('/account/tokens', asked)).statusCode).toBe(403)
  const made = await (await browse('lead-admin')).post('/account/tokens', asked)
  expect((await withToken(tokenIn(made.body) ?? '', '/api/cases?list=all')).statusCode).toBe(200)
  const kept = await world.database.load("SELECT worker, organisation FROM access.token WHERE name = 'feed'")
  expect(kept.rows).toEqual([{ worker: null, organisation: 'airedale-lead' }])
})

test('a token lasts a year at most, and opens no page of the account', async () => {
  const here = await browse('lead-manager')
  const far = { name: 'for ever', reach: 'read', 'until-day': '1', 'until-month': '1', 'until-year': '2099' }
  expect((await here.post('/account/tokens', far)).statusCode).toBe(422)
  const past = { ...far, 'until-year': '2020' }
  expect((await here.post('/account/tokens', past)).statusCode).toBe(422)
  const token = tokenIn((await here.post('/account/tokens', { ...far, ...untilNextMonth() })).body) ?? ''
  for (const url of ['/account', '/account/password', '/account/tokens', '/account/second-factor'])
    expect((await withToken(token, url)).statusCode, url).toBe(303)
})
