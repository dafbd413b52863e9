import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { CaseKey } from '../../journal/append.ts'
import { type Browser, openWorld, type World } from '../../web/testing/world.ts'
import { caseUrl } from '../read-model.ts'

/** One person with something in every class, and the words by which each class would be known on the page. */
const HELD = {
  identity: 'Veiled',
  identifier: 'X414141',
  contact: '7 Hidden Mews',
  sentence: 'Unpaid work',
  needs: 'Drug misuse',
  plan: 'Sing in the choir',
  level: 'Very high',
  summary: 'Neighbours upstairs',
  health: 'Inhaler at hand',
  adjustment: 'Quiet waiting room',
  unparsed: 'HIGHISH',
} as const
type Held = keyof typeof HELD

let world: World
let key: CaseKey
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  key = await world.openCase('lead-officer', {
    firstName: 'Vera',
    lastName: HELD.identity,
    identifiers: [{ kind: 'crn', value: HELD.identifier }],
  })
  await fill(await world.as('lead-officer'))
})
afterAll(() => world.close())

async function fill(browser: Browser) {
  const url = caseUrl(key)
  await browser.post(`${url}/contact`, { address: HELD.contact })
  await browser.post(`${url}/adjustments`, { lines: HELD.adjustment })
  await browser.post(`${url}/needs`, { drugs: '8' })
  await browser.post(`${url}/risk`, { level: 'very high', who_is_at_risk: HELD.summary })
  await browser.post(`${url}/plan/goals/new`, { words: HELD.plan, weight: '1' })
  await browser.post(`${url}/sentences/new`, {
    kind: 'community order',
    started_on: '2026-10-01',
    ends_on: '2030-09-30',
  })
  const { rows } = await world.database.load('SELECT sentence FROM casework.sentence WHERE case_id = $1', [key.caseId])
  await browser.post(`${url}/sentences/${rows[0]?.sentence}/requirements`, { kind: 'unpaid_work', amount: '100' })
  await world.database.load('INSERT INTO casework.health (area, case_id, words) VALUES ($1, $2, $3)', [
    key.area,
    key.caseId,
    HELD.health,
  ])
  await world.database.load(
    "INSERT INTO casework.unparsed (area, case_id, unparsed, path, field, found, sentence, at) VALUES ($1, $2, 1, 'risk', 'level', $3, 'No level', now())",
    [key.area, key.caseId, HELD.unparsed],
  )
}

const refresh = () =>
  world.act('lead-officer', tx => sql`SELECT access.refresh(${key.area}, ${key.caseId})`.execute(tx.db))

