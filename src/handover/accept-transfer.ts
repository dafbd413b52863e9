import { Temporal } from 'temporal-polyfill'
import { allow } from '../access/policy.ts'
import { responsibleFor } from '../casework/read-model.ts'
import type { Scope } from '../database/scope.ts'
import { londonDay, type PlainDate } from '../kernel/calendar.ts'
import { type FieldError, invalid, WeftError } from '../kernel/errors.ts'
import type { CheckCode, Checked } from './checklist.ts'
import { currentList } from './current-list.ts'
import * as policies from './policy.ts'
import { ownOfficers } from './receivers.ts'
import { takeEffect } from './take-effect.ts'
import { landBy, moved } from './transfer.ts'
import {
  appendTransfer,
  findTransfer,
  lockTransfer,
  saveMove,
  type Transfer,
  type TransferKey,
} from './transfer-rows.ts'

/** Who closes a gap of the list, and by which day. */
export type Gap = { closer: 'sender' | 'receiver'; by: PlainDate }

/** `officer`: the worker of the receiver who takes the case. `effectiveOn`: today or a day to come, in London. */
export type AcceptTransfer = TransferKey & {
  officer: string
  effectiveOn: PlainDate
  gaps: Readonly<Partial<Record<CheckCode, Gap>>>
}

const FURTHEST_DAYS = 366

/**
 * Accepts an offered hand-over; where its day is today it takes effect at once. Each item that is missing must have somebody of
 * the two who closes it by a day. Refuses with `not_allowed` any other organisation, with `state.refused` what is not offered,
 * and with `input.invalid` an officer of another organisation, a day that is past, and a gap that nobody closes.
 */
export async function acceptTransfer(tx: Scope, input: AcceptTransfer, version: number | undefined): Promise<Transfer> {
  const transfer = await lockTransfer(tx, input, version)
  allow(tx.actor, policies.acceptTransfer, transfer)
  moved(transfer.state, 'accept')
  await refusePassedOn(tx, transfer)
  const list = await currentList(tx, input)
  await refuseIncomplete(tx, input, list)
  const rows = list.map(item => rowOf(input, transfer, item))
  await keepList(tx, rows)
  const accepted = await saveMove(tx, transfer, 'accept', {
    answered_at: tx.now,
    officer: input.officer,
    effective_on: input.effectiveOn,
    land_by: landBy(transfer.kind, input.effectiveOn),
  })
  await appendTransfer(tx, 'handover.accepted', accepted)
  for (const row of rows.filter(each => each.state === 'gap accepted'))
    await appendTransfer(tx, 'handover.gap_accepted', accepted, {
      facts: { item: row.item, closer: row.gap_closer, by: row.gap_by?.toString() },
    })
  return (await takeEffect(tx, input)) ? findTransfer(tx, input) : accepted
}

async function refusePassedOn(tx: Scope, transfer: Transfer) {
  const { organisation } = await responsibleFor(tx, transfer)
  if (organisation !== transfer.from)
    throw new WeftError('state.refused', 'The sender is no longer responsible for this case. Decline this hand-over.')
}

async function refuseIncomplete(tx: Scope, input: AcceptTransfer, list: readonly Checked[]) {
  const today = londonDay(tx.now)
  const wrong: FieldError[] = []
  const officers = await ownOfficers(tx)
  if (!officers.some(({ worker }) => worker === input.officer))
    wrong.push({ field: 'officer', sentence: 'Choose an officer of your organisation' })
  if (isBefore(input.effectiveOn, today) || isBefore(today.add({ days: FURTHEST_DAYS }), input.effectiveOn))
    wrong.push({ field: 'effective_on', sentence: 'Enter a day from today to a year from now' })
  for (const { code, title } of list.filter(item => item.state === 'missing')) {
    const gap = input.gaps[code]
    if (gap === undefined)
      wrong.push({
        field: `closer_${code}`,
        sentence: `“${title}” is missing. Say who will close the gap, and by when`,
      })
    else if (isBefore(gap.by, today))
      wrong.push({ field: `by_${code}`, sentence: `Enter a day from today on by which “${title}” is closed` })
  }
  if (wrong.length > 0) throw invalid(...wrong)
}

const isBefore = (one: PlainDate, other: PlainDate): boolean => Temporal.PlainDate.compare(one, other) < 0

function rowOf(input: AcceptTransfer, transfer: Transfer, item: Checked) {
  const { area, caseId: case_id, reference } = input
  const gap = item.state === 'missing' ? input.gaps[item.code] : undefined
  return {
    area,
    case_id,
    reference,
    item: item.code,
    state: gap ? 'gap accepted' : 'held',
    ticked_by: gap ? 'receiver' : item.tickedBy,
    words: item.words,
    gap_closer: gap ? transfer[gap.closer === 'sender' ? 'from' : 'to'] : null,
    gap_by: gap ? gap.by : null,
  }
}

/** Keeps the list as it stood; what the sender ticked stands already. */
async function keepList(tx: Scope, rows: readonly ReturnType<typeof rowOf>[]) {
  const added = rows.filter(row => row.ticked_by !== 'sender')
  await tx.db.insertInto('handover.check_item').values(added).execute()
}
