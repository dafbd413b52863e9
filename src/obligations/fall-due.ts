import { sql } from 'kysely'
import { inJobs } from '../database/jobs.ts'
import type { Pool } from '../database/pool.ts'
import type { Scope } from '../database/scope.ts'
import type { Instant } from '../kernel/calendar.ts'
import { tell } from './keep.ts'

/** What can no longer be met once it is due: an appointment in time cannot be arranged any more. */
const MISSED_WHEN_DUE: readonly string[] = ['SL001R', 'SL002R']
const AT_ONCE = 100

type Due = {
  area: string
  case_id: string
  obligation: string
  code: string
  owed_by: string
  holder: string
  due_at: Instant
}

/**
 * Says of each open obligation whose due instant has come, once, that it fell due; what can no longer be met is missed. Gives
 * how many. Several processes may run it at once: each takes rows that no other holds. Paused clocks do not fall due.
 */
export async function markFallenDue(jobs: Pool, now: Instant, signal?: AbortSignal): Promise<number> {
  for (let marked = 0; ; ) {
    const some = await markSome(jobs, now)
    marked += some
    if (some < AT_ONCE || signal?.aborted) return marked
  }
}

const markSome = (jobs: Pool, now: Instant): Promise<number> =>
  inJobs(jobs, { now, purpose: 'keep obligations' }, async tx => {
    const due = await takeDue(tx)
    for (const one of due) await markOne(tx, one)
    return due.length
  })

async function takeDue(tx: Scope): Promise<Due[]> {
  const found = await sql<Due>`
    SELECT area, case_id, obligation, code, owed_by, holder, due_at FROM obligations.obligation
     WHERE state = 'open' AND NOT fell_due AND NOT paused AND due_at <= ${tx.now}
     ORDER BY due_at, area, case_id, obligation LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`.execute(tx.db)
  return found.rows
}

async function markOne(tx: Scope, due: Due): Promise<void> {
  const missed = MISSED_WHEN_DUE.includes(due.code)
  await sql`
    UPDATE obligations.obligation SET fell_due = true,
           state = CASE WHEN ${missed} THEN 'missed' ELSE state END,
           settled_at = CASE WHEN ${missed} THEN due_at ELSE settled_at END,
           settled_because = CASE WHEN ${missed} THEN 'No appointment was booked for a date in time.' ELSE settled_because END
     WHERE area = ${due.area} AND case_id = ${due.case_id} AND obligation = ${due.obligation}`.execute(tx.db)
  const it = {
    area: due.area,
    caseId: due.case_id,
    obligation: due.obligation,
    code: due.code,
    owedBy: due.owed_by,
    dueAt: due.due_at,
    starts: [{ from: due.due_at, holder: due.holder, joint: null, clock: 'running' as const }],
  }
  await tell(tx, 'obligation.fell_due', it, { occurredAt: due.due_at })
  if (missed) await tell(tx, 'obligation.missed', it, { occurredAt: due.due_at })
}
