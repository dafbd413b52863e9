import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { WeftError } from '../kernel/errors.ts'
import { CHECK_ITEMS, type SenderCode } from './checklist.ts'
import * as policies from './policy.ts'
import { stateSentence } from './transfer.ts'
import { appendTransfer, lockTransfer, saveTransfer, type Transfer, type TransferKey } from './transfer-rows.ts'

/** What the sender adds to a hand-over; an item that is left out is no longer said. */
export type PrepareTransfer = TransferKey & {
  ownWords?: string | null | undefined
  words: Readonly<Partial<Record<SenderCode, string | undefined>>>
}

/**
 * Writes down what only the sender knows, and the person's own words. Refuses with `not_allowed` any other organisation and with
 * `state.refused` a hand-over that is neither a draft nor returned.
 */
export async function prepareTransfer(
  tx: Scope,
  input: PrepareTransfer,
  version: number | undefined,
): Promise<Transfer> {
  const transfer = await lockTransfer(tx, input, version)
  allow(tx.actor, policies.prepareTransfer, transfer)
  if (transfer.state !== 'draft' && transfer.state !== 'returned')
    throw new WeftError('state.refused', `${stateSentence(transfer.state)} Its list cannot be changed now.`)
  for (const item of CHECK_ITEMS) if (item.ticks === 'sender') await say(tx, input, item.code)
  const prepared = await saveTransfer(tx, transfer, { own_words: input.ownWords ?? null })
  await appendTransfer(tx, 'handover.prepared', prepared)
  return prepared
}

async function say(tx: Scope, { area, caseId, reference, words }: PrepareTransfer, item: SenderCode) {
  const key = { area, case_id: caseId, reference, item }
  const said = words[item]
  if (said === undefined) {
    await tx.db
      .deleteFrom('handover.check_item')
      .where('area', '=', area)
      .where('case_id', '=', caseId)
      .where('reference', '=', reference)
      .where('item', '=', item)
      .execute()
    return
  }
  await tx.db
    .insertInto('handover.check_item')
    .values({ ...key, state: 'held', ticked_by: 'sender', words: said })
    .onConflict(conflict => conflict.columns(['area', 'case_id', 'reference', 'item']).doUpdateSet({ words: said }))
    .execute()
}
