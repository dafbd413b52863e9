import { may } from '../access/policy.ts'
import { type CaseHeader, caseHeader } from '../casework/read-model.ts'
import type { Scope } from '../database/scope.ts'
import { dueAt, type Instant, type PlainDate } from '../kernel/calendar.ts'
import { CHECK_ITEMS, type CheckCode, type Checked } from './checklist.ts'
import { currentList } from './current-list.ts'
import * as policies from './policy.ts'
import { ANSWER_DAYS, isOpen, nextState } from './transfer.ts'
import { findTransfer, type Transfer, type TransferKey } from './transfer-rows.ts'

/** An item of the list as a page shows it: as it stands, or as it stood when the hand-over was accepted. */
export type ShownItem = {
  code: CheckCode
  title: string
  tickedBy: 'weft' | 'sender' | 'receiver'
  state: 'held' | 'missing' | 'gap accepted'
  words: string
  gap: { closer: string; by: PlainDate; closedAt: Instant | null } | null
}

/** Moves that the viewer may make now. */
export type Moves = Readonly<
  Record<'prepare' | 'offer' | 'withdraw' | 'accept' | 'return' | 'decline' | 'closeGap', boolean>
>

export type TransferModel = {
  transfer: Transfer
  header: CaseHeader
  fromName: string
  toName: string
  toAreaName: string
  officerName: string | null
  answerBy: Instant | null
  list: readonly ShownItem[]
  returnedItems: readonly CheckCode[]
  moves: Moves
  now: Instant
}

/** Everything that the page of a hand-over shows. Refuses with `not_found` what the actor may not see. */
export async function showTransfer(tx: Scope, key: TransferKey): Promise<TransferModel> {
  const transfer = await findTransfer(tx, key)
  const header = await caseHeader(tx, key)
  const names = await namesOf(tx, transfer)
  return {
    transfer,
    header,
    ...names,
    answerBy:
      isOpen(transfer.state) && transfer.firstOfferedAt !== null && transfer.answeredAt === null
        ? dueAt(transfer.firstOfferedAt, ANSWER_DAYS[transfer.kind])
        : null,
    list: await listOf(tx, transfer),
    returnedItems: transfer.state === 'returned' ? await lastReturned(tx, transfer) : [],
    moves: movesOf(tx, transfer),
    now: tx.now,
  }
}

function movesOf({ actor }: Scope, transfer: Transfer): Moves {
  const can = (move: 'offer' | 'withdraw' | 'accept' | 'return' | 'decline') =>
    nextState(transfer.state, move) !== undefined
  return {
    prepare: can('offer') && may(actor, policies.prepareTransfer, transfer),
    offer: can('offer') && may(actor, policies.offerTransfer, transfer),
    withdraw: can('withdraw') && may(actor, policies.withdrawTransfer, transfer),
    accept: can('accept') && may(actor, policies.acceptTransfer, transfer),
    return: can('return') && may(actor, policies.returnTransfer, transfer),
    decline: can('decline') && may(actor, policies.declineTransfer, transfer),
    closeGap: transfer.answeredAt !== null && may(actor, policies.closeGap, transfer),
  }
}

async function namesOf(tx: Scope, transfer: Transfer) {
  const row = await tx.db
    .selectFrom('directory.organisation as f')
    .innerJoin('directory.organisation as r', join => join.on('r.organisation', '=', transfer.to))
    .innerJoin('directory.area as a', join => join.on('a.area', '=', transfer.toArea))
    .leftJoin('directory.worker as w', join => join.on('w.worker', '=', transfer.officer))
    .where('f.organisation', '=', transfer.from)
    .select(['f.name as fromName', 'r.name as toName', 'a.name as toAreaName', 'w.name as officerName'])
    .executeTakeFirstOrThrow()
  return row
}

async function listOf(tx: Scope, transfer: Transfer): Promise<ShownItem[]> {
  switch (transfer.state) {
    case 'draft':
    case 'offered':
    case 'returned':
      return (await currentList(tx, transfer)).map(asShown)
    case 'accepted':
    case 'effective':
    case 'landed':
      return keptList(tx, transfer)
    default:
      return []
  }
}

const asShown = (item: Checked): ShownItem => ({ ...item, gap: null })

async function keptList(tx: Scope, { area, caseId, reference }: TransferKey): Promise<ShownItem[]> {
  const rows = await tx.db
    .selectFrom('handover.check_item as c')
    .leftJoin('directory.organisation as o', 'o.organisation', 'c.gap_closer')
    .selectAll('c')
    .select('o.name')
    .where('c.area', '=', area)
    .where('c.case_id', '=', caseId)
    .where('c.reference', '=', reference)
    .execute()
  return CHECK_ITEMS.flatMap(({ code, title }) => {
    const row = rows.find(each => each.item === code)
    if (!row) return []
    const gap =
      row.name !== null && row.gap_by !== null
        ? { closer: row.name, by: row.gap_by, closedAt: row.gap_closed_at }
        : null
    return [
      {
        code,
        title,
        tickedBy: row.ticked_by === 'sender' ? ('sender' as const) : gap ? ('receiver' as const) : ('weft' as const),
        state: gap ? ('gap accepted' as const) : ('held' as const),
        words: row.words ?? '',
        gap,
      },
    ]
  })
}

async function lastReturned(tx: Scope, { area, caseId, reference }: TransferKey): Promise<CheckCode[]> {
  const rows = await tx.db
    .selectFrom('handover.returned_item')
    .select(['item', 'returned_at'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('reference', '=', reference)
    .orderBy('returned_at', 'desc')
    .execute()
  const last = rows[0]?.returned_at
  return CHECK_ITEMS.map(({ code }) => code).filter(code =>
    rows.some(row => row.item === code && last !== undefined && row.returned_at.equals(last)),
  )
}
