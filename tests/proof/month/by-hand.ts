import type { Pool } from '../../../src/database/pool.ts'
import { startOfDay } from '../../../src/kernel/calendar.ts'
import { firstDay, type Month, nextMonth } from '../../../src/kernel/month.ts'

/** A figure counted by hand: its measure, area, organisation, numerator and denominator. */
export type ByHand = { measure: string; area: string; organisation: string; numerator: bigint; denominator: bigint }

/**
 * One pass over the same rows, as somebody would write it who wants the month's figures of every area and nothing else: promises by
 * their definition, with the holders of those that were late, sessions, referrals and reports. Nothing is kept.
 */
const PASS = `
  WITH late AS (
    SELECT o.area, o.code, s.holder, count(*) AS stretches
      FROM obligations.obligation o JOIN obligations.segment s USING (area, case_id, obligation)
     WHERE o.month = $1 AND (o.state IN ('met late', 'missed') OR (o.state = 'open' AND o.fell_due)) GROUP BY 1, 2, 3),
  promise AS (
    SELECT area, code AS measure, owed_by AS organisation, count(*) FILTER (WHERE state = 'met') AS numerator, count(*) AS denominator
      FROM obligations.obligation
     WHERE month = $1 AND (state IN ('met', 'met late', 'missed') OR (state = 'open' AND fell_due)) GROUP BY 1, 2, 3),
  held AS (
    SELECT area, 'session-attended' AS measure, provider AS organisation,
           count(*) FILTER (WHERE state IN ('attended', 'late')) AS numerator, count(*) AS denominator
      FROM casework.session WHERE starts_at >= $2 AND starts_at < $3 AND state IN ('attended', 'late', 'missed') GROUP BY 1, 3),
  started AS (
    SELECT area, 'referral-starts' AS measure, provider AS organisation, count(*) AS numerator, count(*) AS denominator
      FROM casework.referral WHERE answered_at >= $2 AND answered_at < $3 AND state = 'accepted' GROUP BY 1, 3),
  reported AS (
    SELECT area, 'outcomes-achieved' AS measure, provider AS organisation, sum(half_points) AS numerator, sum(2 * outcomes) AS denominator
      FROM casework.report WHERE submitted_at >= $2 AND submitted_at < $3 AND outcomes > 0 GROUP BY 1, 3)
  SELECT * FROM promise UNION ALL SELECT * FROM held UNION ALL SELECT * FROM started UNION ALL SELECT * FROM reported
  UNION ALL SELECT area, 'late ' || code, holder, stretches, stretches FROM late`

/** The pass, without row security. `pool` is a superuser's. */
export async function passByHand(pool: Pool, month: Month): Promise<ByHand[]> {
  const [from, to] = [firstDay(month), firstDay(nextMonth(month))].map(day => startOfDay(day).toString())
  return (await pool.query<ByHand>(PASS, [month, from, to])).rows
}
