import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventsOf, type StagedReferral, stageAccepted, stageAgreement } from '../../web/testing/referral-stage.ts'
import { openWorld, type World } from '../../web/testing/world.ts'
import { allocateWorkers } from './allocate-workers.ts'
import { bookAssessment, bookSessions, moveSession } from './book-session.ts'
import { endService } from './end-service.ts'
import { loadOpenService } from './load-service.ts'
import { recordSession } from './record-session.ts'
import { agreeServicePlan, saveServicePlan, sendBackServicePlan } from './service-plan.ts'
import { halfPoints, submitReport } from './submit-report.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  await stageAgreement(world)
})
afterAll(() => world.close())

const day = (text: string) => Temporal.PlainDate.from(text)
const HOW = { start: '10:00', minutes: 60, method: 'phone', format: 'one to one' } as const
const PLAN = { activities: [{ words: 'Find a tenancy', need: 'accommodation', sessions: 2 }], words: null } as const

/** A service whose plan is agreed at this instant. */
async function planned(at = '2026-03-02T12:00:00Z'): Promise<StagedReferral> {
  world.setClock(at)
  const referral = await stageAccepted(world)
  await world.act('lantern-manager', tx => saveServicePlan(tx, { ...referral, ...PLAN, submit: 'yes' }))
  await world.act('lead-officer', tx => agreeServicePlan(tx, referral))
  return referral
}

const serviceOf = (referral: StagedReferral) => world.act('lead-officer', tx => loadOpenService(tx, referral), 'reads')

test('a worker who is allocated sees the person, with team and history; one no longer named does not', async () => {
  world.setClock('2026-03-02T12:00:00Z')
  const referral = await stageAccepted(world)
  const worker = await world.as('lantern-worker')
  expect((await worker.get(referral.url)).statusCode).toBe(404)
  const manager = await world.as('lantern-manager')
  expect((await manager.get(`${referral.url}/service/team`)).body).toContain('Lantern Worker')
  expect(
    (await manager.post(`${referral.url}/service/team`, { workers: ['lantern-worker'], lead: 'lantern-worker' }))
      .statusCode,
  ).toBe(303)
  expect((await worker.get(referral.url)).body).toContain('Zebedee Quillfeather')
  world.setClock('2026-03-03T12:00:00Z')
  await world.act('lantern-manager', tx => allocateWorkers(tx, { ...referral, workers: [], lead: 'lantern-manager' }))
  expect((await worker.get(referral.url)).statusCode).toBe(404)
  const { workers } = await serviceOf(referral)
  expect(workers.map(each => [each.worker, each.lead, each.to === null])).toEqual([
    ['lantern-manager', true, true],
    ['lantern-worker', true, false],
  ])
  await expect(
    world.act('lantern-manager', tx =>
      allocateWorkers(tx, { ...referral, workers: ['harbour-worker'], lead: 'lantern-manager' }),
    ),
  ).rejects.toMatchObject({ code: 'input.invalid' })
})

test('the initial assessment is booked, moved with who asked and why, and recorded', async () => {
  world.setClock('2026-03-02T12:00:00Z')
  const referral = await stageAccepted(world)
  await world.act('lantern-manager', tx => bookAssessment(tx, { key: referral, day: day('2026-03-05'), ...HOW }))
  const [first] = (await serviceOf(referral)).sessions
  const moved = await world.act('lantern-manager', tx =>
    moveSession(tx, {
      key: { ...referral, session: first?.session ?? '' },
      day: day('2026-03-09'),
      ...HOW,
      asked_by: 'person',
      reason: 'A court date',
    }),
  )
  await expect(
    world.act('lantern-manager', tx =>
      recordSession(tx, { ...referral, session: moved.session, attendance: 'yes', skills: [], done: 'Talked' }),
    ),
  ).rejects.toMatchObject({ code: 'input.invalid' })
  world.setClock('2026-03-09T12:00:00Z')
  await world.act('lantern-manager', tx =>
    recordSession(tx, {
      ...referral,
      session: moved.session,
      attendance: 'yes',
      skills: ['mentoring'],
      done: 'Talked',
    }),
  )
  const after = await serviceOf(referral)
  expect(after.state).toBe('assessing')
  expect(after.sessions.map(each => each.state)).toEqual(['rescheduled', 'attended'])
  expect(await eventsOf(world, referral.reference, 'session.moved')).toEqual([
    expect.objectContaining({ askedBy: 'person', to: moved.session }),
  ])
  expect(await eventsOf(world, referral.reference, 'session.booked')).toEqual([
    expect.objectContaining({
      kind: 'initial assessment',
      organisation: 'lantern-trust',
      startsAt: '2026-03-05T10:00:00Z',
      endsAt: '2026-03-05T11:00:00Z',
    }),
    expect.objectContaining({ session: moved.session }),
  ])
  const page = (await (await world.as('lead-officer')).get(`${referral.url}/sessions/${first?.session}`)).body
  expect(page).toContain('as the person asked: A court date')
})

