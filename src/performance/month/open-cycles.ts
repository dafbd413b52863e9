import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { inJobs } from '../../database/jobs.ts'
import type { Pool } from '../../database/pool.ts'
import { append } from '../../journal/append.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { monthOf, parseMonth, previousMonth } from '../../kernel/month.ts'
import { cycleCalendar } from './cycle.ts'

/**
 * Opens the cycle of every month that has ended and has figures, in each area. Gives how many were opened; opening again opens
 * nothing.
 */
export async function openCycles(jobs: Pool, now: Temporal.Instant): Promise<number> {
  const last = previousMonth(monthOf(londonDay(now)))
  return inJobs(jobs, { now, purpose: 'open the month' }, async tx => {
    const missing = await sql<{ area: string; month: string }>`
      SELECT DISTINCT f.area, f.month FROM performance.figure f
       WHERE f.month <= ${last} AND NOT EXISTS (SELECT FROM performance.cycle c WHERE c.area = f.area AND c.month = f.month)
       ORDER BY 1, 2`.execute(tx.db)
    for (const { area, month } of missing.rows) {
      const { gatherBy, freezeBy, planBy, reviewBy } = cycleCalendar(parseMonth(month))
      await tx.db
        .insertInto('performance.cycle')
        .values({
          area,
          month,
          state: 'gathering',
          gather_by: gatherBy,
          freeze_by: freezeBy,
          plan_by: planBy,
          review_by: reviewBy,
        })
        .onConflict(conflict => conflict.doNothing())
        .execute()
      await append(tx, 'month.opened', { subject: `month ${month} of ${area}`, facts: { area, month } })
    }
    return missing.rows.length
  })
}
