import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { planCompleteness } from '../casework/completeness.ts'
import type { CaseKey } from '../journal/append.ts'
import { append } from '../journal/append.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { acceptTransfer } from './accept-transfer.ts'
import { closeGap } from './close-gap.ts'
import { declineTransfer } from './decline-transfer.ts'
import { draftTransfer } from './draft-transfer.ts'
import { offerTransfer } from './offer-transfer.ts'
import { returnTransfer } from './return-transfer.ts'
import { takeDueEffects } from './take-effect.ts'
import { accepted, booked, completed, drafted, eventsOf, offered } from './testing/stages.ts'
import type { Transfer } from './transfer-rows.ts'
import { withdrawTransfer } from './withdraw-transfer.ts'

const MORNING = '2026-10-05T09:00:00Z'
let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

let key: CaseKey
let clock = Temporal.Instant.from(MORNING)
/** Lets time pass, so that nothing happens at the very instant of what came before. */
const later = (by: Temporal.DurationLike = { minutes: 1 }) => {
  clock = clock.add(by)
  world.setClock(clock.toString())
}
beforeEach(async () => {
  clock = Temporal.Instant.from(MORNING)
  world.setClock(MORNING)
  key = await world.openCase('lead-officer')
  later()
})

const responsible = async () => {
  const found = await world.database.jobs.query<{ organisation: string; officer: string }>(
    'SELECT organisation, officer FROM casework.responsibility WHERE area = $1 AND case_id = $2 ORDER BY from_at DESC LIMIT 1',
    [key.area, key.caseId],
  )
  return found.rows[0]
}
const kinds = async () => (await eventsOf(world, key)).map(event => event.kind)
const sees = (
  worker: string,
  table: 'casework.identity' | 'casework.health' | 'handover.transfer' = 'casework.identity',
) =>
  world.act(
    worker,
    async tx =>
      (await tx.db.selectFrom(table).select('case_id').where('case_id', '=', key.caseId).execute()).length > 0,
    'reads',
  )

describe('drafting', () => {
  test('only the responsible organisation drafts, and no organisation without its role may receive', async () => {
    const draft = { ...key, kind: 'area move' as const, to: 'don-lead', toArea: 'C09', reason: 'Moved.' }
    await expect(world.act('don-manager', tx => draftTransfer(tx, draft))).rejects.toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
    for (const [to, toArea] of [
      ['nps-north', 'C05'],
      ['lantern-trust', 'C05'],
      ['don-lead', 'C05'],
      ['airedale-lead', 'C05'],
    ] as const)
      await expect(world.act('lead-officer', tx => draftTransfer(tx, { ...draft, to, toArea }))).rejects.toThrow(
        expect.objectContaining({ code: 'input.invalid' }),
      )
    expect(await kinds()).toEqual([])
  })

  test('a case has one hand-over under way, and a second is told which', async () => {
    const first = await drafted(world, key)
    await expect(drafted(world, key)).rejects.toThrow(
      expect.objectContaining({ code: 'state.refused', message: expect.stringContaining(first.reference) }),
    )
  })

  test('the receiver sees nothing of a draft', async () => {
    await drafted(world, key)
    expect(await sees('don-manager', 'handover.transfer')).toBe(false)
    expect(await sees('don-manager')).toBe(false)
  })
})

