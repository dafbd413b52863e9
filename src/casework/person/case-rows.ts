import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'

/** A case as lists show it: what the viewer may not know is left out. */
export type CaseRow = CaseKey & {
  name: string | null
  crn: string | null
  organisation: string | null
  officer: string | null
  risk: string | null
  nextAppointment: Instant | null
}

/** The rows of these cases, in their order; those that the viewer may not see are left out. */
export async function caseRows(tx: Scope, keys: readonly CaseKey[]): Promise<CaseRow[]> {
  if (keys.length === 0) return []
  const found = await sql<CaseRow>`
    SELECT c.area, c.case_id AS "caseId", i.first_name || ' ' || i.last_name AS name, n.value AS crn,
           o.name AS organisation, w.name AS officer, k.level AS risk, a.starts_at AS "nextAppointment"
      FROM unnest(${keys.map(key => key.area)}::text[], ${keys.map(key => key.caseId)}::text[]) WITH ORDINALITY AS t (area, case_id, place)
      JOIN casework.case c ON c.area = t.area AND c.case_id = t.case_id
      LEFT JOIN casework.identity i ON i.area = c.area AND i.case_id = c.case_id
      LEFT JOIN LATERAL (SELECT d.value FROM casework.identifier d WHERE d.area = c.area AND d.case_id = c.case_id AND d.kind = 'crn' AND d.current
             ORDER BY d.value LIMIT 1) n ON true
      LEFT JOIN LATERAL (SELECT s.organisation, s.officer FROM casework.responsibility s WHERE s.area = c.area AND s.case_id = c.case_id
             ORDER BY s.from_at DESC LIMIT 1) r ON true
      LEFT JOIN directory.organisation o ON o.organisation = r.organisation
      LEFT JOIN directory.worker w ON w.worker = r.officer
      LEFT JOIN casework.risk_level k ON k.area = c.area AND k.case_id = c.case_id
      LEFT JOIN LATERAL (SELECT b.starts_at FROM casework.session b WHERE b.area = c.area AND b.case_id = c.case_id
             AND b.state = 'booked' AND b.starts_at >= ${tx.now}::timestamptz ORDER BY b.starts_at LIMIT 1) a ON true
     ORDER BY t.place`.execute(tx.db)
  return found.rows
}
