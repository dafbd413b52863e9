import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { append, type CaseKey, type Facts } from '../journal/append.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { markFallenDue } from './fall-due.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterEach(() => world.setClock(undefined))
afterAll(() => world.close())

const REFERRAL = { reference: 'AB1234AC', provider: 'lantern-trust', sender: 'airedale-lead' }
const OFFER = { reference: 'HO2345AB', kind: 'area move', from: 'airedale-lead', to: 'don-lead' }
const at = (text: string) => Temporal.Instant.from(text)

/** Something happens, said by the officer. */
async function happens(key: CaseKey, when: string, kind: string, facts: Facts) {
  world.setClock(when)
  await world.act('lead-officer', tx => append(tx, kind, { subject: 'test', case: key, facts }))
}

async function newCase(when = '2026-09-01T09:00:00Z') {
  world.setClock(when)
  return world.openCase('lead-officer')
}

async function obligations(key: CaseKey) {
  const found = await world.database.owner.query(
    "SET ROLE weft_loader; SELECT code, subject, state, holder, owed_by, paused, due_at, month, fell_due FROM obligations.obligation WHERE case_id = '" +
      key.caseId +
      "' ORDER BY code, subject; RESET ROLE",
  )
  const [, rows] = found as unknown as { rows: Record<string, unknown>[] }[]
  return rows?.rows ?? []
}

const one = async (key: CaseKey, code: string) => (await obligations(key)).find(row => row.code === code)

async function bookedSession(key: CaseKey, session: string, startsAt: string, method = 'in person elsewhere') {
  await world.database.load(
    `INSERT INTO casework.session (area, case_id, session, provider, kind, starts_at, minutes, booked_at, method, format, state)
     VALUES ($1, $2, $3, 'airedale-lead', 'supervision', $4, 60, $4, $5, 'one to one', 'booked')`,
    [key.area, key.caseId, session, startsAt, method],
  )
  return { session, kind: 'supervision', organisation: 'airedale-lead', startsAt }
}

describe('a referral', () => {
  test('is to be answered by the organisation asked in 2 business days', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'referral.sent', REFERRAL)
    expect(await one(key, 'answer-referral')).toMatchObject({
      state: 'open',
      holder: 'lantern-trust',
      owed_by: 'lantern-trust',
      due_at: at('2026-10-05T23:00:00Z'),
      month: '2026-10',
    })
    await happens(key, '2026-10-05T22:59:59Z', 'referral.accepted', REFERRAL)
    expect(await one(key, 'answer-referral')).toMatchObject({ state: 'met' })
  })

  test('that is returned stands still with the sender, and goes on where it was when sent again', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'referral.sent', REFERRAL)
    await happens(key, '2026-10-02T10:00:00Z', 'referral.returned', REFERRAL)
    expect(await one(key, 'answer-referral')).toMatchObject({ paused: true, holder: 'airedale-lead' })
    await happens(key, '2026-10-14T10:00:00Z', 'referral.sent', REFERRAL)
    expect(await one(key, 'answer-referral')).toMatchObject({
      paused: false,
      holder: 'lantern-trust',
      due_at: at('2026-10-16T23:00:00Z'),
    })
    await happens(key, '2026-10-17T00:00:00Z', 'referral.declined', REFERRAL)
    expect(await one(key, 'answer-referral')).toMatchObject({ state: 'met late' })
  })

  test('that is withdrawn is owed by nobody', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'referral.sent', REFERRAL)
    await happens(key, '2026-10-02T10:00:00Z', 'referral.withdrawn', REFERRAL)
    expect(await one(key, 'answer-referral')).toMatchObject({ state: 'void' })
  })

  test('gives 10 business days to the initial assessment, less none for the time it was returned', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'referral.sent', REFERRAL)
    await happens(key, '2026-10-02T10:00:00Z', 'referral.returned', REFERRAL)
    await happens(key, '2026-10-06T10:00:00Z', 'referral.sent', REFERRAL)
    await happens(key, '2026-10-07T10:00:00Z', 'referral.accepted', REFERRAL)
    expect(await one(key, 'initial-assessment')).toMatchObject({ due_at: at('2026-10-20T23:00:00Z'), state: 'open' })
  })
})

