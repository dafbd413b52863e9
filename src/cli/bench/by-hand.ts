import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'

/*
 * What the product answers under row security, written by hand for a connection to which none applies: the law of rows as plain
 * conditions on what is live.
 */

const mayBeSeen = (tx: Scope) => sql`
  x.organisation = ${tx.actor.organisation} AND x.until > statement_timestamp() AND x.listed AND x.openness IN ('all', 'allocated')`

const mayBeSeenBySelf = (tx: Scope) => sql`
  y.worker = ${tx.actor.worker} AND y.organisation = ${tx.actor.organisation} AND y.until > statement_timestamp() AND y.listed
  AND NOT EXISTS (SELECT FROM access.live x WHERE x.area = y.area AND x.case_id = y.case_id AND ${mayBeSeen(tx)})`

const IN_ORDER = sql`ORDER BY sort_name COLLATE "C", area, case_id`

/** The keys of the first page of the list of all cases, by name. */
export async function firstPage(tx: Scope, most: number): Promise<CaseKey[]> {
  const found = await sql<CaseKey>`
    SELECT area, case_id AS "caseId" FROM (
      (SELECT area, case_id, sort_name FROM access.live x WHERE ${mayBeSeen(tx)} AND sort_name IS NOT NULL ${IN_ORDER} LIMIT ${most})
      UNION ALL
      (SELECT area, case_id, sort_name FROM access.person_live y WHERE ${mayBeSeenBySelf(tx)} AND sort_name IS NOT NULL ${IN_ORDER} LIMIT ${most})
    ) both_ways ${IN_ORDER} LIMIT ${most}`.execute(tx.db)
  return found.rows
}

/** The class that holds names and identifiers. */
const IDENTITY = 2

/** Whether the viewer may know who the case of this row is about. */
const mayBeKnown = (tx: Scope, row: RawBuilder<unknown>) => sql`(
  EXISTS (SELECT FROM access.live x WHERE x.area = ${row}.area AND x.case_id = ${row}.case_id AND x.organisation = ${tx.actor.organisation}
    AND x.until > statement_timestamp() AND x.openness IN ('all', 'allocated') AND x.classes & ${IDENTITY} <> 0)
  OR EXISTS (SELECT FROM access.person_live y WHERE y.area = ${row}.area AND y.case_id = ${row}.case_id AND y.worker = ${tx.actor.worker}
    AND y.organisation = ${tx.actor.organisation} AND y.until > statement_timestamp() AND y.classes & ${IDENTITY} <> 0))`

const reach = (tx: Scope) => sql`(
  SELECT a.area FROM directory.area a
   WHERE (SELECT true FROM access.live x WHERE x.organisation = ${tx.actor.organisation} AND x.area = a.area
           ORDER BY x.case_id LIMIT 1)
      OR (SELECT true FROM access.person_live y WHERE y.worker = ${tx.actor.worker} AND y.organisation = ${tx.actor.organisation}
             AND y.area = a.area ORDER BY y.case_id LIMIT 1)) r`

/** Cases with a key that begins with the word or sounds like it. */
export async function withKey(
  tx: Scope,
  { kind, keys, most }: { kind: 'word' | 'sound'; keys: readonly string[]; most: number },
): Promise<CaseKey[]> {
  const met =
    kind === 'word'
      ? sql`k.key >= ${keys[0]} AND k.key < ${`${keys[0]}\u{10FFFF}`}`
      : sql`k.key = ANY (${[...keys]}::text[])`
  const found = await sql<CaseKey>`
    SELECT DISTINCT f.area, f.case_id AS "caseId" FROM ${reach(tx)} CROSS JOIN LATERAL (
      SELECT k.area, k.case_id FROM casework.search_key k
       WHERE k.area = r.area AND k.kind = ${kind} AND ${met} AND ${mayBeKnown(tx, sql`k`)}
       ORDER BY k.kind, k.key, k.case_id LIMIT ${4 * most}) f
     ORDER BY 1, 2 LIMIT ${most}`.execute(tx.db)
  return found.rows
}

/** Cases with this identifier. */
export async function withIdentifier(tx: Scope, value: string): Promise<CaseKey[]> {
  const found = await sql<CaseKey>`
    SELECT DISTINCT d.area, d.case_id AS "caseId" FROM casework.identifier d
     WHERE d.value COLLATE "C" = ${value} AND ${mayBeKnown(tx, sql`d`)} ORDER BY 1, 2`.execute(tx.db)
  return found.rows
}
