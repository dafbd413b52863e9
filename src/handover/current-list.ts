import type { Scope } from '../database/scope.ts'
import { londonDay } from '../kernel/calendar.ts'
import { CHECK_ITEMS, type Checked, checklist, type SenderCode, type SenderWords } from './checklist.ts'
import { heldOf } from './held.ts'
import type { TransferKey } from './transfer-rows.ts'

/** What the sender has said so far at the items that only the sender knows. */
export async function senderWords(tx: Scope, { area, caseId, reference }: TransferKey): Promise<SenderWords> {
  const rows = await tx.db
    .selectFrom('handover.check_item')
    .select(['item', 'words'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('reference', '=', reference)
    .where('ticked_by', '=', 'sender')
    .execute()
  const words: Partial<Record<SenderCode, string>> = {}
  for (const { code, ticks } of CHECK_ITEMS) {
    const said = rows.find(row => row.item === code)?.words
    if (ticks === 'sender' && said) words[code] = said
  }
  return words
}

/** The minimum information of a hand-over as it stands now, until it is accepted. */
export async function currentList(tx: Scope, key: TransferKey): Promise<Checked[]> {
  return checklist(await heldOf(tx, key), await senderWords(tx, key), londonDay(tx.now))
}
