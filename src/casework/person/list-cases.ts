import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { type CaseRow, caseRows } from './case-rows.ts'

export const CASE_LISTS = ['mine', 'all'] as const
export type CaseList = (typeof CASE_LISTS)[number]

/** How many cases a page shows. */
export const CASES_A_PAGE = 25

export type CasesPage = { rows: CaseRow[]; next: CaseKey | null }

type Place = CaseKey & { sortName: string | null }

/**
 * A page of the cases that the worker works on (`mine`) or that they may see for their organisation (`all`), by name; those
 * whose name the viewer may not know come last. `after` is the last case of the page before: the address holds no name. A case
 * that has since gone out of sight begins the list anew.
 */
export async function listCases(
  tx: Scope,
  { list, after, most = CASES_A_PAGE }: { list: CaseList; after: CaseKey | null; most?: number },
): Promise<CasesPage> {
  const from = after && (await placeOf(tx, after))
  const named = from?.sortName === null ? [] : await places(tx, { list, from, most: most + 1, named: true })
  const short = most + 1 - named.length
  const unnamed =
    short > 0 ? await places(tx, { list, from: from?.sortName === null ? from : null, most: short, named: false }) : []
  const found = [...named, ...unnamed]
  const shown = found.slice(0, most)
  const last = shown.at(-1)
  return {
    rows: await caseRows(tx, shown),
    next: found.length > most && last ? { area: last.area, caseId: last.caseId } : null,
  }
}

async function placeOf(tx: Scope, { area, caseId }: CaseKey): Promise<Place | null> {
  const found = await sql<Place>`
    SELECT area, case_id AS "caseId", sort_name AS "sortName" FROM (
      SELECT area, case_id, sort_name, 1 AS preferred FROM access.live
       WHERE organisation = ${tx.actor.organisation} AND area = ${area} AND case_id = ${caseId} AND listed
      UNION ALL
      SELECT area, case_id, sort_name, 2 FROM access.person_live
       WHERE worker = ${tx.actor.worker} AND organisation = ${tx.actor.organisation} AND area = ${area} AND case_id = ${caseId} AND listed) x
     ORDER BY preferred LIMIT 1`.execute(tx.db)
  return found.rows[0] ?? null
}

type Stretch = { list: CaseList; from: Place | null; most: number; named: boolean }

async function places(tx: Scope, stretch: Stretch): Promise<Place[]> {
  const { worker, organisation } = tx.actor
  const beyond = beyondOf(stretch)
  const limit = sql`ORDER BY sort_name COLLATE "C", area, case_id LIMIT ${stretch.most}`
  const mine = sql`SELECT area, case_id, sort_name FROM access.person_live x
    WHERE worker = ${worker} AND organisation = ${organisation} AND listed AND ${beyond}`
  const whole =
    stretch.list === 'mine'
      ? sql`${mine} AND mine ${limit}`
      : sql`SELECT * FROM (
          (SELECT area, case_id, sort_name FROM access.live WHERE organisation = ${organisation} AND listed AND ${beyond} ${limit})
          UNION ALL
          (${mine} AND NOT EXISTS (SELECT FROM access.live l WHERE l.organisation = x.organisation AND l.area = x.area
             AND l.case_id = x.case_id AND l.listed) ${limit})) both_ways ${limit}`
  const found = await sql<{ area: string; case_id: string; sort_name: string | null }>`${whole}`.execute(tx.db)
  return found.rows.map(row => ({ area: row.area, caseId: row.case_id, sortName: row.sort_name }))
}

/** The rows after a place, as conditions that an index answers: named and unnamed cases are two stretches of it. */
function beyondOf({ from, named }: Stretch) {
  if (named && from)
    return sql`(sort_name COLLATE "C", area, case_id) > (${from.sortName} COLLATE "C", ${from.area}, ${from.caseId})`
  if (named) return sql`sort_name IS NOT NULL`
  if (from) return sql`sort_name IS NULL AND (area, case_id) > (${from.area}, ${from.caseId})`
  return sql`sort_name IS NULL`
}