describe('offering and answering', () => {
  test('an offer lets the receiver consider the case without health, states what is missing, and changes nobody’s responsibility', async () => {
    await world.database.load('INSERT INTO casework.health (area, case_id, words) VALUES ($1, $2, $3)', [
      key.area,
      key.caseId,
      'Asthma.',
    ])
    await offered(world, key)
    expect(await sees('don-manager')).toBe(true)
    expect(await sees('don-manager', 'casework.health')).toBe(false)
    expect(await sees('don-officer')).toBe(false)
    expect(await responsible()).toMatchObject({ organisation: 'airedale-lead' })
    const [, , offer] = await eventsOf(world, key)
    expect(offer).toMatchObject({
      kind: 'handover.offered',
      facts: {
        kind: 'area move',
        from: 'airedale-lead',
        to: 'don-lead',
        toArea: 'C09',
        missing: ['identity', 'sentence', 'plan', 'risk', 'appointments'],
      },
    })
  })

  test.each<['decline' | 'withdraw', string, (transfer: Transfer) => Promise<Transfer>]>([
    [
      'decline',
      'declined',
      transfer =>
        world.act('don-manager', tx => declineTransfer(tx, { ...transfer, reason: 'not_our_area' }, undefined)),
    ],
    ['withdraw', 'withdrawn', transfer => world.act('lead-officer', tx => withdrawTransfer(tx, transfer, undefined))],
  ])('on %s the receiver loses sight of the case', async (_, state, move) => {
    const transfer = await offered(world, key)
    later()
    expect((await move(transfer)).state).toBe(state)
    later()
    expect(await sees('don-manager')).toBe(false)
    expect(await sees('don-manager', 'handover.transfer')).toBe(false)
    expect((await kinds()).at(-1)).toBe(`handover.${state}`)
    expect(await responsible()).toMatchObject({ organisation: 'airedale-lead' })
  })

  test('neither the sender nor a practitioner of the receiver answers, and the receiver does not withdraw', async () => {
    const transfer = await offered(world, key)
    const decline = { ...transfer, reason: 'other' }
    for (const worker of ['lead-manager', 'lead-officer'])
      await expect(world.act(worker, tx => declineTransfer(tx, decline, undefined))).rejects.toThrow(
        expect.objectContaining({ code: 'not_allowed' }),
      )
    await expect(world.act('don-officer', tx => declineTransfer(tx, decline, undefined))).rejects.toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
    await expect(world.act('don-manager', tx => withdrawTransfer(tx, transfer, undefined))).rejects.toThrow(
      expect.objectContaining({ code: 'not_allowed' }),
    )
  })

  test('it is not declined for a reason that its kind does not know', async () => {
    const transfer = await offered(world, key)
    await expect(
      world.act('don-manager', tx => declineTransfer(tx, { ...transfer, reason: 'no_capacity' }, undefined)),
    ).rejects.toThrow(expect.objectContaining({ code: 'input.invalid' }))
  })

  test('returned says what is missing, stays in sight of the receiver, and is offered again with its first offer kept', async () => {
    const transfer = await offered(world, key)
    later({ hours: 30 })
    await world.act('don-manager', tx =>
      returnTransfer(tx, { ...transfer, items: ['risk', 'plan'], words: 'Assess the risk.' }, undefined),
    )
    expect(await sees('don-manager')).toBe(true)
    later({ hours: 30 })
    const again = await world.act('lead-officer', tx => offerTransfer(tx, transfer, undefined))
    expect(again.firstOfferedAt).toEqual(transfer.firstOfferedAt)
    const events = await eventsOf(world, key)
    expect(events.map(event => event.kind).slice(-2)).toEqual(['handover.returned', 'handover.offered'])
    expect(events.at(-2)?.facts).toMatchObject({ missing: ['risk', 'plan'] })
    expect(events.at(-1)?.facts).toMatchObject({ again: true })
  })
})

