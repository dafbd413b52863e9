import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { CaseKey } from '../journal/append.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { recountAll } from './figures/keep-current.ts'

let world: World
let cases: CaseKey[]
const FIGURE = '/areas/C05/figures/2026-10/referral-answered/lantern-trust'
const WHOLE = '/areas/C05/figures/2026-10/referral-answered/*'

async function owe(key: CaseKey, { id, state, month = '2026-10', owedBy = 'lantern-trust' }: Owed) {
  await world.database.load(
    `INSERT INTO obligations.obligation
       (area, case_id, obligation, code, version, subject, owed_by, owed_to, holder, started_at, due_at, month, state, link)
     VALUES ($1, $2, $3, 'answer-referral', 1, $4, $5, 'airedale-lead', $5, $6, $6, $7, $8, $9)`,
    [
      key.area,
      key.caseId,
      id,
      `referral ${id}`,
      owedBy,
      `${month}-15T12:00:00Z`,
      month,
      state,
      `/cases/${key.area}/${key.caseId}`,
    ],
  )
}
type Owed = { id: string; state: string; month?: string; owedBy?: string }

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  world.setClock('2026-11-05T09:00:00Z')
  cases = [await world.openCase('lead-officer'), await world.openCase('lead-officer-2')]
  const [one, two] = cases
  if (!one || !two) throw new Error('No cases.')
  await owe(one, { id: 'AB1', state: 'met' })
  await owe(one, { id: 'AB2', state: 'met late' })
  await owe(two, { id: 'AB3', state: 'met' })
  await owe(two, { id: 'AB4', state: 'void' })
  await owe(two, { id: 'AB5', state: 'open' })
  await owe(two, { id: 'AB6', state: 'met', month: '2026-09' })
  await owe(two, { id: 'AB7', state: 'missed', owedBy: 'harbour-house' })
  await recountAll(world.database.jobs, { asOf: Temporal.Instant.from('2026-11-05T08:00:00Z') })
})
afterAll(() => world.close())

const jsonAs = async (worker: string, url: string) => (await (await world.as(worker)).get(`/api${url}`)).json()
const pageAs = async (worker: string, url: string) => (await world.as(worker)).get(url)

test('provider, lead provider and commissioner get the same number, to the byte', async () => {
  const shown = []
  for (const worker of ['lantern-manager', 'lead-supply', 'contract-manager']) {
    const { value, numerator, denominator, asOf, definition, excluded, parts } = await jsonAs(worker, FIGURE)
    shown.push(JSON.stringify({ value, numerator, denominator, asOf, definition, excluded, parts }))
  }
  expect(new Set(shown).size).toBe(1)
  expect(JSON.parse(shown[0] ?? '')).toMatchObject({
    value: 66.66666666666666,
    numerator: '2',
    denominator: '3',
    excluded: [
      { reason: 'No longer owed', records: '1' },
      { reason: 'Not yet due', records: '1' },
    ],
    parts: [
      { reason: 'In time', records: '2' },
      { reason: 'Late', records: '1' },
    ],
  })
})

test('a figure of another partner, and one that does not exist, answer alike', async () => {
  const other = await pageAs('harbour-manager', FIGURE)
  const none = await pageAs('harbour-manager', FIGURE.replace('2026-10', '2019-01'))
  expect([other.statusCode, none.statusCode]).toEqual([404, 404])
  const wordsOf = (body: string) => body.replaceAll(/[0-9a-f-]{36}/g, '')
  expect(wordsOf(other.body).match(/<main.*<\/main>/s)?.[0]).toBe(wordsOf(none.body).match(/<main.*<\/main>/s)?.[0])
  expect((await pageAs('harbour-manager', WHOLE)).statusCode).toBe(200)
})

test('a figure opens to exactly the records that it counts, with those excluded after them', async () => {
  const { rows, shown, records, numerator } = await jsonAs('lead-manager', `${WHOLE}/rows`)
  expect(rows.map((row: { record: string; excluded: string | null }) => [row.record, row.excluded])).toEqual([
    ['referral AB1', null],
    ['referral AB2', null],
    ['referral AB3', null],
    ['referral AB7', null],
    ['referral AB4', 'No longer owed'],
    ['referral AB5', 'Not yet due'],
  ])
  expect([shown, records, numerator]).toEqual(['4', '4', '2'])
})

