import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import { startOfDay } from '../../kernel/calendar.ts'
import { addMonths, firstDay, type Month, nextMonth, parseMonth } from '../../kernel/month.ts'
import { MONTHS_OF_FEE } from '../terms/fee-in-twelfths.ts'
import type { MonthFacts } from './statement.ts'

/** What one organisation is paid for under one agreement; its contract year began at most eleven months before. */
export type Paid = { agreement: string; payee: string }

type Frozen = { area: string; month: Month; evidence: string }
type Asked = Frozen & { agreements: readonly string[]; payees: readonly string[] }

/**
 * Gathers the facts of a frozen month of an area for everybody who is paid in it, as the jobs role, which alone sees every record.
 * Gives the facts of one of them, with the starts of the contract year from its first month.
 */
export async function gatherFacts(
  tx: Scope,
  frozen: Frozen,
  paid: readonly Paid[],
): Promise<(of: Paid & { yearFrom: Month }) => MonthFacts> {
  const asked = { ...frozen, agreements: paid.map(each => each.agreement), payees: paid.map(each => each.payee) }
  const lines = await linesOf(tx, asked)
  const corrections = await correctionsOf(tx, asked)
  const unfunded = await unfundedOf(tx, asked)
  const yearStarts = await yearStartsOf(tx, asked)
  const credits = await creditsOf(tx, asked)
  return ({ agreement, payee, yearFrom }) => {
    const theirs = (row: Paid) => row.agreement === agreement && row.payee === payee
    return {
      month: frozen.month,
      evidence: frozen.evidence,
      lines: lines.filter(theirs).map(({ line, starts, sessions, completions, disputed }) => ({
        line,
        starts,
        sessions,
        completions,
        disputed,
      })),
      corrections: corrections
        .filter(theirs)
        .map(({ line, of_month, starts }) => ({ line, ofMonth: parseMonth(of_month), starts })),
      unfunded: unfunded.find(row => row.payee === payee)?.starts ?? 0,
      yearStarts: yearStarts
        .filter(row => theirs(row) && row.month >= yearFrom)
        .map(row => ({ month: parseMonth(row.month), starts: row.starts })),
      credits: credits
        .filter(row => row.agreement === agreement)
        .map(({ statement, line, words, pence }) => ({ statement, line, words, pence })),
    }
  }
}

/** Frozen starts by line, with sessions held and services completed in the month. */
async function linesOf(tx: Scope, { area, month, agreements, payees }: Asked) {
  const from = startOfDay(firstDay(month))
  const to = startOfDay(firstDay(nextMonth(month)))
  const found = await sql<
    Paid & { line: number; starts: number; sessions: number; completions: number; disputed: number }
  >`
    WITH started AS (
      SELECT r.agreement, f.organisation AS payee, coalesce(r.line, 0) AS line,
             count(*) FILTER (WHERE NOT f.disputed) AS starts, count(*) FILTER (WHERE f.disputed) AS disputed
        FROM performance.frozen_row f JOIN casework.referral r ON r.area = f.area AND r.case_id = f.case_id AND r.reference = substr(f.record, 10)
       WHERE f.area = ${area} AND f.month = ${month} AND f.measure = 'referral-starts' AND f.excluded IS NULL
         AND r.agreement = ANY(${agreements}::text[]) GROUP BY 1, 2, 3),
    held AS (
      SELECT r.agreement, h.provider AS payee, coalesce(r.line, 0) AS line, sum(h.sessions) AS sessions
        FROM (SELECT s.area, s.case_id, s.reference, s.provider, count(*) AS sessions FROM casework.session s
               WHERE s.provider = ANY(${payees}::text[]) AND s.area = ${area} AND s.starts_at >= ${from}::timestamptz
                 AND s.starts_at < ${to}::timestamptz AND s.state IN ('attended', 'late') GROUP BY 1, 2, 3, 4) h
        JOIN casework.referral r ON r.area = h.area AND r.case_id = h.case_id AND r.reference = h.reference
       WHERE r.agreement = ANY(${agreements}::text[]) GROUP BY 1, 2, 3),
    completed AS (
      SELECT r.agreement, s.provider AS payee, coalesce(r.line, 0) AS line, count(*) AS completions
        FROM casework.service s JOIN casework.referral r USING (area, case_id, reference)
       WHERE s.provider = ANY(${payees}::text[]) AND s.area = ${area} AND s.ended_at >= ${from}::timestamptz AND s.ended_at < ${to}::timestamptz
         AND s.end_as = 'completed' AND r.agreement = ANY(${agreements}::text[]) GROUP BY 1, 2, 3)
    SELECT agreement, payee, line, coalesce(starts, 0)::int AS starts, coalesce(sessions, 0)::int AS sessions,
           coalesce(completions, 0)::int AS completions, coalesce(disputed, 0)::int AS disputed
      FROM started FULL JOIN held USING (agreement, payee, line) FULL JOIN completed USING (agreement, payee, line)
     ORDER BY line`.execute(tx.db)
  return found.rows
}

