import type pg from 'pg'

/**
 * Who is involved in every case, who is assigned to it, and what may be seen now: the same meaning as the views
 * `access.reason`, `access.assignment_fact`, `access.live_now` and `access.person_live_now`, said over all cases at once,
 * each in one pass. There is no broken glass in a database that is filled for the first time.
 */
const STATEMENTS = [
  `INSERT INTO access.involvement (area, case_id, involvement, organisation, purpose, lawful_basis, classes, source, from_at, to_at)
   SELECT r.area, r.case_id, r.involvement, r.organisation, r.purpose, r.lawful_basis, p.classes, r.source, r.from_at, r.to_at
     FROM access.reason r JOIN access.purpose p USING (purpose) WHERE r.to_at > r.from_at`,
  `INSERT INTO access.assignment (area, case_id, organisation, worker, source, from_at, to_at)
   SELECT area, case_id, organisation, worker, source, from_at, to_at FROM access.assignment_fact`,
  // At each expiry: everything that lasts at least as long, by a running union from the last expiry back.
  `INSERT INTO access.live (organisation, area, case_id, until, classes, openness, responsible, listed, sort_name, since)
   WITH shared AS (
     SELECT d.organisation, d.area, d.case_id, bit_or(c.bit) AS bits FROM access.sharing_decision d JOIN access.class c USING (class)
      WHERE d.to_at > now() GROUP BY d.organisation, d.area, d.case_id),
   step AS (
     SELECT i.organisation, i.area, i.case_id, i.to_at AS until, bit_or(i.classes) AS classes,
            bool_or(i.purpose = 'supervise') AS responsible, min(i.from_at) AS since
       FROM access.involvement i WHERE i.to_at > now() GROUP BY i.organisation, i.area, i.case_id, i.to_at),
   united AS (
     SELECT s.*, bit_or(s.classes) OVER back AS all_classes, row_number() OVER back = 1 AS listed
       FROM step s WINDOW back AS (PARTITION BY s.organisation, s.area, s.case_id ORDER BY s.until DESC))
   SELECT u.organisation, u.area, u.case_id, u.until, u.all_classes | coalesce(d.bits, 0),
          CASE WHEN x.case_id IS NOT NULL THEN 'limited' ELSE g.case_visibility END, u.responsible, u.listed,
          CASE WHEN (u.all_classes | coalesce(d.bits, 0)) & 2 <> 0 THEN lower(n.last_name || ' ' || n.first_name) END, u.since
     FROM united u JOIN directory.organisation g USING (organisation)
     LEFT JOIN shared d USING (organisation, area, case_id)
     LEFT JOIN access.limited_case x ON x.area = u.area AND x.case_id = u.case_id
     LEFT JOIN casework.identity n ON n.area = u.area AND n.case_id = u.case_id`,
  `INSERT INTO access.person_live (worker, organisation, area, case_id, until, classes, listed, mine, sort_name, since)
   WITH mate AS (
     SELECT DISTINCT p.worker AS assigned, p.organisation, m.worker, m.worker = p.worker AS mine
       FROM directory.post p JOIN directory.post m ON m.organisation = p.organisation AND (m.worker = p.worker OR m.team = p.team)
        AND m.role IN ('practitioner', 'case manager') AND (m.to_day IS NULL OR m.to_day >= current_date)
      WHERE p.role = 'practitioner'),
   assigned AS (
     SELECT a.area, a.case_id, a.organisation, t.worker, bool_or(t.mine) AS mine
       FROM access.assignment a JOIN mate t ON t.assigned = a.worker AND t.organisation = a.organisation
      WHERE a.to_at > now() GROUP BY a.area, a.case_id, a.organisation, t.worker),
   every AS (
     SELECT w.worker, l.organisation, l.area, l.case_id, l.until, l.classes, w.mine, l.sort_name, l.since
       FROM access.live l JOIN assigned w USING (area, case_id, organisation) WHERE l.openness <> 'limited'
     UNION ALL
     SELECT n.worker, l.organisation, l.area, l.case_id, l.until, l.classes, coalesce(w.mine, false), l.sort_name, l.since
       FROM access.live l JOIN access.named_worker n ON n.area = l.area AND n.case_id = l.case_id AND n.may = 'see'
       LEFT JOIN assigned w ON (w.area, w.case_id, w.organisation, w.worker) = (l.area, l.case_id, l.organisation, n.worker)
      WHERE l.openness = 'limited' AND EXISTS (SELECT FROM directory.post p WHERE p.worker = n.worker AND p.organisation = l.organisation)),
   step AS (
     SELECT e.worker, e.organisation, e.area, e.case_id, e.until, bit_or(e.classes) AS classes, bool_or(e.mine) AS mine,
            max(e.sort_name) AS sort_name, min(e.since) AS since
       FROM every e WHERE NOT EXISTS (SELECT FROM access.named_worker v
         WHERE v.area = e.area AND v.case_id = e.case_id AND v.worker = e.worker AND v.may = 'never')
      GROUP BY e.worker, e.organisation, e.area, e.case_id, e.until)
   SELECT s.worker, s.organisation, s.area, s.case_id, s.until, bit_or(s.classes) OVER back, row_number() OVER back = 1,
          s.mine, s.sort_name, s.since
     FROM step s WINDOW back AS (PARTITION BY s.worker, s.organisation, s.area, s.case_id ORDER BY s.until DESC)`,
]

export const INVOLVED_TABLES = ['access.involvement', 'access.assignment', 'access.live', 'access.person_live'] as const

/**
 * Fills involvement, assignment, live and person_live of every case, as the loader, in its transaction. What was written in it
 * has no statistics, and a plan that takes a few rows for granted would go through them once for each of the others.
 */
export async function fillInvolvement(client: pg.ClientBase): Promise<void> {
  await client.query(`SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '128MB'`)
  for (const statement of STATEMENTS) await client.query(statement)
  await client.query('SET LOCAL enable_nestloop = on; RESET work_mem')
}
