import { createHash } from 'node:crypto'
import type { Pool } from '../../../src/database/pool.ts'
import type { Month } from '../../../src/kernel/month.ts'

/** Everything of a frozen month that must never differ, a row of text each, in an order of its own. */
const FROZEN = [
  `SELECT concat_ws(' ', area, count(*), sum(hashtextextended(to_jsonb(f)::text, 0)::numeric), sum(hashtextextended(to_jsonb(f)::text, 1)::numeric)) AS row
     FROM performance.frozen_row f WHERE month = $1 GROUP BY area ORDER BY area`,
  'SELECT to_jsonb(f)::text AS row FROM performance.frozen_figure f WHERE month = $1 ORDER BY area, measure, organisation',
  'SELECT to_jsonb(a)::text AS row FROM performance.attribution a WHERE month = $1 ORDER BY area, measure, organisation, part',
  'SELECT to_jsonb(c)::text AS row FROM performance.confirmation c WHERE month = $1 ORDER BY area, organisation',
  `SELECT concat_ws(' ', area, state, evidence_hash, frozen_at, closed_at) AS row FROM performance.cycle WHERE month = $1 ORDER BY area`,
  "SELECT concat_ws(' ', statement, total_pence, digest, canonical) AS row FROM payment.statement WHERE month = $1 ORDER BY statement",
]

/** One digest of a month as it was frozen, paid and closed; of rows, which are many, by two sums of their hashes in each area. */
export async function frozenDigest(superuser: Pool, month: Month): Promise<string> {
  const hash = createHash('sha256')
  for (const query of FROZEN)
    for (const { row } of (await superuser.query<{ row: string }>(query, [month])).rows) hash.update(`${row}\n`)
  return hash.digest('hex')
}
