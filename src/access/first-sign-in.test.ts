import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../web/testing/world.ts'
import { setPassword } from './account.ts'
import { makePassword } from './first-password.ts'
import { totpOf } from './sign-in.ts'

const OWN = 'shuttle and loom and heddle'
const EMAIL = 'lead-officer@airedale-lead.example'
let world: World
/** Each test signs in from an address of its own, so that the limit of tries is never met. */
let from = 0
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())
beforeEach(async () => {
  from += 1
  await world.database.load(
    `UPDATE access.account SET password_hash = NULL, password_origin = 'own', given_until = NULL, totp_secret = NULL, totp_confirmed = false,
       totp_last_step = 0, failures = 0, locked_until = NULL`,
  )
  await world.database.load(
    "DELETE FROM directory.post WHERE worker = 'lead-officer' AND organisation <> 'airedale-lead'",
  )
  await world.database.load("UPDATE directory.organisation SET second_factor = 'chosen'")
})

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const trySignIn = (password: string, { email = EMAIL, code = '' } = {}) =>
  world.app.inject({
    method: 'POST',
    url: '/sign-in',
    remoteAddress: `10.2.0.${from}`,
    headers: FORM,
    payload: new URLSearchParams({ email, password, code }).toString(),
  })

/** Signs in as a person does, and browses. */
async function signIn(password: string, given: { email?: string; code?: string } = {}) {
  const opened = await trySignIn(password, given)
  expect(opened.statusCode).toBe(303)
  const cookies = { weft_session: opened.cookies.find(({ name }) => name === 'weft_session')?.value ?? '' }
  const get = (url: string) => world.app.inject({ url, cookies })
  const csrfAt = async (url: string) => /name="_csrf" value="([^"]+)"/.exec((await get(url)).body)?.[1] ?? ''
  const csrf = (await csrfAt('/account/password')) || (await csrfAt('/account/second-factor'))
  const post = (url: string, body: Record<string, string> = {}) =>
    world.app.inject({
      method: 'POST',
      url,
      cookies,
      headers: FORM,
      payload: new URLSearchParams({ _csrf: csrf, ...body }).toString(),
    })
  return { get, post }
}

/** The first password that an administrator gives, as the page shows it. */
async function given(worker = 'lead-officer', by = 'lead-admin') {
  const answer = await (await world.as(by)).post(`/users/${worker}/first-password`)
  return { answer, password: /<code[^>]*>([a-z0-9-]{23})</.exec(answer.body)?.[1] ?? '' }
}
const eventsOf = async (kind: string) =>
  (
    await world.database.load('SELECT worker, subject FROM journal.event WHERE kind = $1 ORDER BY id DESC LIMIT 1', [
      kind,
    ])
  ).rows[0]

test('first passwords are long, unlike each other and told apart letter by letter', () => {
  const made = Array.from({ length: 200 }, makePassword)
  expect(new Set(made).size).toBe(200)
  for (const each of made)
    expect(each).toMatch(/^([abcdefghjkmnpqrstuvwxyz2-9]{5}-){3}[abcdefghjkmnpqrstuvwxyz2-9]{5}$/)
})

test('an administrator adds a user, gives a first password once, and it opens nothing before an own one is chosen', async () => {
  const admin = await world.as('lead-admin')
  const email = 'first.day@airedale-lead.example'
  const added = await admin.post('/users/new', { name: 'First Day', email, roles: 'practitioner' })
  const worker = String(added.headers.location).split('/').at(-1) ?? ''
  expect((await admin.get(`/users/${worker}`)).body).toContain('Give a first password')
  const { password } = await given(worker)
  expect((await admin.get(`/users/${worker}/first-password`)).body).not.toContain(password)
  expect((await admin.get(`/users/${worker}`)).body).toMatch(/A first one, to be used by \d/)
  expect(await eventsOf('user.first_password_given')).toEqual({ worker: 'lead-admin', subject: `worker ${worker}` })

  const here = await signIn(password, { email })
  for (const url of ['/', '/cases', '/account', '/account/tokens', '/account/second-factor', '/account/organisation'])
    expect((await here.get(url)).headers.location, url).toBe('/account/password')
  expect((await here.get('/help')).body).not.toContain('href="/cases"')
  const refused = await here.get('/api/cases')
  expect([refused.statusCode, refused.json().code]).toEqual([403, 'access.first'])
  expect((await here.post('/account/tokens', { name: 'sly', reach: 'read' })).statusCode).toBe(403)
  expect((await here.get('/areas/C05/live')).statusCode).toBe(303)
  expect((await here.get('/account/password')).body).toContain('Choose a password of your own')

  expect((await here.post('/account/password', { old: password, fresh: password })).statusCode).toBe(422)
  expect((await here.post('/account/password', { old: password, fresh: OWN })).headers.location).toBe('/sign-in')
  expect((await trySignIn(password, { email })).statusCode).toBe(401)
  expect((await (await signIn(OWN, { email })).get('/cases')).statusCode).toBe(200)
  expect((await admin.get(`/users/${worker}`)).body).toContain('Chosen by this person')
})

