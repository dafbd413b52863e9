import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { withScope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { declineTransfer } from './decline-transfer.ts'
import { offerTransfer } from './offer-transfer.ts'
import { accepted, drafted, eventsOf, offered } from './testing/stages.ts'
import { type Transfer, transferUrl } from './transfer-rows.ts'
import { withdrawTransfer } from './withdraw-transfer.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

let key: CaseKey
beforeEach(async () => {
  world.setClock('2026-10-05T09:00:00Z')
  key = await world.openCase('lead-officer')
  world.setClock('2026-10-05T09:01:00Z')
})

/** Runs all at once; who won, and the sentences that the others were told. */
async function race(...runs: (() => Promise<Transfer>)[]) {
  const ends = await Promise.allSettled(runs.map(run => run()))
  return {
    won: ends.filter(end => end.status === 'fulfilled').length,
    told: ends.flatMap(end => (end.status === 'rejected' ? [String(end.reason.message)] : [])),
  }
}
const count = async (...kinds: string[]) =>
  (await eventsOf(world, key)).filter(({ kind }) => kinds.includes(kind.slice('handover.'.length))).length

test('of two acceptances at once one wins, the other is told that it was accepted, and one event is written', async () => {
  const transfer = await offered(world, key)
  const { won, told } = await race(
    () => accepted(world, transfer, { inDays: 2 }),
    () => accepted(world, transfer, { inDays: 2 }),
  )
  expect(won).toBe(1)
  expect(told).toEqual([expect.stringContaining('This hand-over was accepted')])
  expect(await count('accepted')).toBe(1)
})

test('of an acceptance against a withdrawal one wins, the other learns why, and one event is written', async () => {
  for (let round = 0; round < 4; round += 1) {
    key = await world.openCase('lead-officer')
    world.setClock('2026-10-05T09:02:00Z')
    const transfer = await offered(world, key)
    const { won, told } = await race(
      () => accepted(world, transfer, { inDays: 2 }),
      () => world.act('lead-manager', tx => withdrawTransfer(tx, transfer, undefined)),
    )
    expect(won).toBe(1)
    expect(told).toEqual([expect.stringMatching(/was accepted|was withdrawn|Page not found/)])
    expect(await count('accepted', 'withdrawn')).toBe(1)
    world.setClock('2026-10-05T09:00:00Z')
  }
})

test('of two hand-overs of one case begun at once one stands, and the other is told of it', async () => {
  const { won, told } = await race(
    () => drafted(world, key),
    () =>
      drafted(world, key, {
        sender: 'lead-manager',
        receiver: 'don-manager',
        officer: 'don-officer',
        to: 'don-lead',
        toArea: 'C09',
      }),
  )
  expect(won).toBe(1)
  expect(told).toEqual([expect.stringMatching(/under way|begun at this moment/)])
  expect(await count('drafted')).toBe(1)
})

test('two clicks on a form with one key count once', async () => {
  const transfer = await offered(world, key)
  const receiver = await world.as('don-manager')
  const click = () => receiver.post(`${transferUrl(transfer)}/decline`, { reason: 'other', _key: 'the-same-key-1' })
  const answers = await Promise.all([click(), click()])
  expect(answers.map(answer => answer.statusCode).toSorted()[0]).toBe(303)
  expect(await count('declined')).toBe(1)
})

test.each([
  ['a serialisation failure', '40001'],
  ['a full table of what was read', '53200'],
])('%s at commit runs again from fresh state, with the result and the events of one run', async (_, code) => {
  const transfer = await drafted(world, key)
  const { pool } = world.database.scopes
  const connect = pool.connect.bind(pool)
  let failures = 2
  const failing = new Proxy(pool, {
    get(target, name) {
      if (name !== 'connect') return Reflect.get(target, name)
      return async () => {
        const client = await connect()
        return new Proxy(client, {
          get(inner, member) {
            if (member === 'query')
              return async (...given: Parameters<typeof inner.query>) => {
                if (String(given[0]) === 'COMMIT' && failures > 0) {
                  failures -= 1
                  throw Object.assign(new Error('could not serialize access'), { code })
                }
                return inner.query(...given)
              }
            const value = Reflect.get(inner, member)
            return typeof value === 'function' ? value.bind(inner) : value
          },
        })
      }
    },
  })
  let runs = 0
  const result = await withScope(
    { ...world.database.scopes, pool: failing },
    { actor: await world.actor('lead-officer'), purpose: 'test', kind: 'writes' },
    tx => {
      runs += 1
      return offerTransfer(tx, transfer, undefined)
    },
  )
  expect(runs).toBe(3)
  expect(result).toMatchObject({ state: 'offered', version: transfer.version + 1 })
  expect(await count('offered')).toBe(1)
})

test('a conflicting change that commits in between is seen by the next run, which refuses', async () => {
  const transfer = await offered(world, key)
  let runs = 0
  const late = world.act('don-manager', async tx => {
    runs += 1
    await tx.db.selectFrom('handover.transfer').select('state').where('case_id', '=', key.caseId).execute()
    if (runs === 1) await world.act('lead-manager', other => withdrawTransfer(other, transfer, undefined))
    return declineTransfer(tx, { ...transfer, reason: 'other' }, undefined)
  })
  await expect(late).rejects.toThrow(expect.objectContaining({ code: 'not_found' }))
  expect(runs).toBe(2)
  expect(await count('withdrawn', 'declined')).toBe(1)
})
