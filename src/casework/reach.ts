import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'

/**
 * The areas in which the viewer sees a case at all, as rows `area`: a few probes. What is sought over many cases is sought in these, since
 * the rows' law would otherwise be asked of every case of the nation. Asked for in order, so that they are found by key.
 */
export const areasSeen = (tx: Scope) => sql`(
  SELECT a.area FROM directory.area a
   WHERE (SELECT true FROM access.live l WHERE l.organisation = ${tx.actor.organisation} AND l.area = a.area
           ORDER BY l.case_id LIMIT 1)
      OR (SELECT true FROM access.person_live p WHERE p.worker = ${tx.actor.worker} AND p.organisation = ${tx.actor.organisation}
             AND p.area = a.area ORDER BY p.case_id LIMIT 1))`
