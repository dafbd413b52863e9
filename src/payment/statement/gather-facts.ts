import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import { startOfDay } from '../../kernel/calendar.ts'
import { firstDay, type Month, nextMonth, parseMonth } from '../../kernel/month.ts'
import type { MonthFacts } from './statement.ts'

/** Whose facts: what one organisation is paid for under one agreement, in one frozen month of an area. */
export type FactsOf = {
  agreement: string
  area: string
  month: Month
  payee: string
  yearFrom: Month
  evidence: string
}

/** Gathers the facts from the frozen month, as the jobs role, which alone sees every record. */
export async function gatherFacts(tx: Scope, asked: FactsOf): Promise<MonthFacts> {
  return {
    month: asked.month,
    evidence: asked.evidence,
    lines: await linesOf(tx, asked),
    corrections: await correctionsOf(tx, asked),
    unfunded: await unfundedOf(tx, asked),
    yearStarts: await yearStartsOf(tx, asked),
    credits: await creditsOf(tx, asked),
  }
}

/** Frozen starts by line, with sessions held and services completed in the month. */
async function linesOf(tx: Scope, { agreement, area, month, payee }: FactsOf) {
  const from = startOfDay(firstDay(month))
  const to = startOfDay(firstDay(nextMonth(month)))
  const found = await sql<{ line: number; starts: number; sessions: number; completions: number; disputed: number }>`
    WITH started AS (
      SELECT coalesce(r.line, 0) AS line, count(*) FILTER (WHERE NOT f.disputed) AS starts, count(*) FILTER (WHERE f.disputed) AS disputed
        FROM performance.frozen_row f JOIN casework.referral r ON r.area = f.area AND r.case_id = f.case_id AND 'referral ' || r.reference = f.record
       WHERE f.area = ${area} AND f.month = ${month} AND f.measure = 'referral-starts' AND f.organisation = ${payee} AND f.excluded IS NULL
         AND r.agreement = ${agreement} GROUP BY 1),
    held AS (
      SELECT coalesce(r.line, 0) AS line, count(*) AS sessions
        FROM casework.session s JOIN casework.referral r ON r.area = s.area AND r.case_id = s.case_id AND r.reference = s.reference
       WHERE s.provider = ${payee} AND s.area = ${area} AND s.starts_at >= ${from}::timestamptz AND s.starts_at < ${to}::timestamptz
         AND s.state IN ('attended', 'late') AND r.agreement = ${agreement} GROUP BY 1),
    completed AS (
      SELECT coalesce(r.line, 0) AS line, count(*) AS completions
        FROM casework.service s JOIN casework.referral r USING (area, case_id, reference)
       WHERE s.provider = ${payee} AND s.area = ${area} AND s.ended_at >= ${from}::timestamptz AND s.ended_at < ${to}::timestamptz
         AND s.end_as = 'completed' AND r.agreement = ${agreement} GROUP BY 1)
    SELECT line, coalesce(starts, 0)::int AS starts, coalesce(sessions, 0)::int AS sessions,
           coalesce(completions, 0)::int AS completions, coalesce(disputed, 0)::int AS disputed
      FROM started FULL JOIN held USING (line) FULL JOIN completed USING (line) ORDER BY line`.execute(tx.db)
  return found.rows
}

async function correctionsOf(tx: Scope, { agreement, area, month, payee }: FactsOf) {
  const found = await sql<{ line: number; of_month: string; starts: number }>`
    SELECT coalesce(r.line, 0) AS line, a.of_month, sum(a.numerator_change)::int AS starts
      FROM performance.adjustment a JOIN performance.dispute_row d USING (dispute)
      JOIN casework.referral r ON r.area = d.area AND r.case_id = d.case_id AND 'referral ' || r.reference = d.record
     WHERE a.area = ${area} AND a.in_month = ${month} AND a.measure = 'referral-starts' AND a.organisation = ${payee}
       AND r.agreement = ${agreement} GROUP BY 1, 2 ORDER BY 1, 2`.execute(tx.db)
  return found.rows.map(({ of_month, ...row }) => ({ ...row, ofMonth: parseMonth(of_month) }))
}

async function unfundedOf(tx: Scope, { area, month, payee }: FactsOf): Promise<number> {
  const found = await sql<{ starts: number }>`
    SELECT count(*)::int AS starts
      FROM performance.frozen_row f JOIN casework.referral r ON r.area = f.area AND r.case_id = f.case_id AND 'referral ' || r.reference = f.record
     WHERE f.area = ${area} AND f.month = ${month} AND f.measure = 'referral-starts' AND f.organisation = ${payee} AND f.excluded IS NULL
       AND r.funding = 'unfunded'`.execute(tx.db)
  return found.rows[0]?.starts ?? 0
}

/** Frozen starts of the contract year up to and with the month. */
async function yearStartsOf(tx: Scope, { agreement, area, month, payee, yearFrom }: FactsOf) {
  const found = await sql<{ month: string; starts: number }>`
    SELECT f.month, count(*)::int AS starts
      FROM performance.frozen_row f JOIN casework.referral r ON r.area = f.area AND r.case_id = f.case_id AND 'referral ' || r.reference = f.record
     WHERE f.area = ${area} AND f.month BETWEEN ${yearFrom} AND ${month} AND f.measure = 'referral-starts' AND f.organisation = ${payee}
       AND f.excluded IS NULL AND NOT f.disputed AND r.agreement = ${agreement} GROUP BY 1 ORDER BY 1`.execute(tx.db)
  return found.rows.map(row => ({ ...row, month: parseMonth(row.month) }))
}

/** Credits agreed for lines of earlier statements of the same agreement that no statement has carried yet. */
async function creditsOf(tx: Scope, { agreement, month }: FactsOf) {
  const found = await sql<{ statement: string; line: number; words: string; pence: bigint }>`
    SELECT d.statement, d.line, coalesce(d.answer, d.words) AS words, d.credit_pence AS pence
      FROM payment.line_dispute d JOIN payment.statement s USING (statement)
     WHERE s.agreement = ${agreement} AND d.state = 'agreed' AND d.credit_pence <> 0 AND s.month < ${month}
       AND NOT EXISTS (SELECT FROM payment.statement c WHERE c.agreement = ${agreement} AND c.month > s.month AND c.month < ${month}
                         AND c.issued_at > d.answered_at)
     ORDER BY d.statement, d.line, d.dispute`.execute(tx.db)
  return found.rows
}
