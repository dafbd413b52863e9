import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import { londonDay } from '../../kernel/calendar.ts'

export type Officer = { worker: string; name: string }

/**
 * Who may be the officer of a case: for a case manager everyone in the organisation who works on cases; for a practitioner
 * themselves and their team, so that a case does not leave the sight of the one who opens it.
 */
export async function officersOf(tx: Scope): Promise<Officer[]> {
  const today = londonDay(tx.now)
  const everyone = tx.actor.roles.includes('case manager')
  const found = await sql<Officer>`
    SELECT w.worker, w.name FROM directory.worker w
     WHERE w.active AND w.worker IN (
       SELECT p.worker FROM directory.post p
        WHERE p.organisation = ${tx.actor.organisation} AND p.role IN ('practitioner', 'case manager')
          AND p.from_day <= ${today} AND (p.to_day IS NULL OR p.to_day >= ${today})
          AND (${everyone}::boolean OR p.worker = ${tx.actor.worker} OR p.team IN (
            SELECT o.team FROM directory.post o WHERE o.organisation = p.organisation AND o.worker = ${tx.actor.worker})))
     ORDER BY w.name, w.worker`.execute(tx.db)
  return found.rows
}
