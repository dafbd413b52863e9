import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import { notFound } from '../kernel/errors.ts'

/** Who is responsible for a case now; nobody: the case is closed. */
export type Responsible = {
  organisation: string | null
  organisationName: string | null
  officer: string | null
  officerName: string | null
  since: Instant
}

/** What stands at the top of every page about a case. */
export type CaseHeader = CaseKey & {
  /** The person's name, or nothing where the viewer may not know it. */
  name: string | null
  crn: string | null
  currentArea: string
  /** Mask of the information classes that the viewer sees of this case. */
  classes: number
  responsible: Responsible
}

type HeaderRow = {
  current_area: string
  first_name: string | null
  last_name: string | null
  crn: string | null
  classes: number
  organisation: string | null
  organisation_name: string | null
  officer: string | null
  officer_name: string | null
  from_at: Instant
}

/**
 * Who a case is about and who is responsible for it, as far as the viewer may know. One query. Refuses with `not_found` a case
 * that does not exist or that the viewer may not see.
 */
export async function caseHeader(tx: Scope, { area, caseId }: CaseKey): Promise<CaseHeader> {
  const found = await sql<HeaderRow>`
    SELECT c.current_area, i.first_name, i.last_name, n.value AS crn, v.classes,
           r.organisation, o.name AS organisation_name, r.officer, w.name AS officer_name, r.from_at
      FROM casework.case c
      JOIN LATERAL (SELECT bit_or(x.classes) AS classes FROM (
             SELECT l.classes FROM access.live l WHERE l.organisation = ${tx.actor.organisation} AND l.area = c.area AND l.case_id = c.case_id
             UNION ALL
             SELECT p.classes FROM access.person_live p WHERE p.worker = ${tx.actor.worker} AND p.organisation = ${tx.actor.organisation}
                AND p.area = c.area AND p.case_id = c.case_id) x) v ON true
      JOIN LATERAL (SELECT s.* FROM casework.responsibility s WHERE s.area = c.area AND s.case_id = c.case_id
             ORDER BY s.from_at DESC LIMIT 1) r ON true
      LEFT JOIN casework.identity i ON i.area = c.area AND i.case_id = c.case_id
      LEFT JOIN LATERAL (SELECT d.value FROM casework.identifier d WHERE d.area = c.area AND d.case_id = c.case_id AND d.kind = 'crn' AND d.current
             ORDER BY d.value LIMIT 1) n ON true
      LEFT JOIN directory.organisation o ON o.organisation = r.organisation
      LEFT JOIN directory.worker w ON w.worker = r.officer
     WHERE c.area = ${area} AND c.case_id = ${caseId}`.execute(tx.db)
  const row = found.rows[0]
  if (!row) throw notFound()
  return {
    area,
    caseId,
    name: row.first_name === null ? null : `${row.first_name} ${row.last_name}`,
    crn: row.crn,
    currentArea: row.current_area,
    classes: row.classes,
    responsible: {
      organisation: row.organisation,
      organisationName: row.organisation_name,
      officer: row.officer,
      officerName: row.officer_name,
      since: row.from_at,
    },
  }
}

/** Who is responsible for a case now. Refuses as `caseHeader` does. */
export const responsibleFor = async (tx: Scope, key: CaseKey): Promise<Responsible> =>
  (await caseHeader(tx, key)).responsible

/** How a case is called on a page: by the person's name, or by its reference for those who may not know the name. */
export const caseName = (header: { name: string | null; caseId: string }): string =>
  header.name ?? `Case ${header.caseId}`

/** The address of a case's page. */
export const caseUrl = ({ area, caseId }: CaseKey): string => `/cases/${area}/${caseId}`
