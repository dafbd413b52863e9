import type { Temporal } from 'temporal-polyfill'
import type { Pool } from '../database/pool.ts'

const KEPT_DAYS = 7

/** Forgets idempotency keys after a week. Gives how many; safe with several processes. */
export async function forgetRequests(jobs: Pool, now: Temporal.Instant): Promise<number> {
  const before = now.subtract({ hours: 24 * KEPT_DAYS })
  const gone = await jobs.query('DELETE FROM access.done WHERE at < $1', [before.toString()])
  return gone.rowCount ?? 0
}
