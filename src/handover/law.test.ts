import fc from 'fast-check'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { signedScope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { declineTransfer } from './decline-transfer.ts'
import { takeDueEffects } from './take-effect.ts'
import { accepted, drafted, offered, type Parties } from './testing/stages.ts'
import { withdrawTransfer } from './withdraw-transfer.ts'

const MORNING = '2026-10-05T09:00:00Z'
let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

let key: CaseKey
beforeEach(async () => {
  world.setClock(MORNING)
  key = await world.openCase('lead-officer')
  world.setClock('2026-10-05T09:01:00Z')
})

/** SQL that somebody smuggled into a transaction of this worker, as the app role. */
async function smuggled(worker: string, statement: string, parameters: unknown[]): Promise<number> {
  const { pool, key: secret } = world.database.scopes
  const client = await pool.connect()
  try {
    await client.query(`BEGIN; SET LOCAL weft.scope = '${signedScope(secret, await world.actor(worker), '*')}'`)
    const answer = await client.query(statement, parameters)
    await client.query('COMMIT')
    return answer.rowCount ?? 0
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

const starts = async () => {
  const found = await world.database.jobs.query<{ organisation: string | null; from_at: Temporal.Instant }>(
    'SELECT organisation, from_at FROM casework.responsibility WHERE area = $1 AND case_id = $2 ORDER BY from_at',
    [key.area, key.caseId],
  )
  return found.rows
}

describe('responsibility is written by nobody', () => {
  const WRITES = [
    [
      'a gap',
      "INSERT INTO casework.responsibility (area, case_id, from_at, organisation, reason, source) VALUES ($1, $2, now(), NULL, 'x', 'x')",
    ],
    [
      'an overlap',
      "INSERT INTO casework.responsibility (area, case_id, from_at, organisation, reason, source) SELECT area, case_id, from_at, 'don-lead', 'x', 'x' FROM casework.responsibility WHERE area = $1 AND case_id = $2",
    ],
    [
      'another organisation',
      "INSERT INTO casework.responsibility (area, case_id, from_at, organisation, reason, source) VALUES ($1, $2, now(), 'don-lead', 'x', 'x')",
    ],
    ['an update', "UPDATE casework.responsibility SET organisation = 'don-lead' WHERE area = $1 AND case_id = $2"],
    ['a delete', 'DELETE FROM casework.responsibility WHERE area = $1 AND case_id = $2'],
  ] as const

  test.each(WRITES)('%s is refused to the app role and to the jobs role, and changes nothing', async (_, write) => {
    const refused = expect.objectContaining({ code: '42501' })
    await expect(smuggled('lead-officer', write, [key.area, key.caseId])).rejects.toThrow(refused)
    await expect(world.database.jobs.query(write, [key.area, key.caseId])).rejects.toThrow(refused)
    expect((await starts()).map(start => start.organisation)).toEqual(['airedale-lead'])
  })

  test('two starts at one instant cannot be written, whoever writes', async () => {
    await expect(world.database.load(WRITES[1][1], [key.area, key.caseId])).rejects.toThrow(
      expect.objectContaining({ code: '23505' }),
    )
  })
})

describe('the row of a hand-over is moved by the right organisation alone', () => {
  const COLUMNS =
    '(area, case_id, reference, kind, from_organisation, from_area, to_organisation, to_area, state, reason, made_by, made_at, first_offered_at, answered_at, effective_on, officer, land_by)'
  const made = (from: string, to: string, toArea: string, state: string) =>
    `INSERT INTO handover.transfer ${COLUMNS} VALUES ($1, $2, 'XX9999XX', 'release', '${from}', 'C05', '${to}', '${toArea}', '${state}', 'x', 'x', now(), now(), now(), '2026-10-05', 'don-officer', now())`

  test.each([
    ['already accepted', 'lead-officer', made('airedale-lead', 'don-lead', 'C09', 'accepted')],
    ['in the name of the responsible, by another', 'nps-manager', made('airedale-lead', 'nps-north', 'C05', 'draft')],
    ['by who is not responsible', 'nps-manager', made('nps-north', 'don-lead', 'C09', 'draft')],
    ['to a charity', 'lead-officer', made('airedale-lead', 'lantern-trust', 'C05', 'draft')],
    ['to an organisation of another area', 'lead-officer', made('airedale-lead', 'don-lead', 'C05', 'draft')],
  ])('none is made %s', async (_, worker, write) => {
    await expect(smuggled(worker, write, [key.area, key.caseId])).rejects.toThrow(
      expect.objectContaining({ code: '42501' }),
    )
  })

  test.each([
    [
      'the sender cannot accept',
      'lead-officer',
      "state = 'accepted', effective_on = '2026-10-05', officer = 'don-officer', land_by = now(), answered_at = now()",
    ],
    ['the sender cannot decline', 'lead-officer', "state = 'declined', ended_at = now()"],
    ['the receiver cannot withdraw', 'don-manager', "state = 'withdrawn', ended_at = now()"],
    [
      'nobody takes effect by hand',
      'don-manager',
      "state = 'effective', took_effect_at = now(), effective_on = '2026-10-05', officer = 'don-officer', land_by = now(), answered_at = now()",
    ],
    ['the receiver stays who it is', 'lead-officer', "to_organisation = 'nps-north', to_area = 'C05'"],
    ['the sender stays who it is', 'don-manager', "from_organisation = 'don-lead', to_organisation = 'airedale-lead'"],
  ])('%s', async (_, worker, changes) => {
    const { reference } = await offered(world, key)
    await expect(
      smuggled(worker, `UPDATE handover.transfer SET ${changes} WHERE area = $1 AND case_id = $2 AND reference = $3`, [
        key.area,
        key.caseId,
        reference,
      ]),
    ).rejects.toThrow(expect.objectContaining({ code: '42501' }))
  })

  test('nobody moves what waits for its day by naming an instant to come, nor twice, nor before it is accepted', async () => {
    const take = (worker: string, reference: string, instant: string) =>
      world.act(worker, async tx => {
        const answer = await sql<{ became: string | null }>`
          SELECT handover.take_effect(${key.area}, ${key.caseId}, ${reference}, ${instant}::timestamptz) AS became`.execute(
          tx.db,
        )
        return answer.rows[0]?.became
      })
    const offer = await offered(world, key)
    expect(await take('don-manager', offer.reference, '2026-10-05T10:00:00Z')).toBeNull()
    await accepted(world, offer, { inDays: 200 })
    for (const instant of ['2027-06-01T00:00:00Z', '2026-10-06T00:00:00Z'])
      expect(await take('don-manager', offer.reference, instant)).toBeNull()
    expect((await starts()).map(start => start.organisation)).toEqual(['airedale-lead'])
    const ahead = await world.database.jobs.query<{ became: string | null }>(
      'SELECT handover.take_effect($1, $2, $3, $4) AS became',
      [key.area, key.caseId, offer.reference, '2027-06-01T00:00:00Z'],
    )
    expect(ahead.rows[0]?.became, 'the jobs role, whose clock a replay sets').toBe('effective')
  })

  test('who may see a hand-over ticks nothing in the other’s name', async () => {
    const { reference } = await offered(world, key)
    const tick = (by: string) =>
      `INSERT INTO handover.check_item (area, case_id, reference, item, state, ticked_by) VALUES ($1, $2, $3, 'risk', 'held', '${by}')`
    const where = [key.area, key.caseId, reference]
    const refused = expect.objectContaining({ code: '42501' })
    await expect(smuggled('lead-officer', tick('sender'), where)).rejects.toThrow(refused)
    await expect(smuggled('don-manager', tick('sender'), where)).rejects.toThrow(refused)
    await expect(smuggled('nps-manager', tick('weft'), where)).rejects.toThrow(refused)
    const unsaid = "UPDATE handover.check_item SET words = 'x' WHERE area = $1 AND case_id = $2 AND reference = $3"
    for (const worker of ['lead-officer', 'don-manager', 'nps-manager'])
      expect(await smuggled(worker, unsaid, where)).toBe(0)
  })
})

describe('whatever hand-overs are made in whatever order', () => {
  const ENDINGS = ['accept', 'accept later', 'decline', 'withdraw', 'leave as draft'] as const
  const WORKERS = {
    'airedale-lead': { sender: 'lead-manager', receiver: 'lead-manager', officer: 'lead-officer', area: 'C05' },
    'don-lead': { sender: 'don-manager', receiver: 'don-manager', officer: 'don-officer', area: 'C09' },
  } as const
  type Holder = keyof typeof WORKERS

  const between = (from: Holder, to: Holder): Parties => ({
    sender: WORKERS[from].sender,
    receiver: WORKERS[to].receiver,
    officer: WORKERS[to].officer,
    to,
    toArea: WORKERS[to].area,
  })

  /** One hand-over to the other side, ended in the way given; who is responsible afterwards. */
  async function one(holder: Holder, ending: (typeof ENDINGS)[number]): Promise<Holder> {
    const other = holder === 'don-lead' ? 'airedale-lead' : 'don-lead'
    const by = between(holder, other)
    if (ending === 'leave as draft') {
      const draft = await drafted(world, key, by)
      await world.act(by.sender, tx => withdrawTransfer(tx, draft, undefined))
      return holder
    }
    const offer = await offered(world, key, by)
    if (ending === 'withdraw') await world.act(by.sender, tx => withdrawTransfer(tx, offer, undefined))
    if (ending === 'decline')
      await world.act(by.receiver, tx => declineTransfer(tx, { ...offer, reason: 'other' }, undefined))
    if (ending === 'accept') await accepted(world, offer, { by })
    if (ending === 'accept later') {
      await accepted(world, offer, { by, inDays: 1 })
      clock = clock.add({ hours: 24 })
      expect(await takeDueEffects(world.database.jobs, clock)).toBe(1)
    }
    return ending.startsWith('accept') ? other : holder
  }

  let clock = Temporal.Instant.from(MORNING)

  test('at every instant exactly one organisation supervises, and it is the one that the hand-overs say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...ENDINGS), { minLength: 1, maxLength: 4 }), async endings => {
        clock = Temporal.Instant.from('2026-09-01T09:00:00Z')
        world.setClock(clock.toString())
        key = await world.openCase('lead-officer')
        const opened = clock
        let holder: Holder = 'airedale-lead'
        for (const ending of endings) {
          clock = clock.add({ hours: 1 })
          world.setClock(clock.toString())
          holder = await one(holder, ending)
        }
        expect((await starts()).at(-1)?.organisation).toBe(holder)
        const spans = await world.database.jobs.query<{ from_at: Temporal.Instant; to_at: Temporal.Instant }>(
          "SELECT from_at, to_at FROM access.involvement WHERE area = $1 AND case_id = $2 AND purpose = 'supervise'",
          [key.area, key.caseId],
        )
        for (let at = opened; Temporal.Instant.compare(at, clock.add({ hours: 5 })) < 0; at = at.add({ minutes: 30 })) {
          const holding = spans.rows.filter(
            span => Temporal.Instant.compare(span.from_at, at) <= 0 && Temporal.Instant.compare(at, span.to_at) < 0,
          )
          expect(holding).toHaveLength(1)
        }
        const live = await world.database.jobs.query<{ organisation: string }>(
          'SELECT organisation FROM access.live WHERE area = $1 AND case_id = $2 AND responsible AND until > now()',
          [key.area, key.caseId],
        )
        expect(live.rows).toEqual([{ organisation: holder }])
      }),
      { numRuns: 5 },
    )
  })
})
