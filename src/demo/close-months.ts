import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { inJobs } from '../database/jobs.ts'
import type { Pool } from '../database/pool.ts'
import type { Scope } from '../database/scope.ts'
import { LONDON, startOfDay } from '../kernel/calendar.ts'
import { parseMonth } from '../kernel/month.ts'
import { issueStatements } from '../payment/statement/issue-statements.ts'
import { freezeAsked } from '../performance/month/freeze.ts'
import { openCycles } from '../performance/month/open-cycles.ts'

const AFTERNOON = { hours: 15 } as const

/**
 * Works the past months of the demonstration as people would have: each is frozen on its day, paid and closed. The last month that
 * has ended stays open, so that there is one to work. Gives how many were closed.
 */
export async function closeMonths(jobs: Pool, asOf: Temporal.PlainDate, log: (line: string) => void): Promise<number> {
  const today = startOfDay(asOf).add({ minutes: 10 })
  await openCycles(jobs, today)
  const months = await inJobs(jobs, { now: today, purpose: 'demonstration' }, monthsBefore)
  let closed = 0
  for (const { month, freezeBy, reviewBy } of months) {
    const freeze = freezeBy.toZonedDateTime(LONDON).add(AFTERNOON).toInstant()
    await inJobs(jobs, { now: freeze, purpose: 'demonstration' }, tx => askFor(tx, month))
    await freezeAsked(jobs, freeze)
    await issueStatements(jobs, freeze)
    const review = reviewBy.toZonedDateTime(LONDON).add(AFTERNOON).toInstant()
    closed += await inJobs(jobs, { now: review, purpose: 'demonstration' }, tx => close(tx, month))
    log(`Closed ${parseMonth(month)}`)
  }
  return closed
}

/** Every month of a cycle but the last, oldest first. */
async function monthsBefore(tx: Scope) {
  const found = await sql<{ month: string; freeze_by: Temporal.PlainDate; review_by: Temporal.PlainDate }>`
    SELECT month, min(freeze_by) AS freeze_by, min(review_by) AS review_by FROM performance.cycle
     WHERE state = 'gathering' AND month < (SELECT max(month) FROM performance.cycle) GROUP BY month ORDER BY month`.execute(
    tx.db,
  )
  return found.rows.map(row => ({ month: row.month, freezeBy: row.freeze_by, reviewBy: row.review_by }))
}

async function askFor(tx: Scope, month: string) {
  await tx.db
    .updateTable('performance.cycle')
    .set({ state: 'freezing' })
    .where('month', '=', month)
    .where('state', '=', 'gathering')
    .execute()
}

async function close(tx: Scope, month: string): Promise<number> {
  const closed = await tx.db
    .updateTable('performance.cycle')
    .set({
      state: 'closed',
      review_words: 'The figures were read together, and the actions of the month before were looked at one by one.',
      reviewed_at: tx.now,
      closed_at: tx.now,
    })
    .where('month', '=', month)
    .where('state', '=', 'frozen')
    .executeTakeFirst()
  return Number(closed.numUpdatedRows)
}
