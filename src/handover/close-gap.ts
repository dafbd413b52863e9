import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { WeftError } from '../kernel/errors.ts'
import type { CheckCode } from './checklist.ts'
import * as policies from './policy.ts'
import { appendTransfer, lockTransfer, type Transfer, type TransferKey } from './transfer-rows.ts'

/**
 * Says that what was missing at acceptance has been supplied, whichever side was to supply it: the receiver now has it. Refuses
 * with `not_allowed` any other organisation and with `state.refused` an item that is no open gap.
 */
export async function closeGap(
  tx: Scope,
  input: TransferKey & { item: CheckCode },
  version: number | undefined,
): Promise<Transfer> {
  const transfer = await lockTransfer(tx, input, version)
  allow(tx.actor, policies.closeGap, transfer)
  const closed = await tx.db
    .updateTable('handover.check_item')
    .set({ gap_closed_at: tx.now })
    .where('area', '=', input.area)
    .where('case_id', '=', input.caseId)
    .where('reference', '=', input.reference)
    .where('item', '=', input.item)
    .where('state', '=', 'gap accepted')
    .where('gap_closed_at', 'is', null)
    .returning('gap_closer')
    .executeTakeFirst()
  if (!closed) throw new WeftError('state.refused', 'This item is no gap, or it has been closed already.')
  await appendTransfer(tx, 'handover.gap_closed', transfer, { facts: { item: input.item, closer: closed.gap_closer } })
  return transfer
}
