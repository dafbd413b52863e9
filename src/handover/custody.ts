import { mayKnow } from '../casework/information-class.ts'
import { type CaseHeader, caseHeader } from '../casework/read-model.ts'
import type { Scope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import { notFound } from '../kernel/errors.ts'
import { type ContactGap, contactGaps } from './contact-gaps.ts'
import { TRANSFER_STATES, type TransferState } from './transfer.ts'
import { oneOf } from './transfer-rows.ts'

export type CustodyStart = { from: Instant; organisation: string | null; officer: string | null }

export type CustodyTransfer = {
  reference: string
  from: string
  to: string
  state: TransferState
  firstOfferedAt: Instant | null
  tookEffectAt: Instant | null
  landedAt: Instant | null
  landBy: Instant | null
  endedAt: Instant | null
}

export type CustodyModel = {
  header: CaseHeader
  starts: readonly CustodyStart[]
  transfers: readonly CustodyTransfer[]
  gaps: readonly ContactGap[]
  now: Instant
}

/**
 * Who was responsible from when on, with the hand-overs between them and the gaps in contact. Refuses with `not_found` a case that
 * the actor may not see, or of which the actor does not see every service: half the contacts would show gaps that are none.
 */
export async function showCustody(tx: Scope, key: CaseKey): Promise<CustodyModel> {
  const header = await caseHeader(tx, key)
  if (!mayKnow(header.classes, 'services')) throw notFound()
  const starts = await startsOf(tx, key)
  return {
    header,
    starts,
    transfers: await transfersOf(tx, key),
    gaps: gapsOf(starts, await contactsOf(tx, key), tx.now),
    now: tx.now,
  }
}

function startsOf(tx: Scope, { area, caseId }: CaseKey): Promise<CustodyStart[]> {
  return tx.db
    .selectFrom('casework.responsibility as r')
    .leftJoin('directory.organisation as o', 'o.organisation', 'r.organisation')
    .leftJoin('directory.worker as w', 'w.worker', 'r.officer')
    .select(['r.from_at as from', 'o.name as organisation', 'w.name as officer'])
    .where('r.area', '=', area)
    .where('r.case_id', '=', caseId)
    .orderBy('r.from_at')
    .execute()
}

async function transfersOf(tx: Scope, { area, caseId }: CaseKey): Promise<CustodyTransfer[]> {
  const rows = await tx.db
    .selectFrom('handover.transfer as t')
    .innerJoin('directory.organisation as f', 'f.organisation', 't.from_organisation')
    .innerJoin('directory.organisation as o', 'o.organisation', 't.to_organisation')
    .selectAll('t')
    .select(['f.name as from_name', 'o.name as to_name'])
    .where('t.area', '=', area)
    .where('t.case_id', '=', caseId)
    .orderBy('t.made_at')
    .execute()
  return rows.map(row => ({
    reference: row.reference,
    from: row.from_name,
    to: row.to_name,
    state: oneOf(TRANSFER_STATES, row.state),
    firstOfferedAt: row.first_offered_at,
    tookEffectAt: row.took_effect_at,
    landedAt: row.landed_at,
    landBy: row.land_by,
    endedAt: row.ended_at,
  }))
}

async function contactsOf(tx: Scope, { area, caseId }: CaseKey): Promise<Instant[]> {
  const rows = await tx.db
    .selectFrom('casework.session')
    .select('starts_at')
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('state', 'in', ['attended', 'late', 'booked'])
    .execute()
  return rows.map(row => row.starts_at)
}

/** From the first start to now, or to the close of the case. */
function gapsOf(starts: readonly CustodyStart[], contacts: readonly Instant[], now: Instant): ContactGap[] {
  const first = starts[0]
  if (!first) return []
  const last = starts.at(-1)
  return contactGaps(contacts, { from: first.from, until: last?.organisation === null ? last.from : now })
}