test('a first password ends after seven days, with whatever it opened, and another can be given', async () => {
  const { password } = await given()
  const until = await world.database.load(
    "SELECT round(extract(epoch FROM given_until - now()) / 86400)::int AS days FROM access.account WHERE worker = 'lead-officer'",
  )
  expect(until.rows[0]).toEqual({ days: 7 })
  const here = await signIn(password)
  await world.database.load(
    "UPDATE access.account SET given_until = now() - interval '1 second' WHERE worker = 'lead-officer'",
  )
  const late = await trySignIn(password)
  expect([late.statusCode, late.body.includes('a first password was not used in time')]).toEqual([401, true])
  expect((await here.post('/account/password', { old: password, fresh: OWN })).statusCode).toBe(401)
  expect((await (await world.as('lead-admin')).get('/users/lead-officer')).body).toContain('ended on')
  const again = await given()
  expect((await (await signIn(again.password)).get('/')).headers.location).toBe('/account/password')
})

test('another first password ends the one before and its sessions', async () => {
  const first = await given()
  const here = await signIn(first.password)
  await given()
  expect((await here.get('/account/password')).headers.location).toMatch(/^\/sign-in/)
  expect((await trySignIn(first.password)).statusCode).toBe(401)
})

test('no administrator sets the password of who chose their own, of another’s people or of who works elsewhere too', async () => {
  await setPassword(world.database.scopes, 'lead-officer', OWN)
  const own = await given()
  expect([own.answer.statusCode, own.password]).toEqual([403, ''])
  expect(own.answer.body).toContain('has a password of their own')
  expect((await signIn(OWN)).get).toBeDefined()
  expect((await given('lantern-worker')).answer.statusCode).toBe(404)
  expect((await given('lead-mate', 'lead-manager')).answer.statusCode).toBe(403)
  await world.database.load(
    "INSERT INTO directory.post (worker, organisation, role, from_day) VALUES ('lead-mate', 'don-lead', 'practitioner', current_date + 1)",
  )
  expect((await given('lead-mate')).answer.statusCode).toBe(403)
  await world.database.load("DELETE FROM directory.post WHERE worker = 'lead-mate' AND organisation = 'don-lead'")
  await expect(
    world.act('lead-admin', tx => sql`SELECT access.give_password('given|lead-mate|hash|9999999999')`.execute(tx.db)),
  ).rejects.toThrow('not proven')
})

test('a first password ends when another organisation adds its person, so that who gave it cannot come in there', async () => {
  const { password } = await given()
  const here = await signIn(password)
  await (await world.as('lantern-admin')).post('/users/new', { name: 'Any', email: EMAIL, roles: 'practitioner' })
  expect((await here.get('/account/password')).headers.location).toMatch(/^\/sign-in/)
  expect((await trySignIn(password)).statusCode).toBe(401)
})

/** Sets up a second factor on the pages to which a person is led; gives the code for a step from now. */
async function setUp(here: Awaited<ReturnType<typeof signIn>>) {
  expect((await here.post('/account/second-factor', { step: 'start', password: OWN })).statusCode).toBe(303)
  const secret = /Key: <code[^>]*>([A-Z2-7]+)</.exec((await here.get('/account/second-factor')).body)?.[1] ?? ''
  const codeAt = (steps: number) => totpOf(secret, EMAIL).generate({ timestamp: Date.now() + steps * 30_000 })
  const confirmed = await here.post('/account/second-factor', { step: 'confirm', code: codeAt(-1) })
  expect(confirmed.statusCode).toBe(303)
  return { codeAt, confirmed }
}
const require_ = async (rule: string, by = 'lead-admin') =>
  (await (await world.as(by)).post('/users/second-factor', { second_factor: rule })).statusCode

