import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { invalid } from '../kernel/errors.ts'
import * as policies from './policy.ts'
import { refreshAccess } from './refresh-access.ts'
import { declineReasonsOf } from './transfer.ts'
import { appendTransfer, lockTransfer, saveMove, type Transfer, type TransferKey } from './transfer-rows.ts'

export type DeclineTransfer = TransferKey & { reason: string; words?: string | undefined }

/**
 * Declines an offered hand-over for a coded reason; the receiver loses sight of the case. Refuses with `not_allowed` any other
 * organisation, with `input.invalid` a reason that this kind does not know, with `state.refused` what is not offered.
 */
export async function declineTransfer(
  tx: Scope,
  input: DeclineTransfer,
  version: number | undefined,
): Promise<Transfer> {
  const transfer = await lockTransfer(tx, input, version)
  allow(tx.actor, policies.declineTransfer, transfer)
  if (!declineReasonsOf(transfer.kind).some(({ code }) => code === input.reason))
    throw invalid({ field: 'reason', sentence: 'Choose a reason for which this kind of hand-over may be declined' })
  const declined = await saveMove(tx, transfer, 'decline', {
    answered_at: tx.now,
    ended_at: tx.now,
    decline_reason: input.reason,
    answer_words: input.words ?? null,
  })
  await appendTransfer(tx, 'handover.declined', declined, { facts: { because: input.reason } })
  await refreshAccess(tx, input)
  return declined
}
