import { sql } from 'kysely'
import { inJobs } from '../database/jobs.ts'
import type { Pool } from '../database/pool.ts'
import type { Scope } from '../database/scope.ts'
import { type Instant, londonDay } from '../kernel/calendar.ts'
import { appendTransfer, findTransfer, type TransferKey } from './transfer-rows.ts'

/**
 * Moves responsibility of an accepted hand-over whose day has come, with open referrals and appointments to come, and says so in
 * the same transaction. Where the sender is no longer responsible the hand-over ends as withdrawn. True where anything moved.
 */
export async function takeEffect(tx: Scope, key: TransferKey): Promise<boolean> {
  const { area, caseId, reference } = key
  const answer = await sql<{ became: 'effective' | 'withdrawn' | null }>`
    SELECT handover.take_effect(${area}, ${caseId}, ${reference}, ${tx.now}) AS became`.execute(tx.db)
  const became = answer.rows[0]?.became
  if (!became) return false
  const transfer = await findTransfer(tx, key)
  await appendTransfer(tx, `handover.${became}`, transfer, { occurredAt: transfer.tookEffectAt ?? tx.now })
  return true
}

/**
 * Takes into effect every accepted hand-over whose day has come, each in a transaction of its own, and says how many it moved.
 * Safe with several processes at once. One that fails does not hold the others up; its error is thrown at the end.
 */
export async function takeDueEffects(jobs: Pool, now: Instant, signal?: AbortSignal): Promise<number> {
  const due = await jobs.query<{ area: string; case_id: string; reference: string }>(
    "SELECT area, case_id, reference FROM handover.transfer WHERE state = 'accepted' AND effective_on <= $1 ORDER BY effective_on",
    [londonDay(now)],
  )
  const faults: unknown[] = []
  let moves = 0
  for (const { area, case_id: caseId, reference } of due.rows) {
    if (signal?.aborted) break
    try {
      const happened = await inJobs(jobs, { now, purpose: 'hand over' }, tx =>
        takeEffect(tx, { area, caseId, reference }),
      )
      if (happened) moves += 1
    } catch (fault) {
      faults.push(fault)
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} hand-overs could not take effect.`)
  return moves
}
