import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { CaseKey } from '../journal/append.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { openGlass } from './glass.ts'
import { limitCase } from './limits.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  for (const [worker, organisation, role] of [
    ['don-dpo', 'don-lead', 'data-protection officer'],
    ['lead-manager-2', 'airedale-lead', 'case manager'],
  ]) {
    await world.database.load(
      "INSERT INTO directory.worker (worker, name, email) VALUES ($1, $1, $1 || '@x.example')",
      [worker],
    )
    await world.database.load(
      "INSERT INTO directory.post (worker, organisation, role, from_day) VALUES ($1, $2, $3, '2020-01-01')",
      [worker, organisation, role],
    )
  }
})
afterAll(() => world.close())

let next = 0
async function identified(officer = 'lead-officer') {
  const value = `X${100_000 + next++}`
  const key = await world.openCase(officer, { lastName: `Person${value}`, identifiers: [{ kind: 'crn', value }] })
  return { key, value }
}

const seesName = ({ area, caseId }: CaseKey, worker: string) =>
  world.act(
    worker,
    async tx =>
      (
        await tx.db
          .selectFrom('casework.identity')
          .select('case_id')
          .where('area', '=', area)
          .where('case_id', '=', caseId)
          .execute()
      ).length === 1,
    'reads',
  )

const REASON = 'He is on a bridge and I must reach his mother.'

test('broken glass opens the one record to the one person, is told to its owner and is reviewed by somebody else', async () => {
  const { key, value } = await identified()
  const breaker = await world.as('don-officer')
  const opened = await breaker.post('/glass', { identifier: value.toLowerCase(), reason: REASON, confirmed: 'yes' })
  expect(opened.headers.location).toBe(`/cases/${key.area}/${key.caseId}`)
  expect(await seesName(key, 'don-officer')).toBe(true)
  expect(await seesName(key, 'don-manager')).toBe(false)
  expect(await world.act('don-officer', tx => openGlass(tx, key), 'reads')).toMatchObject({ reason: REASON })
  const list = await (await world.as('lead-dpo')).get('/glass/reviews')
  expect(list.body).toContain(value)
  const [, address = ''] = /href="(\/glass\/reviews\/[0-9a-f]+)"/.exec(list.body) ?? []
  const own = await breaker.get(address)
  expect(own.statusCode).toBe(403)
  expect((await (await world.as('lead-dpo')).get(address)).body).not.toContain('at 00:00')
  const reviewed = await (await world.as('lead-dpo')).post(address, {
    finding: 'justified',
    note: 'The mother confirms it.',
  })
  expect(reviewed.statusCode).toBe(303)
  const again = await (await world.as('don-dpo')).post(address, { finding: 'not justified', note: 'No.' })
  expect(again.body).toContain('reviewed already')
})

test('who broke the glass cannot review it, whatever role they hold, in SQL neither', async () => {
  const { value } = await identified()
  await (await world.as('don-manager')).post('/glass', { identifier: value, reason: REASON, confirmed: 'yes' })
  const page = await (await world.as('don-manager')).get('/glass/reviews')
  const [, address = ''] = new RegExp(`href="(/glass/reviews/[0-9a-f]+)">${value}`).exec(page.body) ?? []
  const refused = await (await world.as('don-manager')).post(address, { finding: 'justified', note: 'Mine.' })
  expect(refused.statusCode).toBe(403)
  const changed = await world.act('don-manager', tx =>
    sql`UPDATE access.glass SET finding = 'justified' WHERE worker = 'don-manager'`.execute(tx.db),
  )
  expect(changed.numAffectedRows).toBe(0n)
})

