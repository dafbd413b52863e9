import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import { type Month, parseMonth } from '../kernel/month.ts'

/** Accepted starts of one service line in one month; line 0: referrals that name no line. `disputed` are in none of the counts. */
export type StartsCounted = {
  area: string
  month: Month
  provider: string
  line: number
  starts: number
  disputed: number
  /** The month is frozen: its statement counts the same rows. Otherwise the count may still change. */
  frozen: boolean
}

/**
 * Accepted starts under an agreement in some months, as far as the actor may see them: of a frozen month what its statement counts,
 * of another month what counts so far.
 */
export async function startsUnder(
  tx: Scope,
  { agreement, from, to }: { agreement: string; from: Month; to: Month },
): Promise<StartsCounted[]> {
  const found = await sql<Omit<StartsCounted, 'month'> & { month: string }>`
    SELECT area, month, provider, line, starts::int, disputed::int, frozen
      FROM payment.starts_of(${agreement}, ${from}, ${to}) ORDER BY month, line, provider, area`.execute(tx.db)
  return found.rows.map(row => ({ ...row, month: parseMonth(row.month) }))
}

/** Statements of an agreement that the actor may see, by month. */
export async function statementsOf(tx: Scope, agreement: string): Promise<ReadonlyMap<string, string>> {
  const found = await tx.db
    .selectFrom('payment.statement')
    .select(['statement', 'month'])
    .where('agreement', '=', agreement)
    .execute()
  return new Map(found.map(row => [row.month, row.statement]))
}