test('the responsible officer agrees a plan or sends it back; who wrote it cannot, and a strange officer does not see it', async () => {
  world.setClock('2026-03-02T12:00:00Z')
  const referral = await stageAccepted(world)
  await world.act('lantern-manager', tx => saveServicePlan(tx, { ...referral, ...PLAN, submit: 'yes' }))
  await expect(world.act('lantern-manager', tx => agreeServicePlan(tx, referral))).rejects.toMatchObject({
    code: 'not_allowed',
  })
  await expect(world.act('don-officer', tx => agreeServicePlan(tx, referral))).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(
    world.act('lantern-manager', tx => saveServicePlan(tx, { ...referral, ...PLAN, submit: 'no' })),
  ).rejects.toMatchObject({ code: 'not_allowed' })
  await world.act('lead-officer', tx => sendBackServicePlan(tx, { ...referral, words: 'Add a budget' }))
  expect((await (await world.as('lantern-manager')).get(`${referral.url}/service/plan`)).body).toContain('Add a budget')
  await world.act('lantern-manager', tx => saveServicePlan(tx, { ...referral, ...PLAN, submit: 'yes' }))
  const officer = await world.as('lead-officer')
  expect((await officer.post(`${referral.url}/service/plan/answer`, { answer: 'agree' })).statusCode).toBe(303)
  expect((await serviceOf(referral)).state).toBe('planned')
  for (const [kind, times] of [
    ['submitted', 2],
    ['sent_back', 1],
    ['agreed', 1],
  ] as const)
    expect(await eventsOf(world, referral.reference, `service_plan.${kind}`)).toHaveLength(times)
})

test('sessions wait for the plan; a series keeps its local time over the change of the clocks', async () => {
  world.setClock('2026-03-02T12:00:00Z')
  const early = await stageAccepted(world)
  const series = { day: day('2026-03-23'), ...HOW, times: 2, weeks: 1 }
  await expect(world.act('lantern-manager', tx => bookSessions(tx, { key: early, ...series }))).rejects.toMatchObject({
    code: 'not_allowed',
  })
  const referral = await planned()
  await world.act('lantern-manager', tx => bookSessions(tx, { key: referral, ...series }))
  expect((await serviceOf(referral)).sessions.map(each => each.startsAt.toString())).toEqual([
    '2026-03-23T10:00:00Z',
    '2026-03-30T09:00:00Z',
  ])
})

test('the first session held begins delivery, absences say whether they are acceptable, and nothing is recorded twice', async () => {
  const referral = await planned()
  await world.act('lantern-manager', tx =>
    bookSessions(tx, { key: referral, day: day('2026-03-03'), ...HOW, times: 4, weeks: 1 }),
  )
  world.setClock('2026-04-01T12:00:00Z')
  const [a, b, c, d] = (await serviceOf(referral)).sessions.map(each => each.session)
  const record = (session: string | undefined, given: object) =>
    world.act('lantern-manager', tx =>
      recordSession(tx, { ...referral, session: session ?? '', attendance: 'no', skills: [], ...given }),
    )
  await expect(record(a, {})).rejects.toMatchObject({ fields: [{ field: 'absence' }] })
  await record(a, { absence: 'not acceptable' })
  expect((await serviceOf(referral)).state).toBe('planned')
  await record(b, { attendance: 'did not happen', no_session_reason: 'person_acceptable' })
  await record(c, { attendance: 'did not happen', no_session_reason: 'logistics' })
  await record(d, { attendance: 'late', late_reason: 'The bus', done: 'Looked at flats' })
  expect((await serviceOf(referral)).state).toBe('delivering')
  await expect(record(d, { absence: 'acceptable' })).rejects.toMatchObject({ code: 'state.refused' })
  expect(
    (await eventsOf(world, referral.reference, 'session.recorded')).map(facts => [facts.attendance, facts.absence]),
  ).toEqual([
    ['missed', 'not acceptable'],
    ['did not happen', 'acceptable'],
    ['did not happen', null],
    ['late', null],
  ])
})

test('a concern reaches the responsible officer at once, by event and without its words', async () => {
  const referral = await planned()
  await world.act('lantern-manager', tx =>
    bookSessions(tx, { key: referral, day: day('2026-03-03'), ...HOW, times: 1, weeks: 1 }),
  )
  world.setClock('2026-03-03T12:00:00Z')
  const [session] = (await serviceOf(referral)).sessions
  await world.act('lantern-manager', tx =>
    recordSession(tx, {
      ...referral,
      session: session?.session ?? '',
      attendance: 'yes',
      skills: [],
      done: 'Talked',
      concern: 'A bruise',
    }),
  )
  const concerns = await eventsOf(world, referral.reference, 'session.concern')
  expect(concerns).toEqual([expect.objectContaining({ to: 'airedale-lead', officer: 'lead-officer' })])
  expect(JSON.stringify(concerns)).not.toContain('bruise')
  expect((await (await world.as('lead-officer')).get(session?.url ?? '')).body).toContain('A bruise')
})

