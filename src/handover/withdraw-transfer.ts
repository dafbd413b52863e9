import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import * as policies from './policy.ts'
import { refreshAccess } from './refresh-access.ts'
import { appendTransfer, lockTransfer, saveMove, type Transfer, type TransferKey } from './transfer-rows.ts'

/**
 * Withdraws a hand-over that is not yet accepted; a receiver that could consider the case loses sight of it. Refuses with
 * `not_allowed` any other organisation and with `state.refused` what was accepted or has ended.
 */
export async function withdrawTransfer(tx: Scope, key: TransferKey, version: number | undefined): Promise<Transfer> {
  const transfer = await lockTransfer(tx, key, version)
  allow(tx.actor, policies.withdrawTransfer, transfer)
  const withdrawn = await saveMove(tx, transfer, 'withdraw', { ended_at: tx.now })
  await appendTransfer(tx, 'handover.withdrawn', withdrawn)
  await refreshAccess(tx, key)
  return withdrawn
}