async function correctionsOf(tx: Scope, { agreements, area, month }: Asked) {
  const found = await sql<Paid & { line: number; of_month: string; starts: number }>`
    SELECT r.agreement, a.organisation AS payee, coalesce(r.line, 0) AS line, a.of_month, sum(a.numerator_change)::int AS starts
      FROM performance.adjustment a JOIN performance.dispute_row d USING (dispute)
      JOIN casework.referral r ON r.area = d.area AND r.case_id = d.case_id AND r.reference = substr(d.record, 10)
     WHERE a.area = ${area} AND a.in_month = ${month} AND a.measure = 'referral-starts'
       AND r.agreement = ANY(${agreements}::text[]) GROUP BY 1, 2, 3, 4 ORDER BY 3, 4`.execute(tx.db)
  return found.rows
}

async function unfundedOf(tx: Scope, { area, month }: Asked) {
  const found = await sql<{ payee: string; starts: number }>`
    SELECT f.organisation AS payee, count(*)::int AS starts
      FROM performance.frozen_row f JOIN casework.referral r ON r.area = f.area AND r.case_id = f.case_id AND r.reference = substr(f.record, 10)
     WHERE f.area = ${area} AND f.month = ${month} AND f.measure = 'referral-starts' AND f.excluded IS NULL
       AND r.funding = 'unfunded' GROUP BY 1`.execute(tx.db)
  return found.rows
}

/** Frozen starts of the months that a contract year may hold, up to and with this one. */
async function yearStartsOf(tx: Scope, { agreements, area, month }: Asked) {
  const found = await sql<Paid & { month: string; starts: number }>`
    SELECT r.agreement, f.organisation AS payee, f.month, count(*)::int AS starts
      FROM performance.frozen_row f JOIN casework.referral r ON r.area = f.area AND r.case_id = f.case_id AND r.reference = substr(f.record, 10)
     WHERE f.area = ${area} AND f.month BETWEEN ${addMonths(month, 1 - MONTHS_OF_FEE)} AND ${month} AND f.measure = 'referral-starts'
       AND f.excluded IS NULL AND NOT f.disputed AND r.agreement = ANY(${agreements}::text[]) GROUP BY 1, 2, 3 ORDER BY 3`.execute(
    tx.db,
  )
  return found.rows
}

/** Credits agreed for lines of earlier statements of the same agreement that no statement has carried yet. */
async function creditsOf(tx: Scope, { agreements, month }: Asked) {
  const found = await sql<{ agreement: string; statement: string; line: number; words: string; pence: bigint }>`
    SELECT s.agreement, d.statement, d.line, coalesce(d.answer, d.words) AS words, d.credit_pence AS pence
      FROM payment.line_dispute d JOIN payment.statement s USING (statement)
     WHERE s.agreement = ANY(${agreements}::text[]) AND d.state = 'agreed' AND d.credit_pence <> 0 AND s.month < ${month}
       AND NOT EXISTS (SELECT FROM payment.statement c WHERE c.agreement = s.agreement AND c.month > s.month AND c.month < ${month}
                         AND c.issued_at > d.answered_at)
     ORDER BY d.statement, d.line, d.dispute`.execute(tx.db)
  return found.rows
}
