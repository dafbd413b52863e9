import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import type { DeclineReason } from '../../directory/reference/coded-reasons.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { invalid } from '../../kernel/errors.ts'
import { appendReferral, type HeldReferral, lockReferral, movedState, type ReferralKey } from './lock-referral.ts'
import * as policies from './policy.ts'
import type { ReferralMove } from './referral.ts'

type Answered = Readonly<
  Partial<{ decline_reason: string; answer_words: string | null; start_on: PlainDate; waiting_place: number }>
>

/**
 * Takes a referral, with the day the service starts or a place on the waiting list: one of the two. The service begins, and
 * the provider learns who the person is. Refuses with `not_found`, `not_allowed`, `change.clash` and `input.invalid`.
 */
export async function acceptReferral(
  tx: Scope,
  {
    start_on,
    waiting_place,
    ...key
  }: ReferralKey & { start_on?: PlainDate | undefined; waiting_place?: number | undefined },
  seen?: number,
): Promise<ReferralKey> {
  const referral = await lockReferral(tx, key, seen)
  allow(tx.actor, policies.acceptReferral, referral.subject)
  if ((start_on === undefined) === (waiting_place === undefined))
    throw invalid({ field: 'start_on', sentence: 'Give either the day it starts or the place on the waiting list' })
  await saveAnswer(tx, referral, 'accept', start_on ? { start_on } : waiting_place ? { waiting_place } : {})
  const starts = start_on !== undefined && start_on.since(londonDay(tx.now)).days <= 0
  await tx.db
    .insertInto('casework.service')
    .values({
      area: key.area,
      case_id: key.caseId,
      reference: key.reference,
      provider: referral.row.provider ?? '',
      state: starts ? 'assessing' : 'waiting',
      start_on: start_on ?? null,
    })
    .execute()
  await sql`SELECT access.refresh(${key.area}, ${key.caseId})`.execute(tx.db)
  await appendReferral(tx, 'referral.accepted', referral, {
    startOn: start_on?.toString() ?? null,
    waitingPlace: waiting_place ?? null,
  })
  return key
}

/** Declines a referral with a coded reason and words. The provider knows nothing more of the person from then on. */
export async function declineReferral(
  tx: Scope,
  { reason, words, ...key }: ReferralKey & { reason: DeclineReason; words: string },
  seen?: number,
): Promise<ReferralKey> {
  const referral = await lockReferral(tx, key, seen)
  allow(tx.actor, policies.declineReferral, referral.subject)
  await saveAnswer(tx, referral, 'decline', { decline_reason: reason, answer_words: words })
  await appendReferral(tx, 'referral.declined', referral, { reason })
  await sql`SELECT access.refresh(${key.area}, ${key.caseId})`.execute(tx.db)
  return key
}

/** Returns a referral with a question. The clock of the first assessment stands still until it is sent again. */
export async function askForInformation(
  tx: Scope,
  { question, ...key }: ReferralKey & { question: string },
  seen?: number,
): Promise<ReferralKey> {
  const referral = await lockReferral(tx, key, seen)
  allow(tx.actor, policies.askForInformation, referral.subject)
  await saveAnswer(tx, referral, 'askForInformation', { answer_words: question })
  await appendReferral(tx, 'referral.returned', referral)
  return key
}

/** Takes a referral back before it is answered. */
export async function withdrawReferral(
  tx: Scope,
  { words, ...key }: ReferralKey & { words: string },
  seen?: number,
): Promise<ReferralKey> {
  const referral = await lockReferral(tx, key, seen)
  allow(tx.actor, policies.withdrawReferral, referral.subject)
  await saveAnswer(tx, referral, 'withdraw', { answer_words: words })
  await appendReferral(tx, 'referral.withdrawn', referral)
  await sql`SELECT access.refresh(${key.area}, ${key.caseId})`.execute(tx.db)
  return key
}

async function saveAnswer(tx: Scope, referral: HeldReferral, move: ReferralMove, answered: Answered) {
  const { key, row } = referral
  await tx.db
    .updateTable('casework.referral')
    .set({
      ...answered,
      state: movedState(referral, move),
      answered_at: tx.now,
      answered_by: tx.actor.worker,
      version: row.version + 1,
    })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .execute()
}
