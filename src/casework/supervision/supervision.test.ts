import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import type { CaseKey } from '../../journal/append.ts'
import { type Browser, openWorld, type World } from '../../web/testing/world.ts'
import { caseUrl } from '../read-model.ts'
import { outlineOf, type SentenceSaid, stretchesOf } from './sentence.ts'

let world: World
let browser: Browser
let key: CaseKey
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  browser = await world.as('lead-officer')
})
beforeEach(async () => {
  key = await world.openCase('lead-officer')
})
afterEach(() => world.setClock(undefined))
afterAll(() => world.close())

const post = (path: string, body: Record<string, string>) => browser.post(`${caseUrl(key)}${path}`, body)
const rows = async (query: string) => (await world.database.load(query, [key.caseId])).rows
const factsOf = async (kind: string) =>
  (
    await world.database.load('SELECT facts FROM journal.event WHERE case_id = $1 AND kind = $2 ORDER BY id', [
      key.caseId,
      kind,
    ])
  ).rows.map(row => row.facts)

const day = (words: string) => Temporal.PlainDate.from(words)
const SAID: SentenceSaid = {
  kind: 'custody',
  startedOn: day('2026-01-15'),
  endsOn: null,
  months: 6,
  days: 0,
  offenceOn: day('2025-10-01'),
  releaseOn: null,
  allocatedOn: null,
}
const NOW = Temporal.Instant.from('2026-11-01T12:00:00Z')

test('custody of six months is kept as custody, licence and supervision to twelve months after release', () => {
  const stretches = stretchesOf(SAID, NOW)
  expect(stretches.map(({ kind, startedOn, endsOn }) => [kind, `${startedOn}`, `${endsOn}`])).toEqual([
    ['custody', '2026-01-15', '2026-04-14'],
    ['licence', '2026-04-15', '2026-07-14'],
    ['post-sentence supervision', '2026-07-15', '2027-04-14'],
  ])
  expect(outlineOf(stretches, day('2026-05-01'))).toEqual({ kind: 'licence', endsOn: day('2027-04-14') })
  expect(outlineOf(stretches, day('2028-01-01'))?.kind).toBe('post-sentence supervision')
})

test.each([
  [{ offenceOn: null }, 'offence_on'],
  [{ kind: 'licence', months: 0 }, 'ends_on'],
  [{ kind: 'other', endsOn: day('2026-01-14') }, 'ends_on'],
  [{ kind: 'community order', allocatedOn: day('2027-01-01') }, 'allocated_on'],
] as const)('a sentence said as %j is refused on %s', (change, field) => {
  expect(() => stretchesOf({ ...SAID, ...change }, NOW)).toThrow(
    expect.objectContaining({ fields: [expect.objectContaining({ field })] }),
  )
})

test('an order tells when it was allocated, a licence when release is, and the outline follows', async () => {
  await post('/sentences/new', {
    kind: 'community order',
    started_on: '2026-10-01',
    months: '12',
    allocated_on: '2026-10-02',
  })
  expect(await factsOf('sentence.allocated')).toEqual([
    { sentence: expect.any(String), kind: 'community order', allocatedAt: '2026-10-01T23:00:00Z' },
  ])
  expect(await rows('SELECT kind, ends_month FROM casework.sentence_outline WHERE case_id = $1')).toEqual([
    { kind: 'community order', ends_month: '2027-09' },
  ])
  await post('/sentences/new', { kind: 'licence', started_on: '2026-11-20', ends_on: '2028-02-01' })
  expect((await factsOf('sentence.allocated')).at(-1)).toMatchObject({ kind: 'licence', releaseOn: '2026-11-20' })
  expect(await rows('SELECT ends_on::text FROM casework.sentence_end WHERE case_id = $1')).toEqual([
    { ends_on: '2028-02-01' },
  ])
})

test('a sentence that ends leaves the outline, and a version seen too long ago is refused', async () => {
  await post('/sentences/new', { kind: 'community order', started_on: '2026-10-01', months: '12' })
  const [held] = await rows('SELECT sentence FROM casework.sentence WHERE case_id = $1')
  const path = `/sentences/${held?.sentence}`
  expect((await post(path, { ends_on: '2026-12-01', runs: 'no', _version: '1' })).statusCode).toBe(303)
  expect((await post(path, { ends_on: '2027-12-01', runs: 'yes', _version: '1' })).statusCode).toBe(409)
  expect(await rows('SELECT kind FROM casework.sentence_outline WHERE case_id = $1')).toEqual([{ kind: 'no sentence' }])
})

test('unpaid work is 40 to 300 hours, due in twelve months, and its progress stands on the case', async () => {
  await post('/sentences/new', { kind: 'community order', started_on: '2026-10-01', months: '12' })
  const [held] = await rows('SELECT sentence FROM casework.sentence WHERE case_id = $1')
  const path = `/sentences/${held?.sentence}/requirements`
  const refused = await post(path, { kind: 'unpaid_work', amount: '301' })
  expect(refused.statusCode).toBe(422)
  expect(refused.body).toContain('Enter 40 to 300 hours')
  expect((await post(path, { kind: 'licence_standard' })).statusCode).toBe(422)
  expect((await post(path, { kind: 'unpaid_work', amount: '120' })).statusCode).toBe(303)
  const [made] = await rows('SELECT requirement, due_by::text FROM casework.requirement WHERE case_id = $1')
  expect(made?.due_by).toBe('2027-10-01')
  await post(`/requirements/${made?.requirement}`, { done: '30', state: 'active' })
  expect((await browser.get(caseUrl(key))).body).toContain('30 of 120 hours done')
})

