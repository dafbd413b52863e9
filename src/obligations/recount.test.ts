import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { append, type CaseKey, type Facts } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { markFallenDue } from './fall-due.ts'
import { keepObligations } from './keep.ts'
import { histories } from './testing/histories.ts'
import { type Counted, recount, type Told } from './testing/recount.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

const RUNS = 4

/** Lets a history happen; what is due is marked before each event. */
async function live(key: CaseKey, history: readonly Told[], until: Instant) {
  for (const { kind, at, facts } of history) {
    await markFallenDue(world.database.jobs, at)
    world.setClock(at.toString())
    await world.act('lead-officer', tx => append(tx, kind, { subject: 'test', case: key, facts }))
  }
  await markFallenDue(world.database.jobs, until)
}

/** Lets the journal's events follow again, from no obligations. */
async function liveAgain(key: CaseKey, until: Instant) {
  for (const table of ['segment', 'obligation'])
    await world.database.load(`DELETE FROM obligations.${table} WHERE case_id = $1`, [key.caseId])
  const told = await world.database.load(
    "SELECT kind, subject, occurred_at, facts FROM journal.event WHERE case_id = $1 AND kind NOT LIKE 'obligation.%' ORDER BY id",
    [key.caseId],
  )
  for (const { kind, subject, occurred_at: at, facts } of told.rows as Row[]) {
    await markFallenDue(world.database.jobs, at)
    world.setClock(at.toString())
    await world.act('lead-officer', async tx => {
      await append(tx, 'test.replayed', { subject: 'test', case: key })
      await keepObligations(tx, { kind, subject, case: key, occurredAt: at, facts })
    })
  }
  await markFallenDue(world.database.jobs, until)
}

type Row = { kind: string; subject: string; occurred_at: Instant; facts: Facts }

async function rows(key: CaseKey): Promise<Counted[]> {
  const found = await world.database.load(
    'SELECT obligation, state, paused, due_at, holder, fell_due FROM obligations.obligation WHERE case_id = $1 ORDER BY obligation COLLATE "C"',
    [key.caseId],
  )
  return found.rows.map(row => ({
    id: row.obligation,
    state: row.state,
    due: row.due_at.toString(),
    holder: row.holder,
    fellDue: row.fell_due,
  }))
}

/** While a clock stands still its due time is not known, and the row keeps the one before. */
const asKnown = (found: readonly Counted[], counted: readonly Counted[]) =>
  found.map(one => (counted.find(other => other.id === one.id)?.due === null ? { ...one, due: null } : one))

test('for any history the rows equal a plain recount, and a replay of the journal gives the same rows again', async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.integer({ min: 1, max: 1500 }), async (history, later) => {
      const last = history.at(-1)?.at ?? Temporal.Instant.from('2026-03-20T08:00:00Z')
      const until = last.add({ hours: later })
      world.setClock('2026-03-01T09:00:00Z')
      const key = await world.openCase('lead-officer')
      await live(key, history, until)
      const found = await rows(key)
      const counted = recount(history, until)
      expect(asKnown(found, counted)).toEqual(counted)
      await liveAgain(key, until)
      expect(await rows(key)).toEqual(found)
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
}, 120_000)
