import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { CaseKey } from '../../journal/append.ts'
import { openWorld, type World } from '../../web/testing/world.ts'
import { recountAll } from '../figures/keep-current.ts'
import { freezeAsked } from './freeze.ts'
import { openCycles } from './open-cycles.ts'

const MONTH = '2026-09'
const PAGE = `/areas/C05/months/${MONTH}`
const NOW = Temporal.Instant.from('2026-10-06T09:00:00Z')

let world: World
let cases: CaseKey[]
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  world.setClock('2026-08-20T09:00:00Z')
  cases = await Promise.all([
    world.openCase('lead-officer'),
    world.openCase('lead-officer'),
    world.openCase('lead-officer'),
  ])
  world.setClock(NOW.toString())
  for (const [at, state] of (['met', 'met', 'met late'] as const).entries())
    await answerReferral(cases[at], state, `AB100${at}AC`)
  await recountAll(world.database.jobs, { asOf: NOW })
  await openCycles(world.database.jobs, NOW)
})
afterAll(() => world.close())

/** A referral that Lantern answered in September; the late one two business days over. */
async function answerReferral(key: CaseKey | undefined, state: 'met' | 'met late', reference: string) {
  if (!key) throw new Error('There is no case.')
  await world.database.load(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, sent_at, answered_at)
     VALUES ($1, $2, $3, 'accommodation', 'airedale-lead', 'lead-officer', 'lantern-trust', 'accepted', '2026-09-07T09:00Z', '2026-09-07T09:00Z', '2026-09-07T09:00Z', '2026-09-08T09:00Z')`,
    [key.area, key.caseId, reference],
  )
  await world.database.load(
    `INSERT INTO casework.service (area, case_id, reference, provider, state) VALUES ($1, $2, $3, 'lantern-trust', 'waiting')`,
    [key.area, key.caseId, reference],
  )
  await world.database.load(
    `INSERT INTO obligations.obligation (area, case_id, obligation, code, version, subject, owed_by, owed_to, holder, started_at, due_at, month, state, settled_at, fell_due, link)
     VALUES ($1, $2, $3, 'answer-referral', 1, $4, 'lantern-trust', 'airedale-lead', 'lantern-trust', '2026-09-07T09:00Z', '2026-09-09T23:00Z', $5, $6, $7, $8, '/')`,
    [
      key.area,
      key.caseId,
      `answer ${reference}`,
      `referral ${reference}`,
      MONTH,
      state,
      state === 'met' ? '2026-09-08T09:00Z' : '2026-09-11T09:00Z',
      state !== 'met',
    ],
  )
  await world.database.load(
    `INSERT INTO obligations.segment (area, case_id, obligation, from_at, holder) VALUES ($1, $2, $3, '2026-09-07T09:00Z', 'lantern-trust')`,
    [key.area, key.caseId, `answer ${reference}`],
  )
  await world.act('lead-officer', async tx =>
    tx.db.selectNoFrom(eb => eb.fn('access.refresh', [eb.val(key.area), eb.val(key.caseId)]).as('done')).execute(),
  )
}

const frozenFigure = async () =>
  (
    await world.database.jobs.query(
      "SELECT numerator, denominator, disputed FROM performance.frozen_figure WHERE measure = 'referral-answered' AND organisation = 'lantern-trust'",
    )
  ).rows[0]

test('the month runs from its figures to its close: a disputed row stands apart and comes back as an adjustment', async () => {
  const partner = await world.as('lantern-manager')
  const shown = await partner.get(PAGE)
  expect(shown.body).toContain('Referrals answered in time')
  expect(shown.body).toContain('2 of 3')

  const row = `${cases[2]?.caseId} referral AB1002AC`
  const disputed = await partner.post(`${PAGE}/dispute/referral-answered`, {
    row,
    reason: 'recorded wrongly',
    words: 'Answered by phone in time.',
  })
  expect(disputed.statusCode).toBe(303)
  const doubled = await partner.post(`${PAGE}/dispute/referral-answered`, { row, reason: 'not ours', words: 'Again.' })
  expect(doubled.statusCode).toBe(422)
  expect(doubled.body).toContain('already disputed this row')
  expect((await partner.post(`${PAGE}/confirm`)).statusCode).toBe(303)
  expect((await partner.post(`${PAGE}/confirm`)).statusCode).toBe(409)

  const lead = await world.as('lead-supply')
  expect((await partner.post(`${PAGE}/freeze`)).statusCode).toBe(403)
  expect((await lead.post(`${PAGE}/freeze`)).statusCode).toBe(303)
  expect(await freezeAsked(world.database.jobs, NOW)).toBe(1)
  expect(await freezeAsked(world.database.jobs, NOW)).toBe(0)
  expect(await frozenFigure()).toEqual({ numerator: 2n, denominator: 2n, disputed: 1n })

  const [dispute] = (await world.database.jobs.query<{ dispute: string }>('SELECT dispute FROM performance.dispute'))
    .rows
  const settle = `${PAGE}/disputes/${dispute?.dispute}`
  expect((await lead.get(settle)).body).not.toContain('AB1002AC')
  expect(
    (await lead.post(settle, { answer: 'upheld', effect: 'counts as met', words: 'The call is in the log.' }))
      .statusCode,
  ).toBe(303)
  expect(await frozenFigure()).toEqual({ numerator: 2n, denominator: 2n, disputed: 1n })
  const adjusted = (
    await world.database.jobs.query(
      'SELECT of_month, in_month, numerator_change, denominator_change FROM performance.adjustment',
    )
  ).rows
  expect(adjusted).toEqual([{ of_month: MONTH, in_month: '2026-10', numerator_change: 1n, denominator_change: 1n }])

  expect((await lead.post(`${PAGE}/close`)).statusCode).toBe(409)
  expect(
    (await lead.post(`${PAGE}/review`, { words: 'Phone answers are recorded the same day from now on.' })).statusCode,
  ).toBe(303)
  expect((await lead.post(`${PAGE}/close`)).statusCode).toBe(303)
  expect((await partner.get(PAGE)).body).toContain('This month is closed')
})

test('an organisation sees neither the answers nor the disputes of another', async () => {
  const other = await world.as('harbour-manager')
  const shown = await other.get(PAGE)
  expect(shown.statusCode).toBe(200)
  expect(shown.body).not.toContain('Answered by phone')
  expect(shown.body).not.toContain('2 of 3')
})