test('the last session completes the service, and the report scores one reached and two partly of three as two', async () => {
  const referral = await planned('2026-11-16T12:00:00Z')
  await world.act('lantern-manager', tx =>
    bookSessions(tx, { key: referral, day: day('2026-11-17'), ...HOW, times: 2, weeks: 1 }),
  )
  world.setClock('2026-11-17T12:00:00Z')
  const manager = await world.as('lantern-manager')
  const [first] = (await serviceOf(referral)).sessions
  const form = await manager.get(`${first?.url}/record`)
  expect(form.body).toContain('Was this the last session?')
  const recorded = await manager.post(`${first?.url}/record`, {
    attendance: 'yes',
    done: 'Keys',
    skills: ['mentoring', 'advice on housing'],
    minutes: '50',
    last: 'yes',
  })
  expect(recorded.statusCode).toBe(303)
  const ended = await serviceOf(referral)
  expect(ended.ending?.as).toBe('completed')
  expect(ended.sessions.map(each => each.state)).toEqual(['attended', 'cancelled'])
  expect(await eventsOf(world, referral.reference, 'service.ended')).toEqual([
    expect.objectContaining({ as: 'completed', reference: referral.reference }),
  ])
  const missing = await manager.post(`${referral.url}/service/report`, {
    achieved_1: 'yes',
    comments_1: 'A sofa of his own',
  })
  expect(missing.statusCode).toBe(422)
  expect(missing.body).toContain('A sofa of his own')
  const sent = await manager.post(`${referral.url}/service/report`, {
    achieved_1: 'yes',
    achieved_2: 'partly',
    achieved_3: 'partly',
  })
  expect(sent.statusCode).toBe(303)
  expect((await (await world.as('lead-officer')).get(referral.url)).body).toContain('2 of 3')
  expect(await eventsOf(world, referral.reference, 'report.submitted')).toEqual([
    expect.objectContaining({ halfPoints: 4, outcomes: 3 }),
  ])
})

test('half points are twice the score of every mix of three outcomes', () => {
  expect(halfPoints(['yes', 'partly', 'partly'])).toBe(4)
  expect(halfPoints(['no', 'no'])).toBe(0)
  expect(halfPoints(['yes', 'yes', 'yes'])).toBe(6)
})

test('a provider ends early with one of the thirteen reasons, the responsible organisation withdraws, and never the other way', async () => {
  const referral = await planned()
  const end = (worker: string, as: 'completed' | 'ended early' | 'withdrawn', reason?: 'moved' | 'died') =>
    world.act(worker, tx => endService(tx, { ...referral, as, ...(reason ? { reason } : {}) }))
  await expect(end('lantern-manager', 'completed')).rejects.toMatchObject({ code: 'input.invalid' })
  await expect(end('lantern-manager', 'ended early')).rejects.toMatchObject({ fields: [{ field: 'reason' }] })
  await expect(end('lantern-manager', 'withdrawn', 'moved')).rejects.toMatchObject({ code: 'input.invalid' })
  await expect(end('lead-officer', 'ended early', 'moved')).rejects.toMatchObject({ code: 'input.invalid' })
  await end('lead-officer', 'withdrawn', 'moved')
  expect(await eventsOf(world, referral.reference, 'service.ended')).toEqual([
    expect.objectContaining({ as: 'withdrawn', reason: 'moved', group: 'person' }),
  ])
  await expect(end('lantern-manager', 'ended early', 'died')).rejects.toMatchObject({
    code: expect.stringMatching(/not_allowed|not_found/),
  })
})

test('a report sent while the service is delivered completes it, once', async () => {
  world.setClock(undefined)
  const referral = await stageAccepted(world)
  await world.database.load(`UPDATE casework.service SET state = 'delivering' WHERE reference = $1 AND area = $2`, [
    referral.reference,
    referral.area,
  ])
  const outcomes = ['accommodation.barriers', 'accommodation.kept', 'accommodation.tenancy'].map(outcome => ({
    outcome,
    achieved: 'no' as const,
    comments: null,
  }))
  const both = await Promise.allSettled(
    [1, 2].map(() => world.act('lantern-manager', tx => submitReport(tx, { ...referral, outcomes, further: null }))),
  )
  expect(both.filter(each => each.status === 'fulfilled')).toHaveLength(1)
  expect(await eventsOf(world, referral.reference, 'service.ended')).toHaveLength(1)
  expect(await eventsOf(world, referral.reference, 'report.submitted')).toHaveLength(1)
})

test('a session of one referral is not found under another', async () => {
  const referral = await planned()
  const other = await stageAccepted(world, { on: referral })
  await world.act('lantern-manager', tx =>
    bookSessions(tx, { key: referral, day: day('2026-03-03'), ...HOW, times: 1, weeks: 1 }),
  )
  const [session] = (await serviceOf(referral)).sessions
  world.setClock(undefined)
  const manager = await world.as('lantern-manager')
  expect((await manager.get(`${referral.url}/sessions/${session?.session}`)).statusCode).toBe(200)
  expect((await manager.get(`${other.url}/sessions/${session?.session}`)).statusCode).toBe(404)
  expect(
    (
      await manager.post(`${other.url}/sessions/${session?.session}/record`, {
        attendance: 'no',
        absence: 'acceptable',
      })
    ).statusCode,
  ).toBe(404)
})