describe('accepting', () => {
  const accept = (transfer: Transfer, change: { officer?: string; day?: string } = {}) =>
    world.act('don-manager', tx =>
      acceptTransfer(
        tx,
        {
          ...transfer,
          officer: change.officer ?? 'don-officer',
          effectiveOn: Temporal.PlainDate.from(change.day ?? '2026-10-05'),
          gaps: {},
        },
        undefined,
      ),
    )

  test('a whole list needs no gap, and is kept as it stood', async () => {
    await completed(world, key, MORNING)
    const transfer = await offered(world, key)
    await accept(transfer)
    const kept = await world.act('don-manager', tx =>
      tx.db.selectFrom('handover.check_item').select(['state']).where('case_id', '=', key.caseId).execute(),
    )
    expect(kept.map(({ state }) => state)).toEqual(Array.from({ length: 9 }, () => 'held'))
    expect(await kinds()).not.toContain('handover.gap_accepted')
  })

  test('a missing item that nobody closes, an officer of another organisation and a past day are each told', async () => {
    const transfer = await offered(world, key)
    const refusal = await accept(transfer, { officer: 'lead-officer', day: '2026-10-04' }).catch(error => error)
    expect(refusal).toMatchObject({ code: 'input.invalid' })
    expect(refusal.fields.map(({ field }: { field: string }) => field)).toEqual([
      'officer',
      'effective_on',
      'closer_identity',
      'closer_sentence',
      'closer_plan',
      'closer_risk',
      'closer_appointments',
    ])
    expect(await kinds()).not.toContain('handover.accepted')
  })

  test('a gap is accepted by naming who closes it by when, and closed once by the receiver', async () => {
    const transfer = await accepted(world, await offered(world, key))
    const gap = (await eventsOf(world, key)).find(event => event.kind === 'handover.gap_accepted')
    expect(gap?.facts).toMatchObject({ item: 'identity', closer: 'airedale-lead', by: '2026-10-06' })
    await world.act('don-manager', tx => closeGap(tx, { ...transfer, item: 'identity' }, undefined))
    await expect(
      world.act('don-manager', tx => closeGap(tx, { ...transfer, item: 'identity' }, undefined)),
    ).rejects.toThrow(expect.objectContaining({ code: 'state.refused' }))
    expect((await kinds()).filter(kind => kind === 'handover.gap_closed')).toHaveLength(1)
  })

  test('on its day responsibility, officer, sight, open referrals and appointments to come pass, and the sender loses the case', async () => {
    await completed(world, key, MORNING)
    await world.database.load(
      `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at)
       VALUES ($1, $2, $3, 'accommodation', 'airedale-lead', 'lead-officer', 'lantern-trust', 'sent', $4, $4)`,
      [key.area, key.caseId, `${key.caseId.slice(0, 4)}AC`, MORNING],
    )
    const transfer = await accept(await offered(world, key))
    expect(transfer).toMatchObject({ state: 'effective', officer: 'don-officer' })
    expect(await responsible()).toEqual({ organisation: 'don-lead', officer: 'don-officer' })
    later()
    for (const worker of ['don-officer', 'don-manager']) expect(await sees(worker)).toBe(true)
    for (const worker of ['lead-officer', 'lead-manager']) {
      expect(await sees(worker)).toBe(false)
      expect(await sees(worker, 'handover.transfer')).toBe(false)
    }
    const passed = await world.act('don-manager', async tx => ({
      referral: await tx.db
        .selectFrom('casework.referral')
        .select(['sender', 'sender_worker'])
        .where('case_id', '=', key.caseId)
        .executeTakeFirst(),
      session: await tx.db
        .selectFrom('casework.session')
        .select(['provider', 'worker'])
        .where('case_id', '=', key.caseId)
        .executeTakeFirst(),
      area: await tx.db
        .selectFrom('casework.case')
        .select('current_area')
        .where('case_id', '=', key.caseId)
        .executeTakeFirst(),
    }))
    expect(passed).toEqual({
      referral: { sender: 'don-lead', sender_worker: 'don-officer' },
      session: { provider: 'don-lead', worker: 'don-officer' },
      area: { current_area: 'C09' },
    })
    expect((await kinds()).slice(-2)).toEqual(['handover.accepted', 'handover.effective'])
  })

  test('accepted for a later day it waits; the clockwork moves it on that day, once, and says so in the journal', async () => {
    const transfer = await accepted(world, await offered(world, key), { inDays: 3 })
    expect(transfer.state).toBe('accepted')
    const run = (instant: string) => takeDueEffects(world.database.jobs, Temporal.Instant.from(instant))
    expect(await run('2026-10-07T22:59:00Z')).toBe(0)
    expect(await responsible()).toMatchObject({ organisation: 'airedale-lead' })
    const moves = await Promise.all([run('2026-10-07T23:01:00Z'), run('2026-10-07T23:01:00Z')])
    expect(moves.toSorted()).toEqual([0, 1])
    expect(await responsible()).toMatchObject({ organisation: 'don-lead' })
    expect((await kinds()).filter(kind => kind === 'handover.effective')).toHaveLength(1)
    expect(await run('2026-10-08T09:00:00Z')).toBe(0)
  })

  test('where the case closed meanwhile it ends as withdrawn and moves nothing', async () => {
    await accepted(world, await offered(world, key), { inDays: 1 })
    await world.database.load(
      "INSERT INTO casework.responsibility (area, case_id, from_at, reason, source) VALUES ($1, $2, $3, 'closed', 'test')",
      [key.area, key.caseId, '2026-10-05T15:00:00Z'],
    )
    await takeDueEffects(world.database.jobs, Temporal.Instant.from('2026-10-06T09:00:00Z'))
    expect((await kinds()).at(-1)).toBe('handover.withdrawn')
    expect(await responsible()).toMatchObject({ organisation: null })
  })

  test('the completeness of the plan is kept as it was at the instant of effect', async () => {
    await completed(world, key, MORNING)
    const step = (goal: string, name: string, weight: number, state: string) =>
      world.database.load(
        'INSERT INTO casework.step (area, case_id, goal, step, words, weight, place, state) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)',
        [key.area, key.caseId, goal, name, 'A step', weight, state],
      )
    await world.database.load(
      "INSERT INTO casework.goal (area, case_id, goal, words, weight, place) VALUES ($1, $2, 'two', 'Work', 3, 2)",
      [key.area, key.caseId],
    )
    await step('one', 'a', 1, 'achieved')
    await step('one', 'b', 3, 'open')
    await step('two', 'a', 1, 'achieved')
    await accept(await offered(world, key))
    const kept = await world.database.jobs.query<{ completeness_at_effect: string }>(
      'SELECT completeness_at_effect FROM handover.transfer WHERE case_id = $1',
      [key.caseId],
    )
    const whole = planCompleteness([
      {
        weight: 1,
        steps: [
          { weight: 1, achieved: true },
          { weight: 3, achieved: false },
        ],
      },
      { weight: 3, steps: [{ weight: 1, achieved: true }] },
    ])
    expect(Number(kept.rows[0]?.completeness_at_effect)).toBe(Math.round(whole * 10_000) / 10_000)
  })
})