test('the rows are those of the cases that the viewer may see, and the page says so', async () => {
  const { rows, shown } = await jsonAs('lead-officer', `${WHOLE}/rows`)
  expect(rows.map((row: { record: string }) => row.record)).toEqual(['referral AB1', 'referral AB2'])
  expect(shown).toBe('2')
  const body = (await pageAs('lead-officer', `${WHOLE}/rows`)).body
  expect(body).toContain('2 of the 4 records that count can be shown to you; some rows are not shown to you.')
})

test('the commissioner sees counts and no row, and the partner no row of a case it is not involved in', async () => {
  for (const worker of ['contract-manager', 'lantern-manager']) {
    const { rows, shown } = await jsonAs(worker, `${FIGURE}/rows`)
    expect([rows, shown]).toEqual([[], '0'])
  }
  expect((await pageAs('contract-manager', FIGURE)).body).toContain(
    'None of them can be shown to you; some rows are not shown to you.',
  )
})

test('who opens the rows has looked at their cases, and who opens the figure has looked at none', async () => {
  const looks = async () =>
    (await world.database.owner.query('SELECT 1')) &&
    (await world.database.load("SELECT case_id FROM journal.look WHERE worker = 'lead-mate'")).rows.length
  await pageAs('lead-mate', FIGURE)
  expect(await looks()).toBe(0)
  await pageAs('lead-mate', `${WHOLE}/rows`)
  expect(await looks()).toBe(1)
})

test('the area page shows this month and the last, the area to all, and each partner itself alone', async () => {
  const commissioner = (await pageAs('contract-manager', '/areas/C05?month=2026-10')).body
  expect(commissioner).toContain(`href="${WHOLE}"`)
  expect(commissioner).toContain(`href="${FIGURE}"`)
  expect(commissioner).toContain(`href="${FIGURE.replace('2026-10', '2026-09')}"`)
  const harbour = (await pageAs('harbour-manager', '/areas/C05?month=2026-10')).body
  expect(harbour).toContain(`href="${WHOLE}"`)
  expect(harbour).toContain('/referral-answered/harbour-house"')
  expect(harbour).not.toContain('lantern-trust')
  expect(harbour).toContain('href="/measures/referral-answered"')
})

test('the areas of an organisation are listed with its part in them', async () => {
  expect(await jsonAs('contract-manager', '/areas')).toMatchObject({
    areas: [{ area: 'C05', roles: ['commissioner'] }],
  })
})

test('every figure has its definition a click away, and each definition says its source', async () => {
  const { measures } = await jsonAs('lantern-manager', '/measures')
  for (const { code, versions } of measures) {
    const answer = await pageAs('lantern-manager', `/measures/${code}`)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain(versions[0].source.slice(0, 20))
  }
  expect((await pageAs('lantern-manager', '/measures/nothing')).statusCode).toBe(404)
  expect((await pageAs('lantern-manager', FIGURE)).body).toContain('href="/measures/referral-answered"')
})

test('a figure through time comes as CSV, a row a month', async () => {
  const { body, headers } = await pageAs('lantern-manager', `${FIGURE}/series.csv`)
  expect(headers['content-type']).toContain('text/csv')
  expect(body.trim().split('\n')).toEqual([
    'area,month,measure,organisation,version,numerator,denominator,value,target,computed',
    'C05,2026-09,referral-answered,lantern-trust,1,1,1,100.0000,95,2026-11-05T08:00:00Z',
    'C05,2026-10,referral-answered,lantern-trust,1,2,3,66.6667,95,2026-11-05T08:00:00Z',
  ])
})

test('an address that is no month, no area or no organisation is not found, and an administrator reads no figures', async () => {
  for (const url of [FIGURE.replace('2026-10', '2026-13'), FIGURE.replace('C05', 'X'), '/areas/C99', `${FIGURE}'--`])
    expect((await pageAs('contract-manager', url)).statusCode).toBe(404)
  expect((await pageAs('lead-admin', FIGURE)).statusCode).toBe(403)
})
