import type { Pool } from '../../../src/database/pool.ts'
import type { Month } from '../../../src/kernel/month.ts'

/** What a freeze and a close write of a month, those that point at others first. */
const WRITTEN = [
  'DELETE FROM payment.approval a USING payment.statement s WHERE s.statement = a.statement AND s.month = $1',
  'DELETE FROM payment.line_dispute d USING payment.statement s WHERE s.statement = d.statement AND s.month = $1',
  'DELETE FROM payment.statement WHERE month = $1',
  'DELETE FROM performance.attribution WHERE month = $1',
  'DELETE FROM performance.frozen_row WHERE month = $1',
  'DELETE FROM performance.frozen_figure WHERE month = $1',
  "DELETE FROM performance.confirmation WHERE month = $1 AND answer = 'silent'",
]

/**
 * Puts a month back to before its freeze in every area, as Weft itself never does, so that the same month can be worked again. For
 * throw-away data, by a superuser.
 */
export async function thaw(superuser: Pool, month: Month): Promise<void> {
  const client = await superuser.connect()
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica')
    for (const statement of WRITTEN) await client.query(statement, [month])
    await client.query(
      `UPDATE performance.cycle SET state = 'gathering', frozen_at = NULL, frozen_for = NULL, evidence_hash = NULL, review_words = NULL,
         reviewed_at = NULL, reviewed_by = NULL, closed_at = NULL, closed_by = NULL, version = 1 WHERE month = $1`,
      [month],
    )
    await client.query('COMMIT')
    await client.query('VACUUM performance.frozen_row')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