test('an appointment is booked ahead, recorded once it has begun, and only once', async () => {
  world.setClock('2026-10-05T09:00:00Z')
  const booking = { on: '2026-10-07', at: '14:30', minutes: '30', method: 'phone', worker: 'lead-officer' }
  expect((await post('/appointments/new', { ...booking, on: '2026-10-01' })).statusCode).toBe(422)
  expect((await post('/appointments/new', { ...booking, worker: 'don-officer' })).statusCode).toBe(422)
  expect((await post('/appointments/new', booking)).statusCode).toBe(303)
  const [booked] = await rows('SELECT session FROM casework.session WHERE case_id = $1')
  const facts = {
    session: booked?.session,
    kind: 'supervision',
    startsAt: '2026-10-07T13:30:00Z',
    organisation: 'airedale-lead',
  }
  expect(await factsOf('session.booked')).toEqual([facts])
  const path = `/appointments/${booked?.session}/record`
  expect((await post(path, { attendance: 'yes' })).statusCode).toBe(409)
  world.setClock('2026-10-07T14:00:00Z')
  const silent = await post(path, { attendance: 'no', done: 'Rang twice' })
  expect(silent.statusCode).toBe(422)
  expect(silent.body).toContain('Rang twice')
  expect((await post(path, { attendance: 'no', absence: 'not acceptable', _version: '1' })).statusCode).toBe(303)
  expect(await factsOf('session.recorded')).toEqual([{ ...facts, attendance: 'no', absence: 'not acceptable' }])
  expect((await post(path, { attendance: 'yes' })).statusCode).toBe(409)
  expect((await browser.get(caseUrl(key))).body).toContain('Missed, not acceptable')
})

test('a case manager changes the officer; the new officer sees the case and the old one no longer does', async () => {
  expect((await post('/officer', { officer: 'lead-officer-2', reason: 'Moved' })).statusCode).toBe(403)
  const manager = await world.as('lead-manager')
  expect((await manager.post(`${caseUrl(key)}/officer`, { officer: 'don-officer', reason: 'Moved' })).statusCode).toBe(
    422,
  )
  expect(
    (await manager.post(`${caseUrl(key)}/officer`, { officer: 'lead-officer-2', reason: 'Moved', _version: '1' }))
      .statusCode,
  ).toBe(409)
  expect(
    (await manager.post(`${caseUrl(key)}/officer`, { officer: 'lead-officer-2', reason: 'Moved' })).statusCode,
  ).toBe(303)
  expect((await (await world.as('lead-officer-2')).get(caseUrl(key))).statusCode).toBe(200)
  expect((await browser.get(caseUrl(key))).statusCode).toBe(404)
})

test('a case with a referral is not closed; once closed nobody sees it', async () => {
  await world.database.load(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, sent_at)
     VALUES ($1, $2, 'CD2345AC', 'accommodation', 'airedale-lead', 'lead-officer', 'lantern-trust', 'sent', now(), now(), now())`,
    [key.area, key.caseId],
  )
  const refused = await post('/close', { reason: 'sentence ended' })
  expect(refused.statusCode).toBe(409)
  expect(refused.body).toContain('CD2345AC')
  await world.database.load(
    "UPDATE casework.referral SET state = 'withdrawn', answered_at = now() WHERE case_id = $1",
    [key.caseId],
  )
  expect((await (await world.as('lead-mate')).post(`${caseUrl(key)}/close`, { reason: 'died' })).statusCode).toBe(403)
  expect((await post('/close', { reason: 'sentence ended' })).headers.location).toBe('/cases')
  expect((await (await world.as('lead-manager')).get(caseUrl(key))).statusCode).toBe(404)
  expect(await factsOf('case.closed')).toEqual([{ reason: 'sentence ended', organisation: 'airedale-lead' }])
})

test('needs take their severity from the score, and a second assessor is told what the first said', async () => {
  expect((await post('/needs', { drugs: '8', alcohol: '4', to_offending: 'drugs', _version: '1' })).statusCode).toBe(
    303,
  )
  expect(await rows('SELECT need, severity, to_offending FROM casework.need WHERE case_id = $1 ORDER BY need')).toEqual(
    [
      { need: 'alcohol', severity: 'standard', to_offending: false },
      { need: 'drugs', severity: 'severe', to_offending: true },
    ],
  )
  const clash = await post('/needs', { drugs: '1', _version: '1' })
  expect(clash.statusCode).toBe(409)
  expect(clash.body).toContain('drugs 8')
  expect(clash.body).toContain('value="1"')
  const wrong = await post('/needs', { drugs: 'eight' })
  expect(wrong.statusCode).toBe(422)
  expect(wrong.body).toContain('value="eight"')
})

test('a change of risk is told with the level before, and a clash keeps both', async () => {
  expect(
    (
      await post('/risk', {
        level: 'high',
        mappa_level: '2',
        warnings: 'arson',
        must_not_meet: 'Somebody',
        _version: '1',
      })
    ).statusCode,
  ).toBe(303)
  expect(await factsOf('risk.changed')).toEqual([{ level: 'high', before: 'not assessed', mappaLevel: 2, warnings: 2 }])
  const clash = await post('/risk', { level: 'low', nature: 'My words', _version: '1' })
  expect(clash.statusCode).toBe(409)
  expect(clash.body).toContain('It now says: high')
  expect(clash.body).toContain('My words')
  expect((await post('/risk', { level: 'low', _version: '2' })).statusCode).toBe(303)
  expect((await factsOf('risk.changed')).at(-1)).toMatchObject({ level: 'low', before: 'high' })
})