async function ask(state: 'sent' | 'accepted') {
  await world.database.load(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, sent_at)
     VALUES ($1, $2, 'AB1234AC', 'accommodation', 'airedale-lead', 'lead-officer', 'lantern-trust', 'sent', now(), now(), now())
     ON CONFLICT DO NOTHING`,
    [key.area, key.caseId],
  )
  if (state === 'accepted') {
    await world.database.load(
      "UPDATE casework.referral SET state = 'accepted', answered_at = now() WHERE case_id = $1",
      [key.caseId],
    )
    await world.database.load(
      "INSERT INTO casework.service (area, case_id, reference, provider, state) VALUES ($1, $2, 'AB1234AC', 'lantern-trust', 'waiting')",
      [key.area, key.caseId],
    )
  }
  await refresh()
}

const shownTo = async (worker: string): Promise<Held[]> => {
  const browser = await world.as(worker)
  const page = await browser.get(caseUrl(key))
  const json = await browser.get(`/api${caseUrl(key)}`)
  const shown = Object.entries(HELD).flatMap(([held, words]) => (page.body.includes(words) ? [held] : []))
  const inJson = Object.entries(HELD).filter(
    ([held, words]) => !['sentence', 'needs', 'level'].includes(held) && json.body.includes(words),
  )
  for (const [held] of inJson) expect(shown).toContain(held)
  return shown.sort() as Held[]
}

test('supervision sees every class', async () => {
  expect(await shownTo('lead-officer')).toEqual(Object.keys(HELD).sort())
})

test('an organisation without a purpose finds nothing at the same address', async () => {
  expect((await (await world.as('lantern-manager')).get(caseUrl(key))).statusCode).toBe(404)
})

test('a provider that is asked sees a reference, the level of risk and adjustments, and is told what is not shared', async () => {
  await ask('sent')
  expect(await shownTo('lantern-manager')).toEqual(['adjustment', 'level'])
  const page = await (await world.as('lantern-manager')).get(caseUrl(key))
  for (const words of [
    `Case ${key.caseId}`,
    'The name appears on acceptance',
    'Not shared with your organisation for this purpose',
    '35 to 44',
    'it has been asked to take a referral',
  ])
    expect(page.body).toContain(words)
  const list = await (await world.as('lantern-manager')).get('/cases?list=all')
  expect(list.body).toContain(`Case ${key.caseId}`)
  expect(list.body).not.toContain(HELD.identity)
  expect((await (await world.as('lantern-manager')).get('/cases/find?words=veiled')).body).toContain('Nobody found')
  expect((await (await world.as('lantern-manager')).get(`/cases/find?words=${HELD.identifier}`)).body).toContain(
    'Nobody found',
  )
  expect((await (await world.as('lantern-manager')).get(`${caseUrl(key)}/plan`)).statusCode).toBe(404)
})

test('a provider that delivers sees the name, contact, summary of risk and adjustments, not needs, plan, health or the full record', async () => {
  await ask('accepted')
  expect(await shownTo('lantern-manager')).toEqual([
    'adjustment',
    'contact',
    'identifier',
    'identity',
    'level',
    'summary',
  ])
  const page = await (await world.as('lantern-manager')).get(caseUrl(key))
  expect(page.body).toContain('30 September 2030')
  expect((await (await world.as('lantern-manager')).get('/cases/find?words=veiled')).body).toContain('1 person found')
})

test('a provider changes nothing of the record, whoever delivers', async () => {
  const browser = await world.as('lantern-manager')
  for (const [path, body] of [
    ['/contact', { phone: '0' }],
    ['/risk', { level: 'low' }],
    ['/needs', { drugs: '0' }],
    ['/identity', { first_name: 'A', last_name: 'B', sex: 'male' }],
    ['/officer', { officer: 'lantern-worker', reason: 'ours' }],
    ['/close', { reason: 'died' }],
    ['/sentences/new', { kind: 'other', started_on: '2026-10-01' }],
  ] as const)
    expect((await browser.post(`${caseUrl(key)}${path}`, { ...body })).statusCode).toBe(403)
})

test('a note reaches those of its class alone', async () => {
  const lead = await world.as('lead-officer')
  await lead.post(`${caseUrl(key)}/notes/new`, { words: 'For everybody here', class: 'identity' })
  await lead.post(`${caseUrl(key)}/notes/new`, { words: 'For supervision alone', class: 'risk' })
  const page = await (await world.as('lantern-manager')).get(caseUrl(key))
  expect(page.body).toContain('For everybody here')
  expect(page.body).not.toContain('For supervision alone')
  const refused = await (await world.as('lantern-manager')).post(`${caseUrl(key)}/notes/new`, {
    words: 'Mine',
    class: 'risk',
  })
  expect(refused.statusCode).toBe(422)
})

test('a change of risk stands in the timeline of a provider, a change of needs does not', async () => {
  const timeline = await (await world.as('lantern-manager')).get(`${caseUrl(key)}/timeline`)
  expect(timeline.body).toContain('Risk changed')
  expect(timeline.body).not.toContain('Needs assessed')
})

test('a limited case says so to those who are named, and is gone for everybody else', async () => {
  const limited = await world.openCase('lead-officer', { lastName: 'Limited' })
  await world.database.load(
    "INSERT INTO access.limited_case (area, case_id, reason, source, since) VALUES ($1, $2, 'asked for', 'test', now())",
    [limited.area, limited.caseId],
  )
  await world.database.load(
    "INSERT INTO access.named_worker (area, case_id, worker, may, at) VALUES ($1, $2, 'lead-manager', 'see', now())",
    [limited.area, limited.caseId],
  )
  await world.act('lead-officer', tx => sql`SELECT access.refresh(${limited.area}, ${limited.caseId})`.execute(tx.db))
  const named = await (await world.as('lead-manager')).get(caseUrl(limited))
  expect(named.body).toContain('This case is limited')
  expect((await (await world.as('lead-officer')).get(caseUrl(limited))).statusCode).toBe(404)
  expect((await (await world.as('lead-officer')).get('/cases/find?words=limited')).body).toContain('Nobody found')
  expect((await (await world.as('lead-officer')).get('/cases')).body).not.toContain(limited.caseId)
})
