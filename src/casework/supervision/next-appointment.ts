import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'

/** The next appointment that is booked, as far as the viewer may know. */
export async function nextAppointment(
  tx: Scope,
  { area, caseId }: CaseKey,
): Promise<{ startsAt: Instant; worker: string | null } | null> {
  const found = await sql<{ startsAt: Instant; worker: string | null }>`
    SELECT s.starts_at AS "startsAt", w.name AS worker FROM casework.session s LEFT JOIN directory.worker w ON w.worker = s.worker
     WHERE s.area = ${area} AND s.case_id = ${caseId} AND s.state = 'booked' AND s.starts_at >= ${tx.now}::timestamptz
     ORDER BY s.starts_at LIMIT 1`.execute(tx.db)
  return found.rows[0] ?? null
}
