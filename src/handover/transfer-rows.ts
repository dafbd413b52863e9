import type { Selectable, Updateable } from 'kysely'
import type { Scope } from '../database/scope.ts'
import type { DB } from '../database/tables.ts'
import { append, type CaseKey, type Facts } from '../journal/append.ts'
import type { Instant, PlainDate } from '../kernel/calendar.ts'
import { notFound, WeftError } from '../kernel/errors.ts'
import {
  moved,
  stateSentence,
  TRANSFER_KINDS,
  TRANSFER_STATES,
  type TransferKind,
  type TransferMove,
  type TransferState,
} from './transfer.ts'

export type TransferKey = CaseKey & { reference: string }

/** A hand-over as it stands. Days are London's. */
export type Transfer = TransferKey & {
  kind: TransferKind
  from: string
  fromArea: string
  to: string
  toArea: string
  state: TransferState
  reason: string
  ownWords: string | null
  madeAt: Instant
  firstOfferedAt: Instant | null
  offeredAt: Instant | null
  answeredAt: Instant | null
  effectiveOn: PlainDate | null
  officer: string | null
  landBy: Instant | null
  tookEffectAt: Instant | null
  landedAt: Instant | null
  endedAt: Instant | null
  returnWords: string | null
  declineReason: string | null
  answerWords: string | null
  version: number
}

type Row = Selectable<DB['handover.transfer']>
type Changes = Updateable<DB['handover.transfer']>

/** The address of a hand-over's page. */
export const transferUrl = ({ area, caseId, reference }: TransferKey): string =>
  `/cases/${area}/${caseId}/hand-overs/${reference}`

/** What a hand-over is called in the journal. */
export const subjectOf = ({ reference }: { reference: string }): string => `hand-over ${reference}`

/** Reads a hand-over that the actor may see. Refuses any other with `not_found`. */
export async function findTransfer(tx: Scope, key: TransferKey): Promise<Transfer> {
  const row = await rowOf(tx, key).executeTakeFirst()
  if (!row) throw notFound()
  return transferOf(row)
}

/**
 * Reads a hand-over to change it. Refuses with `not_found` what the actor may not see, and with `change.clash` one that has
 * changed since the version that the person saw, saying how it stands now.
 */
export async function lockTransfer(tx: Scope, key: TransferKey, version: number | undefined): Promise<Transfer> {
  const row = await rowOf(tx, key).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  const transfer = transferOf(row)
  if (version !== undefined && version !== transfer.version)
    throw new WeftError('change.clash', `Somebody was faster. ${stateSentence(transfer.state)} Nothing was changed.`)
  return transfer
}

const rowOf = (tx: Scope, { area, caseId, reference }: TransferKey) =>
  tx.db
    .selectFrom('handover.transfer')
    .selectAll()
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('reference', '=', reference)

/** Makes a move and keeps what came with it. Refuses with `state.refused` a move that the state does not allow. */
export async function saveMove(
  tx: Scope,
  transfer: Transfer,
  move: TransferMove,
  changes: Changes = {},
): Promise<Transfer> {
  return saveTransfer(tx, transfer, { ...changes, state: moved(transfer.state, move) })
}

/** Keeps changes to a hand-over and counts its version on. */
export async function saveTransfer(tx: Scope, transfer: Transfer, changes: Changes): Promise<Transfer> {
  const row = await tx.db
    .updateTable('handover.transfer')
    .set({ ...changes, version: transfer.version + 1 })
    .where('area', '=', transfer.area)
    .where('case_id', '=', transfer.caseId)
    .where('reference', '=', transfer.reference)
    .returningAll()
    .executeTakeFirstOrThrow()
  return transferOf(row)
}

/**
 * Appends what happened to a hand-over, with the facts that every such event carries and those of its own. `occurredAt` where that
 * was another instant than this one.
 */
export async function appendTransfer(
  tx: Scope,
  kind: string,
  transfer: Transfer,
  { facts = {}, occurredAt = tx.now }: { facts?: Facts; occurredAt?: Instant } = {},
): Promise<void> {
  await append(tx, kind, {
    subject: subjectOf(transfer),
    case: { area: transfer.area, caseId: transfer.caseId },
    occurredAt,
    facts: {
      reference: transfer.reference,
      kind: transfer.kind,
      from: transfer.from,
      to: transfer.to,
      toArea: transfer.toArea,
      effectiveOn: transfer.effectiveOn?.toString() ?? null,
      ...facts,
    },
  })
}

export function transferOf(row: Row): Transfer {
  return {
    area: row.area,
    caseId: row.case_id,
    reference: row.reference,
    kind: oneOf(TRANSFER_KINDS, row.kind),
    from: row.from_organisation,
    fromArea: row.from_area,
    to: row.to_organisation,
    toArea: row.to_area,
    state: oneOf(TRANSFER_STATES, row.state),
    reason: row.reason,
    ownWords: row.own_words,
    madeAt: row.made_at,
    firstOfferedAt: row.first_offered_at,
    offeredAt: row.offered_at,
    answeredAt: row.answered_at,
    effectiveOn: row.effective_on,
    officer: row.officer,
    landBy: row.land_by,
    tookEffectAt: row.took_effect_at,
    landedAt: row.landed_at,
    endedAt: row.ended_at,
    returnWords: row.return_words,
    declineReason: row.decline_reason,
    answerWords: row.answer_words,
    version: row.version,
  }
}

/** A word of one of our lists, as the table holds it; its check constraint keeps every other out. */
export function oneOf<const Of extends readonly string[]>(list: Of, word: string): Of[number] {
  const found = list.find(each => each === word)
  if (found === undefined) throw new Error(`${word} is in none of the states of a hand-over.`)
  return found
}
