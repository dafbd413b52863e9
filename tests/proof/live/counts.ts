import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from '../../../src/database/pool.ts'
import { startOfDay } from '../../../src/kernel/calendar.ts'
import { firstDay, type Month, nextMonth } from '../../../src/kernel/month.ts'
import { WHOLE_AREA } from '../../../src/performance/measure.ts'
import { placeKey, SESSIONS_KEPT } from './lateness.ts'

const PATIENCE_MS = 30_000
/** A server that keeps figures for the first time counts all of them. */
const COUNTING_MS = 300_000

/** Whether something is written that the figures do not count yet. */
const BEHIND = `
  SELECT NOT EXISTS (SELECT FROM journal.reader WHERE reader = 'figures') OR EXISTS (
    SELECT FROM journal.event e JOIN journal.reader r ON r.reader = 'figures' AND (e.epoch, e.tx, e.id) > (r.epoch, r.tx, r.id)) AS behind`

/** Waits until the figures count everything that has been written. */
export const figuresRead = (superuser: Pool) =>
  until(async () => (await superuser.query<{ behind: boolean }>(BEHIND)).rows[0]?.behind === false, COUNTING_MS)

/** What each figure of sessions kept counts now, by `placeKey`. */
export async function keptNow(superuser: Pool, month: Month): Promise<Map<string, bigint>> {
  const found = await superuser.query<{ area: string; organisation: string; numerator: bigint }>(
    'SELECT area, organisation, numerator FROM performance.figure WHERE month = $1 AND measure = $2',
    [month, SESSIONS_KEPT],
  )
  return new Map(found.rows.map(row => [placeKey(row), row.numerator]))
}

/** How many figures of sessions kept differ from the sessions. */
export async function countedWrong(superuser: Pool, month: Month): Promise<number> {
  const [from, to] = [firstDay(month), firstDay(nextMonth(month))].map(day => startOfDay(day).toString())
  const found = await superuser.query<{ wrong: number }>(
    `SELECT count(*)::int AS wrong
       FROM (SELECT area, organisation, numerator, denominator FROM performance.figure
              WHERE month = $3 AND measure = $4 AND organisation <> $5) f
       FULL JOIN (SELECT area, provider AS organisation, count(*) FILTER (WHERE state IN ('attended', 'late')) AS numerator, count(*) AS denominator
                    FROM casework.session WHERE starts_at >= $1 AND starts_at < $2 AND state IN ('attended', 'late', 'missed')
                   GROUP BY area, provider) s USING (area, organisation)
      WHERE coalesce(f.numerator, 0) <> coalesce(s.numerator, 0) OR coalesce(f.denominator, 0) <> coalesce(s.denominator, 0)`,
    [from, to, month, SESSIONS_KEPT, WHOLE_AREA],
  )
  return found.rows[0]?.wrong ?? 0
}

/** Resolves once it holds, or patience is at its end. */
export async function until(holds: () => boolean | Promise<boolean>, patience = PATIENCE_MS) {
  const end = performance.now() + patience
  while (!(await holds()) && performance.now() < end) await sleep(50)
}
