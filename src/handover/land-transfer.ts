import { Temporal } from 'temporal-polyfill'
import type { Scope } from '../database/scope.ts'
import type { Subscriber } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import { appendTransfer, saveMove, type Transfer, transferOf } from './transfer-rows.ts'

/**
 * Lands a hand-over at the first supervision that the person came to, in time or late, under the organisation that took over.
 * Follows every recorded session; most of them land nothing.
 */
export const landAtFirstContact: Subscriber = async (tx, happening) => {
  if (happening.kind !== 'session.recorded' || happening.case === undefined || tx.actor.organisation === null) return
  const row = await tx.db
    .selectFrom('handover.transfer')
    .selectAll()
    .where('area', '=', happening.case.area)
    .where('case_id', '=', happening.case.caseId)
    .where('state', '=', 'effective')
    .where('to_organisation', '=', tx.actor.organisation)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return
  const transfer = transferOf(row)
  const contact = await firstContact(tx, transfer)
  if (contact) await land(tx, transfer, contact)
}

async function firstContact(tx: Scope, transfer: Transfer): Promise<Instant | undefined> {
  if (transfer.tookEffectAt === null) return undefined
  const found = await tx.db
    .selectFrom('casework.session')
    .select('starts_at')
    .where('area', '=', transfer.area)
    .where('case_id', '=', transfer.caseId)
    .where('kind', '=', 'supervision')
    .where('provider', '=', transfer.to)
    .where('state', 'in', ['attended', 'late'])
    .where('starts_at', '>=', transfer.tookEffectAt)
    .orderBy('starts_at')
    .limit(1)
    .executeTakeFirst()
  return found?.starts_at
}

async function land(tx: Scope, transfer: Transfer, contact: Instant) {
  const landed = await saveMove(tx, transfer, 'land', { landed_at: contact })
  await appendTransfer(tx, 'handover.landed', landed, { facts: { inTime: isInTime(landed) }, occurredAt: contact })
}

/** Whether a hand-over that has landed did so in time. */
export const isInTime = ({ landedAt, landBy }: Transfer): boolean =>
  landedAt !== null && landBy !== null && Temporal.Instant.compare(landedAt, landBy) < 0
