import { isDeepStrictEqual } from 'node:util'
import { Temporal } from 'temporal-polyfill'
import type { TestDatabase } from '../../../src/database/testing/test-database.ts'
import { takeDueEffects } from '../../../src/handover/take-effect.ts'
import type { Facts } from '../../../src/journal/append.ts'
import { sealJournal } from '../../../src/journal/seal.ts'
import { verifyJournal } from '../../../src/journal/verify.ts'
import type { Instant } from '../../../src/kernel/calendar.ts'
import { markFallenDue } from '../../../src/obligations/fall-due.ts'
import { type Counted, recount } from '../../../src/obligations/testing/recount.ts'
import { catchUp, recountAll } from '../../../src/performance/figures/keep-current.ts'
import { responsibilityFaults } from './handovers.ts'
import type { Write } from './load.ts'

/** How a write stands: wholly there once, wholly absent, or neither. */
export type Standing = 'once' | 'absent' | 'half' | 'doubled'

export async function standingOf({ load }: TestDatabase, { trace, rows }: Write): Promise<Standing> {
  const found = await load(trace.sql, [...trace.values])
  const { done, rows: written, events } = found.rows[0] as { done: number; rows: number; events: number }
  if (done === 0 && written === 0 && events === 0) return 'absent'
  if (done === 1 && written === rows && events === rows) return 'once'
  return done > 1 || written > rows || events > rows ? 'doubled' : 'half'
}

type Row = { case_id: string; kind: string; at: Instant; facts: Facts }

/** What of the whole is not as the journal and the rows say it must be: nothing where all is well. */
export async function faultsOf(database: TestDatabase): Promise<string[]> {
  const now = Temporal.Now.instant()
  await takeDueEffects(database.jobs, now)
  await sealJournal(database.jobs, now)
  const { ok, broken } = await verifyJournal(database.jobs)
  await markFallenDue(database.jobs, now)
  return [
    ...(ok ? [] : [`the journal: ${broken?.sentence}`]),
    ...(await obligationFaults(database, now)),
    ...(await responsibilityFaults(database)),
    ...(await figureFaults(database)),
  ]
}

/** Obligations that differ from a plain recount of the journal, case by case. */
async function obligationFaults({ load }: TestDatabase, until: Instant): Promise<string[]> {
  const told = await load(
    `SELECT case_id, kind, occurred_at AS at, facts FROM journal.event
      WHERE case_id IS NOT NULL AND kind NOT LIKE 'obligation.%' AND facts IS NOT NULL ORDER BY id`,
  )
  const kept = await load(
    'SELECT case_id, obligation, state, due_at, holder, fell_due FROM obligations.obligation ORDER BY obligation COLLATE "C"',
  )
  const histories = Map.groupBy(told.rows as Row[], row => row.case_id)
  return [...histories].flatMap(([caseId, history]) => {
    const counted = recount(history, until)
    const found = kept.rows
      .filter(row => row.case_id === caseId)
      .map(
        (row): Counted => ({
          id: row.obligation,
          state: row.state,
          due: row.due_at.toString(),
          holder: row.holder,
          fellDue: row.fell_due,
        }),
      )
    return differences(found, counted).map(words => `obligations of ${caseId}: ${words}`)
  })
}

function differences(found: readonly Counted[], counted: readonly Counted[]): string[] {
  const byId = new Map(found.map(one => [one.id, one]))
  const wrong = counted.filter(one => !isDeepStrictEqual(byId.get(one.id), one))
  const known = new Set(counted.map(one => one.id))
  const more = found.filter(one => !known.has(one.id))
  return [
    ...wrong.map(one => `${JSON.stringify(byId.get(one.id) ?? null)} where the recount gives ${JSON.stringify(one)}`),
    ...more.map(one => `${one.id} is known to no recount`),
  ]
}

const UNREAD = `
  SELECT count(*) FILTER (WHERE r.reader IS NULL OR (e.epoch, e.tx, e.id) > (r.epoch, r.tx, r.id))::int AS unread, max(e.id)::text AS last
    FROM journal.event e LEFT JOIN journal.reader r ON r.reader = 'figures'`

/** Once every event is read, a recount of every figure must change none. An event that came in between asks for another look. */
async function figureFaults({ jobs, owner }: TestDatabase): Promise<string[]> {
  for (;;) {
    const before = await owned(owner)
    if (before.unread > 0) {
      await catchUp(jobs)
      continue
    }
    const changed = await recountAll(jobs, { asOf: Temporal.Now.instant() })
    if (changed.length === 0) return []
    if ((await owned(owner)).last === before.last)
      return changed.map(
        ({ measure, month, organisation }) => `figure ${measure} ${month} ${organisation} was not current`,
      )
  }
}

async function owned(owner: TestDatabase['owner']): Promise<{ unread: number; last: string | null }> {
  const client = await owner.connect()
  try {
    await client.query('SET ROLE weft_backup')
    const found = await client.query<{ unread: number; last: string | null }>(UNREAD)
    return found.rows[0] ?? { unread: 0, last: null }
  } finally {
    await client.query('RESET ROLE')
    client.release()
  }
}
