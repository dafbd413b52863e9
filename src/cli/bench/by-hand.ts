import { sql } from 'kysely'
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

const seen = (tx: Scope) => sql`(
  SELECT x.area, x.case_id FROM access.live x WHERE ${mayBeSeen(tx)}
  UNION
  SELECT y.area, y.case_id FROM access.person_live y WHERE ${mayBeSeenBySelf(tx)}) s`

/** Cases with a key that begins with the word or sounds like it. */
export async function withKey(
  tx: Scope,
  { kind, keys, most }: { kind: 'word' | 'sound'; keys: readonly string[]; most: number },
): Promise<CaseKey[]> {
  const met = kind === 'word' ? sql`k.key ^@ ${keys[0]}` : sql`k.key = ANY (${[...keys]}::text[])`
  const found = await sql<CaseKey>`
    SELECT s.area, s.case_id AS "caseId" FROM ${seen(tx)}
     WHERE EXISTS (SELECT FROM casework.search_key k WHERE k.area = s.area AND k.case_id = s.case_id AND k.kind = ${kind} AND ${met})
     ORDER BY 1, 2 LIMIT ${most}`.execute(tx.db)
  return found.rows
}

/** Cases with this identifier. */
export async function withIdentifier(tx: Scope, value: string): Promise<CaseKey[]> {
  const found = await sql<CaseKey>`
    SELECT DISTINCT s.area, s.case_id AS "caseId" FROM ${seen(tx)}
      JOIN casework.identifier d ON d.area = s.area AND d.case_id = s.case_id AND d.value COLLATE "C" = ${value} ORDER BY 1, 2`.execute(
    tx.db,
  )
  return found.rows
}
