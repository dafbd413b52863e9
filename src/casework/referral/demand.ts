import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import { startOfDay } from '../../kernel/calendar.ts'
import { firstDay, type Month, nextMonth } from '../../kernel/month.ts'

/**
 * What was asked for one need where people live: `referrals` first sent, and `people`, each counted once in each month. `force` and
 * `place` are null where the record does not say.
 */
export type Demand = { need: string; force: string | null; place: string | null; referrals: number; people: number }

/**
 * Referrals first sent in some months of cases that opened in the area, by need and place, in counts alone: to organisations with a
 * role in the area; nothing to others. Everyone is counted, limited cases too.
 */
export async function demandIn(
  tx: Scope,
  { area, from, to }: { area: string; from: Month; to: Month },
): Promise<Demand[]> {
  const found = await sql<Demand>`
    SELECT need, force, place, referrals::int, people::int
      FROM casework.demand(${area}, ${startOfDay(firstDay(from))}, ${startOfDay(firstDay(nextMonth(to)))})`.execute(
    tx.db,
  )
  return found.rows
}

/** Whether the organisation acted for may read what was asked for in the area. */
export async function mayReadDemand(tx: Scope, area: string): Promise<boolean> {
  const found = await sql<{ may: boolean }>`SELECT casework.may_read_demand(${area}) AS may`.execute(tx.db)
  return found.rows[0]?.may === true
}
