import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { END_REASONS, type EndReason } from '../../directory/reference/coded-reasons.ts'
import { append } from '../../journal/append.ts'
import { invalid } from '../../kernel/errors.ts'
import { CLASS_BIT } from '../information-class.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { appendService, type HeldService, lockService, saveService } from './lock-service.ts'
import * as policies from './policy.ts'
import type { Ending } from './service.ts'

/**
 * Ends a service: the provider as completed or early, the responsible organisation by taking the person out of it. Ending early and
 * withdrawing carry one of the thirteen reasons. Appointments still ahead are cancelled; the report falls due. Refuses with `not_found`,
 * `not_allowed`, `change.clash` and `input.invalid`.
 */
export async function endService(
  tx: Scope,
  {
    as,
    reason,
    words,
    ...key
  }: ReferralKey & {
    as: 'completed' | 'ended early' | 'withdrawn'
    reason?: EndReason | undefined
    words?: string | undefined
  },
  seen?: number,
): Promise<ReferralKey> {
  const service = await lockService(tx, key, seen)
  allow(tx.actor, policies.endService, service.subject)
  const delivers = tx.actor.organisation === service.row.provider
  if (delivers === (as === 'withdrawn'))
    throw invalid({
      field: 'as',
      sentence: delivers
        ? 'Say whether it is completed or ends early'
        : 'Your organisation can only withdraw the person from it',
    })
  if (as === 'completed' && service.state !== 'delivering')
    throw invalid({ field: 'as', sentence: 'Nothing was delivered yet, so it ends early' })
  if (as !== 'completed' && reason === undefined) throw invalid({ field: 'reason', sentence: 'Choose why it ends' })
  await finish(tx, service, { as, reason: as === 'completed' ? undefined : reason, words })
  return key
}

/** What ending a service does, for whoever may end it. */
export async function finish(
  tx: Scope,
  service: HeldService,
  { as, reason, words }: { as: Ending; reason?: EndReason | undefined; words?: string | undefined },
): Promise<void> {
  const { key } = service
  await saveService(
    tx,
    service,
    { end_as: as, end_reason: reason ?? null, end_words: words ?? null, ended_at: tx.now },
    'end',
  )
  await cancelAhead(tx, service)
  await appendService(tx, 'service.ended', service, {
    as,
    reason: reason ?? null,
    group: END_REASONS.find(each => each.code === reason)?.group ?? null,
    from: service.state,
    endedAt: tx.now.toString(),
  })
  await sql`SELECT access.refresh(${key.area}, ${key.caseId})`.execute(tx.db)
}

async function cancelAhead(tx: Scope, { key, row }: HeldService) {
  const cancelled = await tx.db
    .updateTable('casework.session')
    .set(eb => ({ state: 'cancelled', version: eb('version', '+', 1) }))
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .where('state', '=', 'booked')
    .where('starts_at', '>', tx.now)
    .returning(['session', 'kind', 'starts_at'])
    .execute()
  for (const { session, kind, starts_at } of cancelled)
    await append(tx, 'session.cancelled', {
      subject: `session ${session}`,
      case: { area: key.area, caseId: key.caseId },
      bit: CLASS_BIT.services,
      facts: { session, kind, reference: key.reference, organisation: row.provider, startsAt: starts_at.toString() },
    })
}
