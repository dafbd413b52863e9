import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../database/scope.ts'

/**
 * How far a viewer sees, so that what is sought begins at the fewest rows. None of this decides who sees what: that is the rows' law
 * alone, and whoever asks here asks it of every row still.
 */

/**
 * The organisation whose cases the viewer sees at large; nothing for one who sees those allocated to them, their team or named to
 * them alone, of whose cases `access.person_live` holds every one.
 */
export const seesAtLarge = (tx: Scope) => sql`(
  SELECT g.organisation FROM directory.organisation g WHERE g.organisation = ${tx.actor.organisation}
     AND (g.case_visibility = 'all' OR g.organisation = access.every_case_organisation()))`

/** What the viewer's organisation sees in an area, for a viewer who sees it at large, under the name `l`. */
const atLarge = (tx: Scope, area: RawBuilder<unknown>) =>
  sql`FROM access.live l WHERE l.organisation = ${seesAtLarge(tx)} AND l.area = ${area}`

/** What the viewer sees in an area as a worker, under the name `p`. */
const asWorker = (tx: Scope, area: RawBuilder<unknown>) =>
  sql`FROM access.person_live p WHERE p.worker = ${tx.actor.worker} AND p.organisation = ${tx.actor.organisation} AND p.area = ${area}`

/**
 * Every area as rows `area, seen`: how many cases the viewer sees there, counted as far as tells `few` from more, in order, so that they are
 * found by key. What is sought over many cases is sought where some are seen: the rows' law would else be asked of the whole nation's.
 */
export const reach = (tx: Scope, few: number) => sql`
  SELECT a.area,
         (SELECT count(*) FROM (SELECT ${atLarge(tx, sql`a.area`)} ORDER BY l.case_id LIMIT ${few + 1}) x)
         + (SELECT count(*) FROM (SELECT ${asWorker(tx, sql`a.area`)} ORDER BY p.case_id LIMIT ${few + 1}) x) AS seen
    FROM directory.area a`

/** The cases that the viewer sees in an area where they are a `few`, as rows `case_id`, in order, so that they are found by key. */
export const casesSeen = (tx: Scope, area: RawBuilder<unknown>, few: number) => sql`(
  (SELECT l.case_id ${atLarge(tx, area)} ORDER BY l.case_id LIMIT ${few})
  UNION
  (SELECT p.case_id ${asWorker(tx, area)} ORDER BY p.case_id LIMIT ${few}))`

/** The cases of a viewer who does not see at large, as rows `area, case_id`, in order, so that they are found by key; none for one who does. */
export const ownCases = (tx: Scope) => sql`(
  SELECT p.area, p.case_id FROM access.person_live p
   WHERE p.worker = ${tx.actor.worker} AND p.organisation = ${tx.actor.organisation} AND p.listed AND ${seesAtLarge(tx)} IS NULL
   ORDER BY p.area, p.case_id)`