describe('the first appointment', () => {
  const ORDER = { sentence: 'S1', kind: 'community order', allocatedAt: '2026-10-01T10:00:00Z' }

  test('is met by one booked for a date in time, whenever it was booked', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'sentence.allocated', ORDER)
    const late = await bookedSession(key, 'LATE', '2026-10-09T10:00:00Z')
    await happens(key, '2026-10-01T11:00:00Z', 'session.booked', late)
    expect(await one(key, 'SL001R')).toMatchObject({ state: 'open', due_at: at('2026-10-08T23:00:00Z') })
    const phone = await bookedSession(key, 'PHONE', '2026-10-08T10:00:00Z', 'phone')
    await happens(key, '2026-10-01T12:00:00Z', 'session.booked', phone)
    expect(await one(key, 'SL001R')).toMatchObject({ state: 'open' })
    const timely = await bookedSession(key, 'TIMELY', '2026-10-08T10:00:00Z')
    await happens(key, '2026-10-07T12:00:00Z', 'session.booked', timely)
    expect(await one(key, 'SL001R')).toMatchObject({ state: 'met' })
  })

  test('is missed at the due instant when none is booked in time', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'sentence.allocated', ORDER)
    await markFallenDue(world.database.jobs, at('2026-10-08T22:59:59Z'))
    expect(await one(key, 'SL001R')).toMatchObject({ state: 'open', fell_due: false })
    await markFallenDue(world.database.jobs, at('2026-10-08T23:00:00Z'))
    expect(await one(key, 'SL001R')).toMatchObject({ state: 'missed', fell_due: true })
  })

  test('after release is met by one that was booked before it', async () => {
    const key = await newCase()
    const booked = await bookedSession(key, 'BEFORE', '2026-10-05T10:00:00Z')
    await happens(key, '2026-09-20T10:00:00Z', 'session.booked', booked)
    await happens(key, '2026-09-25T10:00:00Z', 'sentence.allocated', {
      sentence: 'L1',
      kind: 'licence',
      releaseOn: '2026-10-02',
    })
    expect(await one(key, 'SL002R')).toMatchObject({ state: 'met', due_at: at('2026-10-05T23:00:00Z') })
  })

  test('that was attended gives 15 business days to the plan', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'sentence.allocated', ORDER)
    const booked = await bookedSession(key, 'FIRST', '2026-10-05T10:00:00Z')
    await happens(key, '2026-10-02T10:00:00Z', 'session.booked', booked)
    await happens(key, '2026-10-05T12:00:00Z', 'session.recorded', { ...booked, attendance: 'yes' })
    expect(await one(key, 'SL003R')).toMatchObject({ state: 'open', due_at: at('2026-10-27T00:00:00Z') })
    expect(await one(key, 'record-session')).toMatchObject({ state: 'met' })
    await happens(key, '2026-10-20T10:00:00Z', 'plan.completed', {})
    expect(await one(key, 'SL003R')).toMatchObject({ state: 'met' })
  })

  test('moves with the release', async () => {
    const key = await newCase()
    const licence = { sentence: 'L1', kind: 'licence', releaseOn: '2026-10-30' }
    await happens(key, '2026-09-25T10:00:00Z', 'sentence.allocated', licence)
    await happens(key, '2026-09-26T10:00:00Z', 'sentence.changed', {
      ...licence,
      releaseOn: '2026-11-05',
      active: true,
    })
    expect(await one(key, 'SL002R')).toMatchObject({ due_at: at('2026-11-07T00:00:00Z'), month: '2026-11' })
  })
})

