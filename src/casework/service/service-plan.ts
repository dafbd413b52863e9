import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { invalid, WeftError } from '../../kernel/errors.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { appendService, lockService, saveService } from './lock-service.ts'
import * as policies from './policy.ts'

/** A line of the service plan, tied to a need referred for. */
export type Activity = { words: string; need: string | null; sessions: number }

/**
 * Writes the service plan: activities with their sessions, and words about the whole. `submit` sends it to the responsible officer,
 * who answers within two business days. Refuses with `not_found`, `not_allowed`, `change.clash` and `input.invalid`.
 */
export async function saveServicePlan(
  tx: Scope,
  {
    activities,
    words,
    submit,
    ...key
  }: ReferralKey & { activities: readonly Activity[]; words: string | null; submit: 'yes' | 'no' },
  seen?: number,
): Promise<ReferralKey> {
  const service = await lockService(tx, key, seen)
  allow(tx.actor, policies.writePlan, service.subject)
  if (activities.length === 0) throw invalid({ field: 'words_1', sentence: 'Say at least one thing that will be done' })
  await refuseStrange(tx, key, activities)
  await tx.db
    .deleteFrom('casework.activity')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .execute()
  await tx.db
    .insertInto('casework.activity')
    .values(
      activities.map((activity, at) => ({
        area: key.area,
        case_id: key.caseId,
        reference: key.reference,
        provider: service.row.provider,
        activity: at + 1,
        ...activity,
      })),
    )
    .execute()
  const sessions = activities.reduce((sum, activity) => sum + activity.sessions, 0)
  await saveService(tx, service, {
    plan_words: words,
    sessions_planned: sessions,
    plan_state: submit === 'yes' ? 'submitted' : 'draft',
    ...(submit === 'yes' ? { plan_submitted_at: tx.now, plan_answer: null } : {}),
  })
  if (submit === 'yes')
    await appendService(tx, 'service_plan.submitted', service, {
      sessions,
      activities: activities.length,
      responsible: service.subject.responsible,
    })
  return key
}

async function refuseStrange(tx: Scope, key: ReferralKey, activities: readonly Activity[]) {
  const referred = await tx.db
    .selectFrom('casework.referral_need')
    .select('need')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .execute()
  const needs = new Set(referred.map(row => row.need))
  activities.forEach((activity, at) => {
    if (activity.need !== null && !needs.has(activity.need))
      throw invalid({ field: `need_${at + 1}`, sentence: 'Choose one of the needs referred for' })
  })
}

/** The responsible officer agrees the plan; a first plan agreed lets the sessions begin. */
export async function agreeServicePlan(tx: Scope, key: ReferralKey, seen?: number): Promise<ReferralKey> {
  const service = await lockService(tx, key, seen)
  allow(tx.actor, policies.answerPlan, service.subject)
  await saveService(
    tx,
    service,
    { plan_state: 'agreed', plan_agreed_at: tx.now, plan_agreed_by: tx.actor.worker, plan_answer: null },
    service.state === 'assessing' ? 'agreePlan' : undefined,
  )
  await appendService(tx, 'service_plan.agreed', service, { responsible: service.subject.responsible })
  return key
}

/** The responsible officer sends the plan back and says what must change. */
export async function sendBackServicePlan(
  tx: Scope,
  { words, ...key }: ReferralKey & { words: string | undefined },
  seen?: number,
): Promise<ReferralKey> {
  const service = await lockService(tx, key, seen)
  allow(tx.actor, policies.answerPlan, service.subject)
  if (words === undefined) throw invalid({ field: 'words', sentence: 'Say what must change before you agree it' })
  if (service.state === 'ended') throw new WeftError('state.refused', 'This service has ended.')
  await saveService(tx, service, { plan_state: 'sent back', plan_answer: words })
  await appendService(tx, 'service_plan.sent_back', service, { responsible: service.subject.responsible })
  return key
}
