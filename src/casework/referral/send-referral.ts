import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { invalid, WeftError } from '../../kernel/errors.ts'
import { needsReferred } from './draft/save-draft.ts'
import { findCover, wantedFor } from './find-cover.ts'
import { keepNameless } from './keep-nameless.ts'
import { appendReferral, type HeldReferral, lockReferral, movedState, type ReferralKey } from './lock-referral.ts'
import * as policies from './policy.ts'
import { tasksLeft } from './referral.ts'

/**
 * Sends a draft to the provider chosen, which may from now on consider it. Refuses with `input.invalid` while a task is left,
 * and with `state.refused` where no agreement covers the person any longer; unfunded it is sent under the sender's name.
 */
export async function sendReferral(tx: Scope, key: ReferralKey, seen?: number): Promise<ReferralKey> {
  const referral = await lockReferral(tx, key, seen)
  allow(tx.actor, policies.sendReferral, referral.subject)
  if (referral.state !== 'draft')
    throw new WeftError(
      'state.refused',
      'This referral was sent already. Answer the provider’s question on its own page.',
    )
  refuseUnfinished(referral)
  await refuseUncovered(tx, referral)
  await saveSent(tx, referral)
  const withProvider = { provider: referral.row.provider }
  for (const table of ['casework.referral_need', 'casework.referral_words'] as const)
    await tx.db
      .updateTable(table)
      .set(withProvider)
      .where('area', '=', key.area)
      .where('case_id', '=', key.caseId)
      .where('reference', '=', key.reference)
      .execute()
  await sql`SELECT access.refresh(${key.area}, ${key.caseId})`.execute(tx.db)
  await appendReferral(tx, 'referral.sent', referral, { again: false })
  return key
}

/**
 * Answers what the provider wanted to know and sends the referral to it again. The answer is read before acceptance, so it
 * may not name the person. Refuses with `state.refused` what was not returned.
 */
export async function sendAgain(
  tx: Scope,
  { reply, ...key }: ReferralKey & { reply: string },
  seen?: number,
): Promise<ReferralKey> {
  const referral = await lockReferral(tx, key, seen)
  allow(tx.actor, policies.sendReferral, referral.subject)
  if (referral.state !== 'returned') throw new WeftError('state.refused', 'The provider asks nothing on this referral.')
  await keepNameless(tx, key, { reply })
  await writeChange(tx, referral, {
    topic: 'further_information',
    old: referral.row.answer_words,
    new: reply,
    reason: 'Asked by the provider',
  })
  await saveSent(tx, referral)
  await appendReferral(tx, 'referral.sent', referral, { again: true })
  return key
}

async function saveSent(tx: Scope, referral: HeldReferral) {
  const { key, row } = referral
  await tx.db
    .updateTable('casework.referral')
    .set({
      state: movedState(referral, 'send'),
      first_sent_at: row.first_sent_at ?? tx.now,
      sent_at: tx.now,
      answered_at: null,
      answered_by: null,
      answer_words: null,
      sender_worker: tx.actor.worker ?? row.sender_worker,
      version: row.version + 1,
    })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .execute()
}

/** Writes down one change after sending: what it was, what it is, why, by whom and when. */
export async function writeChange(
  tx: Scope,
  { key, row }: HeldReferral,
  change: { topic: string; old: string | null; new: string; reason: string },
): Promise<void> {
  const made = await tx.db
    .selectFrom('casework.referral_change')
    .select(({ fn }) => fn.max('change').as('last'))
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .executeTakeFirst()
  await tx.db
    .insertInto('casework.referral_change')
    .values({
      area: key.area,
      case_id: key.caseId,
      reference: key.reference,
      provider: row.provider,
      change: (made?.last ?? 0) + 1,
      ...change,
      by: tx.actor.worker ?? `system of ${tx.actor.organisation}`,
      at: tx.now,
    })
    .execute()
}

function refuseUnfinished({ row }: HeldReferral) {
  const left = tasksLeft(row.tasks_done)
  if (left.length === 0) return
  throw invalid(...left.map(task => ({ field: 'main-content', sentence: `Do “${task.title}” before you send it` })))
}

async function refuseUncovered(tx: Scope, { key, row }: HeldReferral) {
  if (row.finish_by === null || row.finish_by.since(londonDay(tx.now)).days <= 0)
    throw invalid({ field: 'main-content', sentence: 'The date to finish by has passed. Choose another' })
  const needs = [...new Set((await needsReferred(tx, key)).map(need => need.need))]
  const covers = await findCover(tx, await wantedFor(tx, key, { category: row.category, needs }))
  const still = covers.find(
    cover => cover.provider === row.provider && cover.agreement === row.agreement && cover.line === row.line,
  )
  if (still) return
  throw new WeftError(
    'state.refused',
    'What you chose has changed since: this provider can no longer be asked on these terms. Choose the service and provider again.',
  )
}