test('where an organisation requires a second factor, who has none sets it up at the next sign-in before anything else', async () => {
  await setPassword(world.database.scopes, 'lead-officer', OWN)
  const atWork = await signIn(OWN)
  expect(await require_('required')).toBe(303)
  expect(await eventsOf('organisation.second_factor_set')).toMatchObject({ worker: 'lead-admin' })
  expect((await atWork.get('/cases')).statusCode, 'nobody at work is interrupted').toBe(200)

  const here = await signIn(OWN)
  for (const url of ['/', '/cases', '/account', '/account/tokens', '/account/password'])
    expect((await here.get(url)).headers.location, url).toBe('/account/second-factor')
  expect((await here.get('/api/cases')).json()).toMatchObject({ code: 'access.first' })
  expect((await here.get('/account/second-factor')).body).toContain('Airedale Rehabilitation Company asks everybody')
  const { codeAt, confirmed } = await setUp(here)
  expect(confirmed.headers.location).toBe('/')
  expect((await here.get('/cases')).statusCode).toBe(200)
  expect((await trySignIn(OWN)).statusCode).toBe(401)
  expect((await (await signIn(OWN, { code: codeAt(0) })).get('/cases')).statusCode).toBe(200)

  const kept = await here.post('/account/second-factor', { step: 'remove', password: OWN })
  expect([kept.statusCode, kept.body.includes('Set it up anew instead')]).toEqual([403, true])
})

test('an organisation requires it of its own people alone, of those who act for another too, and until it is lifted', async () => {
  for (const worker of ['lead-officer', 'lantern-worker']) await setPassword(world.database.scopes, worker, OWN)
  const admin = await world.as('lead-admin')
  await admin.post('/users/second-factor', { second_factor: 'required' })
  const other = await signIn(OWN, { email: 'lantern-worker@lantern-trust.example' })
  expect((await other.get('/cases')).statusCode).toBe(200)
  await world.database.load(
    "INSERT INTO directory.post (worker, organisation, role, from_day) VALUES ('lead-officer', 'lantern-trust', 'case manager', '2020-01-01')",
  )
  expect((await (await signIn(OWN)).get('/cases')).headers.location).toBe('/account/second-factor')
  await admin.post('/users/second-factor', { second_factor: 'chosen' })
  expect((await (await signIn(OWN)).get('/cases')).statusCode).toBe(200)
})

test('a form that came before the second factor was set up keeps its words, to be sent again', async () => {
  await setPassword(world.database.scopes, 'lead-officer', OWN)
  await require_('required')
  const here = await signIn(OWN)
  const refused = await here.post('/glass', { identifier: 'X100001', reason: 'It cannot wait', confirmed: 'yes' })
  expect(refused.statusCode).toBe(403)
  expect(refused.body).toContain('name="reason" value="It cannot wait"')
  expect(refused.body).toContain('Set up a second factor first')
})

test('no other role requires it, by a page or in SQL', async () => {
  expect(await require_('required', 'lead-manager')).toBe(403)
  for (const worker of ['lead-manager', 'lead-admin'])
    await expect(
      world.act(worker, tx =>
        sql`UPDATE directory.organisation SET second_factor = 'required' WHERE organisation = 'airedale-lead'`.execute(
          tx.db,
        ),
      ),
    ).rejects.toThrow('only an administrator')
  await expect(
    world.act('lead-manager', tx => sql`SELECT access.set_second_factor('required')`.execute(tx.db)),
  ).rejects.toThrow('only an administrator')
})

test('a second factor changed or removed asks for the password and ends every other session, not this one', async () => {
  await setPassword(world.database.scopes, 'lead-officer', OWN)
  const [here, elsewhere] = [await signIn(OWN), await signIn(OWN)]
  const isOpen = async ({ get }: typeof here) => (await get('/account')).statusCode === 200
  const { codeAt } = await setUp(here)
  expect([await isOpen(here), await isOpen(elsewhere)]).toEqual([true, false])

  const second = await signIn(OWN, { code: codeAt(0) })
  expect((await here.post('/account/second-factor', { step: 'remove', password: 'wrong words' })).statusCode).toBe(422)
  expect(await isOpen(second)).toBe(true)
  const removed = await here.post('/account/second-factor', { step: 'remove', password: OWN })
  expect(removed.headers.location).toBe('/account')
  expect([await isOpen(here), await isOpen(second)]).toEqual([true, false])
  expect(await eventsOf('access.second_factor_removed')).toMatchObject({ worker: 'lead-officer' })
  expect((await trySignIn(OWN)).statusCode).toBe(303)
})
