import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import type { CheckCode } from './checklist.ts'
import * as policies from './policy.ts'
import { appendTransfer, lockTransfer, saveMove, type Transfer, type TransferKey } from './transfer-rows.ts'

/** What is missing, by the items of the list (one at least), and what would make it complete. */
export type ReturnTransfer = TransferKey & { items: readonly CheckCode[]; words: string }

/**
 * Returns an offered hand-over to the sender for what is missing; the receiver may still consider the case. Refuses with
 * `not_allowed` any other organisation and with `state.refused` what is not offered.
 */
export async function returnTransfer(tx: Scope, input: ReturnTransfer, version: number | undefined): Promise<Transfer> {
  const transfer = await lockTransfer(tx, input, version)
  allow(tx.actor, policies.returnTransfer, transfer)
  await tx.db
    .insertInto('handover.returned_item')
    .values(
      input.items.map(item => ({
        area: input.area,
        case_id: input.caseId,
        reference: input.reference,
        returned_at: tx.now,
        item,
      })),
    )
    .execute()
  const returned = await saveMove(tx, transfer, 'return', { return_words: input.words })
  await appendTransfer(tx, 'handover.returned', returned, { facts: { missing: input.items } })
  return returned
}