describe('landing', () => {
  const record = (worker: string, session: string) =>
    world.act(worker, tx => append(tx, 'session.recorded', { subject: `appointment ${session}`, case: key }))

  test.each([
    ['attended in time', '2026-10-12T09:00:00Z', 'attended', true],
    ['late on a day in time', '2026-10-12T22:30:00Z', 'late', true],
    ['attended too late', '2026-10-12T23:00:00Z', 'attended', false],
  ])('the first supervision, %s, lands it', async (_, startsAt, state, inTime) => {
    await accepted(world, await offered(world, key))
    await booked(world, key, { session: 'first', startsAt, provider: 'don-lead', state })
    later({ hours: 24 * 9 })
    await record('don-officer', 'first')
    await record('don-officer', 'first')
    const landed = (await eventsOf(world, key)).filter(event => event.kind === 'handover.landed')
    expect(landed.map(event => event.facts.inTime)).toEqual([inTime])
  })

  test('a missed appointment, one before the effect and one of another organisation land nothing', async () => {
    await accepted(world, await offered(world, key))
    await booked(world, key, {
      session: 'missed',
      startsAt: '2026-10-06T09:00:00Z',
      provider: 'don-lead',
      state: 'missed',
    })
    await booked(world, key, {
      session: 'before',
      startsAt: '2026-10-05T08:00:00Z',
      provider: 'don-lead',
      state: 'attended',
    })
    await booked(world, key, {
      session: 'other',
      startsAt: '2026-10-06T09:00:00Z',
      provider: 'lantern-trust',
      state: 'attended',
    })
    later({ hours: 48 })
    await record('don-officer', 'missed')
    expect(await kinds()).not.toContain('handover.landed')
  })
})

test('what somebody else changed meanwhile is told with how it stands now', async () => {
  const transfer = await offered(world, key)
  later()
  await world.act('don-manager', tx => declineTransfer(tx, { ...transfer, reason: 'other' }, transfer.version))
  await expect(world.act('lead-officer', tx => withdrawTransfer(tx, transfer, transfer.version))).rejects.toThrow(
    expect.objectContaining({ code: 'change.clash', message: expect.stringContaining('was declined') }),
  )
})