test('an unknown identifier, one of two people and one of a record the person may never see are answered alike', async () => {
  const { key, value } = await identified()
  await world.act('lead-dpo', tx =>
    sql`SELECT access.name_worker(${key.area}, ${key.caseId}, 'don-officer', 'never', now())`.execute(tx.db),
  )
  const shared = await identified()
  await world.openCase('lead-officer', { identifiers: [{ kind: 'crn', value: shared.value }] })
  const breaker = await world.as('don-officer')
  const answers = await Promise.all(
    ['X999999', shared.value, value].map(identifier =>
      breaker.post('/glass', { identifier, reason: REASON, confirmed: 'yes' }),
    ),
  )
  const plain = answers.map(({ statusCode, body }, at) => [
    statusCode,
    body.replaceAll(['X999999', shared.value, value][at] ?? '', 'ID').replaceAll(/_key" value="[^"]*"/g, ''),
  ])
  expect(plain[0]?.[0]).toBe(422)
  expect(plain[1]).toEqual(plain[0])
  expect(plain[2]).toEqual(plain[0])
  expect(await seesName(key, 'don-officer')).toBe(false)
})

test('a short reason or a missing yes opens nothing', async () => {
  const { key, value } = await identified()
  const breaker = await world.as('don-officer')
  for (const body of [{ reason: 'urgent', confirmed: 'yes' }, { reason: REASON, confirmed: 'no' }, { reason: REASON }])
    expect((await breaker.post('/glass', { identifier: value, ...body })).statusCode).toBe(422)
  expect(await seesName(key, 'don-officer')).toBe(false)
})

test('an hour that a caller dates ahead ends an hour from now all the same', async () => {
  const { value } = await identified()
  await world.act('don-officer', tx =>
    sql`SELECT * FROM access.break_glass('aheadofit', ${value}, ${REASON}, now() + interval '9 years', now())`.execute(
      tx.db,
    ),
  )
  const row = await world.database.load(
    "SELECT until <= now() + interval '1 hour' AS soon FROM access.glass WHERE glass = 'aheadofit'",
  )
  expect(row.rows[0]).toEqual({ soon: true })
})

test('a limited case is seen by those named and by nobody else, and exists again when the limit ends', async () => {
  const { key, value } = await identified()
  const dpo = await world.as('lead-dpo')
  const made = await dpo.post('/limited', { identifier: value, reason: 'A relative works here.' })
  expect(made.headers.location).toBe(`/limited/${key.area}/${key.caseId}`)
  for (const worker of ['lead-officer', 'lead-mate', 'lead-manager']) expect(await seesName(key, worker)).toBe(false)
  const found = await dpo.get(`/limited/${key.area}/${key.caseId}?words=lead%20off`)
  expect(found.body).toContain('Lead Officer')
  await dpo.post(`/limited/${key.area}/${key.caseId}/name`, { worker: 'lead-manager' })
  expect(await seesName(key, 'lead-manager')).toBe(true)
  expect(await seesName(key, 'lead-officer')).toBe(false)
  await (await world.as('lead-manager')).post(`/limited/${key.area}/${key.caseId}/end`)
  expect(await seesName(key, 'lead-officer')).toBe(true)
})

test('a case manager who is not named cannot find, open, name on or end a limit, and is answered as if it did not exist', async () => {
  const { key, value } = await identified()
  await world.act('lead-dpo', tx => limitCase(tx, key, { reason: 'test', source: 'test' }))
  const manager = await world.as('lead-manager')
  const base = `/limited/${key.area}/${key.caseId}`
  expect((await manager.get('/limited')).body).not.toContain(value)
  expect((await manager.get(base)).statusCode).toBe(404)
  expect((await manager.post(`${base}/name`, { worker: 'lead-manager' })).statusCode).toBe(404)
  expect((await manager.post(`${base}/end`)).statusCode).toBe(404)
  expect((await manager.post('/limited', { identifier: value, reason: 'test' })).statusCode).toBe(422)
  await expect(
    world.act('lead-manager', tx =>
      sql`SELECT access.name_worker(${key.area}, ${key.caseId}, 'lead-manager', 'see', now())`.execute(tx.db),
    ),
  ).rejects.toThrow()
  expect(await seesName(key, 'lead-manager')).toBe(false)
})

test('an excluded person never sees the case, as officer, case manager, named or by broken glass', async () => {
  const { key, value } = await identified()
  const base = `/limited/${key.area}/${key.caseId}`
  const dpo = await world.as('lead-dpo')
  for (const worker of ['lead-officer', 'lead-manager']) await dpo.post(`${base}/exclude`, { worker })
  expect(await seesName(key, 'lead-officer')).toBe(false)
  expect(await seesName(key, 'lead-manager')).toBe(false)
  expect(await seesName(key, 'lead-mate')).toBe(true)
  expect(await seesName(key, 'lead-manager-2')).toBe(true)
  expect((await dpo.post(`${base}/name`, { worker: 'lead-officer' })).statusCode).toBe(409)
  await (await world.as('lead-officer')).post('/glass', { identifier: value, reason: REASON, confirmed: 'yes' })
  expect(await seesName(key, 'lead-officer')).toBe(false)
  expect((await (await world.as('lead-manager-2')).post(`${base}/remove`, { worker: 'lead-officer' })).statusCode).toBe(
    403,
  )
  await dpo.post(`${base}/remove`, { worker: 'lead-officer' })
  expect(await seesName(key, 'lead-officer')).toBe(true)
})

test('a decision to share is recorded by the responsible organisation alone, never of the victim class, and ends on its instant', async () => {
  const { key } = await identified('don-officer')
  const decide = (worker: string, organisation: string, of: string) =>
    world.act(worker, tx =>
      sql`INSERT INTO access.sharing_decision (area, case_id, decision, organisation, class, lawful_basis, reason, by, from_at)
          VALUES (${key.area}, ${key.caseId}, ${`D${next++}`}, ${organisation}, ${of}, 'consent', 'test', 'test', now())`.execute(
        tx.db,
      ),
    )
  await decide('don-officer', 'lantern-trust', 'health')
  await expect(decide('don-officer', 'lantern-trust', 'victim')).rejects.toThrow('row-level security')
  await expect(decide('lead-manager', 'airedale-lead', 'health')).rejects.toThrow('row-level security')
})

test('an administrator sees and changes members of the own organisation only, by whatever code', async () => {
  const admin = await world.as('lead-admin')
  const list = await admin.get('/users')
  expect(list.body).toContain('lead-officer@airedale-lead.example')
  expect(list.body).not.toContain('lantern')
  const absent = await admin.get('/users/nobody-at-all')
  const foreign = await admin.get('/users/lantern-worker')
  const plain = (answer: { body: string }) => answer.body.replaceAll(/lantern-worker|nobody-at-all|[0-9a-f-]{36}/g, '')
  expect([foreign.statusCode, plain(foreign)]).toEqual([404, plain(absent)])
  expect((await admin.post('/users/lantern-worker', { roles: 'administrator' })).statusCode).toBe(404)
  expect((await admin.post('/users/lantern-worker/end')).statusCode).toBe(404)
  const posts = await world.database.load(
    "SELECT organisation, role, to_day FROM directory.post WHERE worker = 'lantern-worker'",
  )
  expect(posts.rows).toEqual([{ organisation: 'lantern-trust', role: 'practitioner', to_day: null }])
})

test('a new member sees what the team sees from the same minute, and nothing after the end', async () => {
  const { key } = await identified()
  const admin = await world.as('lead-admin')
  const added = await admin.post('/users/new', {
    name: 'New Mate',
    email: 'New.Mate@airedale-lead.example',
    roles: 'practitioner',
    team: 'north',
  })
  expect(added.statusCode).toBe(303)
  const found = await world.database.load(
    "SELECT worker FROM directory.worker WHERE email = 'new.mate@airedale-lead.example'",
  )
  const worker = String(found.rows[0]?.worker)
  expect(await seesName(key, worker)).toBe(true)
  expect(
    (await admin.post('/users/new', { name: 'Again', email: 'new.mate@airedale-lead.example', roles: 'practitioner' }))
      .statusCode,
  ).toBe(422)
  await admin.post(`/users/${worker}`, { roles: 'practitioner', team: 'south' })
  expect(await seesName(key, worker)).toBe(false)
  await admin.post(`/users/${worker}/end`)
  await expect(world.actor(worker)).rejects.toThrow('holds no post')
})

test('the only administrator cannot take the role off themselves', async () => {
  const admin = await world.as('lead-admin')
  expect((await admin.post('/users/lead-admin', { roles: 'practitioner' })).statusCode).toBe(422)
})

test('who sees which case is the administrator’s to set, holds at once, and no other role can set it in SQL', async () => {
  const { key } = await identified()
  expect(await seesName(key, 'lead-officer-2')).toBe(false)
  await expect(
    world.act('lead-officer-2', tx =>
      sql`UPDATE directory.organisation SET case_visibility = 'all' WHERE organisation = 'airedale-lead'`.execute(
        tx.db,
      ),
    ),
  ).rejects.toThrow('only an administrator')
  const admin = await world.as('lead-admin')
  await admin.post('/users/settings', { visibility: 'all' })
  expect(await seesName(key, 'lead-officer-2')).toBe(true)
  await admin.post('/users/settings', { visibility: 'allocated' })
  expect(await seesName(key, 'lead-officer-2')).toBe(false)
})

test('the officer of data protection reads who looked and why, with the file, and the own organisation’s journal alone', async () => {
  const { key, value } = await identified()
  await world.act('lead-officer', async tx => {
    const { recordLook } = await import('../journal/append.ts')
    await recordLook(tx, 'The case', [key])
  })
  const dpo = await world.as('lead-dpo')
  expect((await dpo.get(`/looks?identifier=${value}`)).body).toContain('Lead Officer')
  expect((await dpo.get(`/looks.csv?identifier=${value}`)).body).toContain(
    'Lead Officer,Airedale Rehabilitation Company,test,The case',
  )
  expect((await (await world.as('don-dpo')).get(`/looks?identifier=${value}`)).body).not.toContain('Lead Officer')
  const journal = await dpo.get('/journal?kind=case.opened')
  expect(journal.body).toContain('Case: opened')
  expect((await (await world.as('don-dpo')).get('/journal?kind=case.opened&worker=lead-officer')).body).toContain(
    'No event matches',
  )
  expect((await (await world.as('lead-manager')).get('/journal')).statusCode).toBe(403)
})
