import { allow } from '../access/policy.ts'
import { responsibleFor } from '../casework/read-model.ts'
import type { Scope } from '../database/scope.ts'
import { WeftError } from '../kernel/errors.ts'
import { missingOf } from './checklist.ts'
import { currentList } from './current-list.ts'
import * as policies from './policy.ts'
import { refreshAccess } from './refresh-access.ts'
import { appendTransfer, lockTransfer, saveMove, type Transfer, type TransferKey } from './transfer-rows.ts'

/**
 * Offers a hand-over, or offers it again after it was returned: from now on the receiver may consider the case. What is missing
 * does not hold the offer up; it is stated in the event and to the receiver. Refuses with `not_allowed` any other organisation,
 * with `state.refused` what is neither a draft nor returned, and a case for which the sender no longer is responsible.
 */
export async function offerTransfer(tx: Scope, key: TransferKey, version: number | undefined): Promise<Transfer> {
  const transfer = await lockTransfer(tx, key, version)
  allow(tx.actor, policies.offerTransfer, transfer)
  const { organisation } = await responsibleFor(tx, key)
  if (organisation !== transfer.from)
    throw new WeftError('state.refused', 'The case has been closed or passed on. Withdraw this hand-over.')
  const missing = missingOf(await currentList(tx, key)).map(item => item.code)
  const offered = await saveMove(tx, transfer, 'offer', {
    offered_at: tx.now,
    first_offered_at: transfer.firstOfferedAt ?? tx.now,
  })
  await refreshAccess(tx, key)
  await appendTransfer(tx, 'handover.offered', offered, { facts: { missing, again: transfer.state === 'returned' } })
  return offered
}
