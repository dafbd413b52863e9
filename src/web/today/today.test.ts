import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { append, type CaseKey, type Facts } from '../../journal/append.ts'
import { MOST_OPEN } from '../../obligations/read-model.ts'
import { openWorld, type World } from '../testing/world.ts'
import { PAGE_SIZE } from './load.ts'

let world: World
let key: CaseKey

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  key = await world.openCase('lead-officer', { firstName: 'Wilhelmina', lastName: 'Quillfeather' })
  await happens('lead-officer', 'sentence.allocated', { sentence: 'S1', kind: 'community order' })
})
afterAll(() => world.close())

async function happens(worker: string, kind: string, facts: Facts, about = key) {
  await world.act(worker, tx => append(tx, kind, { subject: 'test', case: about, facts }))
}

const today = async (worker: string, query = '') => (await (await world.as(worker)).get(`/${query}`)).body
const model = async (worker: string, query = '') => (await (await world.as(worker)).get(`/api/today${query}`)).json()

test('an officer sees their own first, by name, with a link that does it and one to its clock', async () => {
  const other = await world.openCase('lead-mate', { firstName: 'Barnaby', lastName: 'Thistledown' })
  await happens('lead-mate', 'sentence.allocated', { sentence: 'S2', kind: 'community order' }, other)
  const page = await today('lead-officer')
  expect(page).toContain('Wilhelmina Quillfeather')
  expect(page.indexOf('Wilhelmina Quillfeather')).toBeLessThan(page.indexOf('Barnaby Thistledown'))
  expect(page).toContain(`/obligations/${key.area}/${key.caseId}/SL001R.sentence-S1`)
  const mine = await today('lead-officer', '?kind=&whose=mine')
  expect(mine).toContain('Wilhelmina Quillfeather')
  expect(mine).not.toContain('Barnaby Thistledown')
})

test('every case shown is written down as looked at, and none other', async () => {
  await today('lead-mate')
  const looks = await world.database.load(
    "SELECT area, case_id FROM journal.look WHERE worker = 'lead-mate' AND case_id = $1",
    [key.caseId],
  )
  expect(looks.rowCount).toBeGreaterThan(0)
})

test.each(['lead-officer-2', 'don-manager', 'contract-manager', 'lead-finance', 'lead-dpo'])(
  '%s, who may not see the case, sees neither the person nor the case',
  async worker => {
    const page = await today(worker)
    expect(page).toContain('Nothing is due')
    expect(page).not.toContain('Quillfeather')
    expect(page).not.toContain(key.caseId)
  },
)

test('a case manager sees first what nobody has taken', async () => {
  const free = await world.openCase('lead-manager', { firstName: 'Ottoline', lastName: 'Fernsby', officer: null })
  await happens('lead-manager', 'sentence.allocated', { sentence: 'S3', kind: 'community order' }, free)
  const { rows } = await model('lead-manager')
  expect(rows[0]).toMatchObject({ mark: 'unallocated', person: 'Ottoline Fernsby' })
})

test('the list comes in pages, and a filter narrows it to a kind', async () => {
  for (let at = 0; at < PAGE_SIZE; at += 1)
    await happens('lead-officer', 'handover.gap_accepted', {
      reference: 'HO2345AB',
      item: `item-${at}`,
      closer: 'airedale-lead',
      by: '2027-01-20',
    })
  const first = await model('lead-officer')
  expect(first.rows).toHaveLength(PAGE_SIZE)
  expect(first.pages).toBe(2)
  const second = await model('lead-officer', '?page=2')
  expect(first.rows.length + second.rows.length).toBe(first.total)
  const gaps = await model('lead-officer', '?kind=handover-gap')
  expect(gaps.total).toBe(PAGE_SIZE)
  expect(await today('lead-officer', '?kind=handover-gap')).toContain(`(${PAGE_SIZE})`)
  expect(await today('lead-officer')).toContain('Page 2 of 2')
})

test('the page of an obligation says in words what it is, whose clock it is, and its source', async () => {
  const officer = await world.as('lead-officer')
  const url = `/obligations/${key.area}/${key.caseId}/SL001R.sentence-S1`
  const { body, statusCode } = await officer.get(url)
  expect(statusCode).toBe(200)
  for (const words of [
    'service level SL001R',
    'Airedale Rehabilitation Company',
    'Wilhelmina Quillfeather',
    '5 business days',
  ])
    expect(body).toContain(words)
  expect((await (await world.as('don-manager')).get(url)).statusCode).toBe(404)
  expect((await (await world.as('lead-supply')).get(url)).statusCode).toBe(403)
})

test('an administrator sees locked accounts', async () => {
  await world.database.load(
    "UPDATE access.account SET locked_until = now() + interval '1 hour' WHERE worker = 'lead-mate'",
  )
  expect(await today('lead-admin')).toContain('Help Lead Mate to sign in')
  expect(await today('lead-officer')).not.toContain('to sign in')
})

test('a data-protection officer sees what glass is to be reviewed, and no person', async () => {
  await world.database.load(
    `INSERT INTO access.glass (glass, area, case_id, worker, organisation, owner, identifier, reason, at, until, review_due)
     VALUES ('G1', $1, $2, 'lead-officer-2', 'airedale-lead', 'airedale-lead', 'X123456', 'A reason of some length', now(), now(), now() + interval '2 days')`,
    [key.area, key.caseId],
  )
  const page = await today('lead-dpo')
  expect(page).toContain('Review broken glass')
  expect(page).not.toContain('Quillfeather')
})

test('a partner manager without records sees how many there are, and nobody', async () => {
  await world.database.load("DELETE FROM directory.post WHERE worker = 'harbour-manager' AND role = 'case manager'")
  await happens('lead-officer', 'referral.sent', {
    reference: 'CD2345EF',
    provider: 'harbour-house',
    sender: 'airedale-lead',
  })
  const page = await today('harbour-manager')
  expect(page).toContain('Answer a referral: 1 is open')
  expect(page).not.toContain('Quillfeather')
})

test('the definitions are there for everybody, each with its source', async () => {
  const answer = await world.app.inject('/definitions')
  expect(answer.statusCode).toBe(200)
  const { sections } = (await world.app.inject('/api/definitions')).json()
  const { rows } = await world.act('lead-officer', tx =>
    sql<{ code: string }>`SELECT code FROM obligations.definition`.execute(tx.db),
  )
  expect(sections[0].model.map((one: { code: string }) => one.code).sort()).toEqual(rows.map(row => row.code).sort())
  expect(answer.body).toContain('service level SL001R')
})

test('of more than can be listed the most pressing are, and the page says so', async () => {
  expect(await today('lead-officer')).not.toContain('More is to be done')
  await world.database.load(
    `INSERT INTO obligations.obligation
     SELECT (jsonb_populate_record(o, jsonb_build_object('obligation', 'more-' || more, 'subject', 'more ' || more))).*
       FROM obligations.obligation o, generate_series(1, $2) AS more
      WHERE o.case_id = $1 AND o.obligation = 'SL001R.sentence-S1'`,
    [key.caseId, MOST_OPEN],
  )
  expect(await today('lead-officer')).toContain('the 1,000 most pressing are listed and counted here')
  const { total, cut } = await model('lead-officer')
  expect([total, cut]).toEqual([MOST_OPEN, true])
})
