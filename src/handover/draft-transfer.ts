import pg from 'pg'
import { allow } from '../access/policy.ts'
import { responsibleFor } from '../casework/read-model.ts'
import type { Scope } from '../database/scope.ts'
import { append, type CaseKey } from '../journal/append.ts'
import { invalid, WeftError } from '../kernel/errors.ts'
import { makeReferralReference } from '../kernel/identifiers.ts'
import * as policies from './policy.ts'
import { rolesInAreas } from './receivers.ts'
import { receiversOf, stateSentence, type TransferKind } from './transfer.ts'
import { subjectOf, type Transfer, transferOf, transferUrl } from './transfer-rows.ts'

/** What a hand-over is begun with. `ownWords`: what the person said matters to them. */
export type DraftTransfer = CaseKey & {
  kind: TransferKind
  to: string
  toArea: string
  reason: string
  ownWords?: string | undefined
}

/**
 * Begins a hand-over, seen by the sender alone until it is offered. Refuses with `not_allowed` an organisation that is not
 * responsible, with `input.invalid` a receiver that cannot take this kind, with `state.refused` a case whose hand-over is under way.
 */
export async function draftTransfer(
  tx: Scope,
  input: DraftTransfer,
  random: () => number = Math.random,
): Promise<Transfer> {
  const { organisation: responsible } = await responsibleFor(tx, input)
  allow(tx.actor, policies.draftTransfer, { responsible })
  await refuseSecond(tx, input)
  const fromArea = await currentArea(tx, input)
  await refuseUnfit(tx, input, { sender: responsible ?? '', fromArea })
  const transfer = await insert(tx, input, {
    from: responsible ?? '',
    fromArea,
    reference: makeReferralReference('handover', random),
  })
  await append(tx, 'handover.drafted', {
    subject: subjectOf(transfer),
    case: { area: input.area, caseId: input.caseId },
    facts: { reference: transfer.reference, kind: transfer.kind, from: transfer.from, to: transfer.to },
  })
  return transfer
}

async function refuseSecond(tx: Scope, { area, caseId }: CaseKey) {
  const open = await tx.db
    .selectFrom('handover.transfer')
    .selectAll()
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('state', 'in', ['draft', 'offered', 'returned', 'accepted'])
    .executeTakeFirst()
  if (!open) return
  const { state, ...key } = transferOf(open)
  throw new WeftError(
    'state.refused',
    `A hand-over of this case is under way, ${key.reference}. ${stateSentence(state)} See ${transferUrl(key)}.`,
  )
}

async function currentArea(tx: Scope, { area, caseId }: CaseKey): Promise<string> {
  const row = await tx.db
    .selectFrom('casework.case')
    .select('current_area')
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow()
  return row.current_area
}

async function refuseUnfit(tx: Scope, input: DraftTransfer, own: { sender: string; fromArea: string }) {
  const fit = receiversOf({ kind: input.kind, ...own }, await rolesInAreas(tx))
  if (fit.some(({ organisation, area }) => organisation === input.to && area === input.toArea)) return
  throw invalid({
    field: 'receiver',
    sentence:
      input.kind === 'area move'
        ? 'Choose an organisation of the same role in another area'
        : 'Choose an organisation that can be responsible for people in its area',
  })
}

async function insert(
  tx: Scope,
  input: DraftTransfer,
  { from, fromArea, reference }: { from: string; fromArea: string; reference: string },
): Promise<Transfer> {
  try {
    const row = await tx.db
      .insertInto('handover.transfer')
      .values({
        area: input.area,
        case_id: input.caseId,
        reference,
        kind: input.kind,
        from_organisation: from,
        from_area: fromArea,
        to_organisation: input.to,
        to_area: input.toArea,
        state: 'draft',
        reason: input.reason,
        own_words: input.ownWords ?? null,
        made_by: tx.actor.worker ?? `system of ${from}`,
        made_at: tx.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    return transferOf(row)
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23505')
      throw new WeftError('state.refused', 'Another hand-over of this case was begun at this moment. Look at that one.')
    throw error
  }
}