describe('a hand-over', () => {
  test('is held by the receiver as a joint, and by the sender while returned', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'handover.offered', OFFER)
    await happens(key, '2026-10-05T10:00:00Z', 'handover.returned', OFFER)
    expect(await one(key, 'handover-answered')).toMatchObject({
      holder: 'airedale-lead',
      owed_by: 'don-lead',
      paused: false,
      due_at: at('2026-10-08T23:00:00Z'),
    })
    await happens(key, '2026-10-06T10:00:00Z', 'handover.offered', OFFER)
    await happens(key, '2026-10-07T10:00:00Z', 'handover.accepted', OFFER)
    expect(await one(key, 'handover-answered')).toMatchObject({ holder: 'don-lead', state: 'met' })
    const segments = await world.act('lead-officer', tx =>
      tx.db
        .selectFrom('obligations.segment')
        .selectAll()
        .where('case_id', '=', key.caseId)
        .orderBy('from_at')
        .execute(),
    )
    expect(segments.map(({ holder, joint_from, joint_to }) => [holder, joint_from, joint_to])).toEqual([
      ['don-lead', 'airedale-lead', 'don-lead'],
      ['airedale-lead', null, null],
      ['don-lead', 'airedale-lead', 'don-lead'],
    ])
  })

  test('passes what responsibility owes; what was late stays owed by the one under whom it became late', async () => {
    const key = await newCase()
    await happens(key, '2026-10-01T10:00:00Z', 'service_plan.submitted', REFERRAL)
    await happens(key, '2026-10-12T10:00:00Z', 'sentence.allocated', { sentence: 'S1', kind: 'community order' })
    await happens(key, '2026-10-14T10:00:00Z', 'handover.effective', OFFER)
    expect(await one(key, 'agree-plan')).toMatchObject({ owed_by: 'airedale-lead', holder: 'don-lead', state: 'open' })
    expect(await one(key, 'SL001R')).toMatchObject({ owed_by: 'don-lead', holder: 'don-lead', state: 'open' })
    expect(await one(key, 'handover-landed')).toMatchObject({ owed_by: 'don-lead', due_at: at('2026-10-21T23:00:00Z') })
  })

  test.each([
    ['release', '2026-10-15T23:00:00Z'],
    ['area move', '2026-10-21T23:00:00Z'],
  ])('of the kind %s lands by %s', async (kind, due) => {
    const key = await newCase()
    await happens(key, '2026-10-14T10:00:00Z', 'handover.effective', { ...OFFER, kind })
    expect(await one(key, 'handover-landed')).toMatchObject({ due_at: at(due) })
  })

  test('with a gap accepted is owed what is missing by the day named', async () => {
    const key = await newCase()
    const gap = { ...OFFER, item: 'identity', closer: 'airedale-lead', by: '2026-10-20' }
    await happens(key, '2026-10-14T10:00:00Z', 'handover.gap_accepted', gap)
    expect(await one(key, 'handover-gap')).toMatchObject({
      owed_by: 'airedale-lead',
      due_at: at('2026-10-20T23:00:00Z'),
    })
  })
})

test('each plan submitted is an obligation of its own', async () => {
  const key = await newCase()
  await happens(key, '2026-10-01T10:00:00Z', 'service_plan.submitted', REFERRAL)
  await happens(key, '2026-10-02T10:00:00Z', 'service_plan.sent_back', REFERRAL)
  await happens(key, '2026-10-05T10:00:00Z', 'service_plan.submitted', REFERRAL)
  await happens(key, '2026-10-06T10:00:00Z', 'service_plan.agreed', REFERRAL)
  const plans = (await obligations(key)).filter(row => row.code === 'agree-plan')
  expect(plans.map(row => row.state)).toEqual(['void', 'met'])
})

test('an obligation falls due once, however many say so at the same time', async () => {
  const key = await newCase()
  await happens(key, '2026-10-01T10:00:00Z', 'service.ended', REFERRAL)
  const due = at('2026-10-08T23:00:00Z')
  const both = await Promise.all([markFallenDue(world.database.jobs, due), markFallenDue(world.database.jobs, due)])
  expect(await markFallenDue(world.database.jobs, due)).toBe(0)
  const told = await world.database.load(
    "SELECT kind FROM journal.event WHERE case_id = $1 AND kind = 'obligation.fell_due' AND subject LIKE '%end-of-service%'",
    [key.caseId],
  )
  expect(both[0] + both[1]).toBeGreaterThan(0)
  expect(told.rowCount).toBe(1)
  expect(await one(key, 'end-of-service-report')).toMatchObject({ state: 'open', fell_due: true })
})

test('nobody writes or reads obligations of a case past the law without an event about it', async () => {
  const key = await newCase()
  await happens(key, '2026-10-01T10:00:00Z', 'referral.sent', REFERRAL)
  const seen = await world.act('don-manager', tx => tx.db.selectFrom('obligations.obligation').selectAll().execute())
  expect(seen).toEqual([])
  const { sql } = await import('kysely')
  const asked = world.act('don-manager', tx =>
    sql`SELECT * FROM obligations.of_case(${key.area}, ${key.caseId})`.execute(tx.db),
  )
  expect((await asked).rows).toEqual([])
  const row = JSON.stringify({ area: key.area, case_id: key.caseId })
  const written = world.act('don-manager', tx => sql`SELECT obligations.put(${row}::jsonb, '[]'::jsonb)`.execute(tx.db))
  await expect(written).rejects.toThrow('only beside an event')
})
