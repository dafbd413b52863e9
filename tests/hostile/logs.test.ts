import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest'
import { openSession } from '../../src/access/sign-in.ts'
import { buildServer } from '../../src/web/server.ts'
import { stageAgreement, stageCase, stageSent } from '../../src/web/testing/referral-stage.ts'
import { openWorld, type World } from '../../src/web/testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  await stageAgreement(world)
}, 120_000)
afterAll(() => world.close())
afterEach(() => {
  vi.restoreAllMocks()
})

test('no log line holds a name, an identifier, an address, a password or a token, whatever goes wrong', async () => {
  const lines: string[] = []
  const app = await buildServer({
    scopes: world.database.scopes,
    jobs: world.database.jobs,
    log: { level: 'trace', stream: { write: line => lines.push(line) } },
  })
  const { area, caseId } = await stageCase(world)
  const { token } = await openSession(world.database.scopes, 'lead-officer')
  const planted = randomBytes(12).toString('hex')
  const ask = (url: string, payload?: Record<string, string>) =>
    app.inject({
      method: payload ? 'POST' : 'GET',
      url,
      cookies: { weft_session: token },
      headers: {
        ...(payload ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        referer: 'http://weft.example/cases/find?words=Quillfeather',
        'user-agent': 'Quillfeather',
      },
      ...(payload ? { payload: new URLSearchParams(payload).toString() } : {}),
    })
  const statuses = [
    await ask('/cases/find?words=Quillfeather'),
    await ask('/cases/open?first_name=Zebedee&last_name=Quillfeather&crn=X123456'),
    await ask(`/cases/${area}/${caseId}`),
    await ask('/cases/C05/QUILLFEATHER'),
    await ask('/nowhere/Quillfeather?name=Zebedee'),
    await ask('/cases/%E0%A4%A/Quillfeather'),
    await ask('/cases/open', { first_name: 'Zebedee', last_name: 'Quillfeather' }),
    await ask('/sign-in', { email: 'zebedee.quillfeather@nowhere.example', password: planted }),
    await ask('/sign-in?to=/cases/find%3Fwords=Quillfeather', {
      email: 'lead-officer@airedale-lead.example',
      password: planted,
    }),
  ].map(answer => answer.statusCode)
  expect(new Set(statuses)).toEqual(new Set([200, 404, 400, 403, 401]))

  vi.spyOn(world.database.scopes, 'now').mockImplementation(() => {
    throw Object.assign(new Error('Quillfeather is in this message'), {
      detail: 'Key (name)=(Quillfeather)',
      hint: 'Zebedee',
    })
  })
  const broken = await ask('/cases/find?words=Quillfeather')
  expect(broken.statusCode).toBe(500)
  expect(broken.body).not.toContain('is in this message')
  await app.close()

  const said = lines.join('')
  expect(lines.length).toBeGreaterThan(statuses.length)
  expect(said).toContain('"fault"')
  expect(said).toContain('/cases/find')
  for (const secret of [
    'quillfeather',
    'zebedee',
    'x123456',
    caseId.toLowerCase(),
    'nowhere.example',
    planted,
    token.toLowerCase(),
  ])
    expect(said.toLowerCase(), secret).not.toContain(secret)
})

test('a commit that the database refuses is run again from the beginning: one acceptance, one event', async () => {
  const referral = await stageSent(world)
  const browser = await world.as('lantern-manager')
  const query = pg.Client.prototype.query
  let refused = 0
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...asked: unknown[]) {
    if (asked[0] !== 'COMMIT' || refused > 0) return Reflect.apply(query, this, asked)
    refused += 1
    return Promise.reject(Object.assign(new Error('could not serialize access'), { code: '40001' }))
  })
  const answer = await browser.post(`${referral.url}/accept`, {
    begins: 'day',
    'start_on-year': '2027',
    'start_on-month': '1',
    'start_on-day': '5',
  })
  expect(answer.statusCode).toBe(303)
  expect(refused).toBe(1)
  const count = async (statement: string) => (await world.database.load(statement, [referral.caseId])).rows[0].n
  expect(
    await count("SELECT count(*)::int AS n FROM journal.event WHERE kind = 'referral.accepted' AND case_id = $1"),
  ).toBe(1)
  expect(await count('SELECT count(*)::int AS n FROM casework.service WHERE case_id = $1')).toBe(1)
})
