import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { invalid } from '../../kernel/errors.ts'
import { type Achievement, outcomeScore } from '../outcome.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { finish } from './end-service.ts'
import { appendService, lockService } from './lock-service.ts'
import * as policies from './policy.ts'

/** How far an outcome was reached, as the report keeps it. */
export const REACHED = ['yes', 'partly', 'no'] as const
export type Reached = (typeof REACHED)[number]

const ACHIEVEMENT: Readonly<Record<Reached, Achievement>> = { yes: 'achieved', partly: 'partly', no: 'not' }

/** The score of a report in half points: one reached and two partly of three are 4 half points of 3 outcomes. */
export const halfPoints = (reached: readonly Reached[]): number =>
  outcomeScore(reached.map(each => ACHIEVEMENT[each])).score * 2

/**
 * Sends the end-of-service report: for every outcome wanted whether it was reached, with comments. A service still being delivered
 * is completed by it. Refuses with `not_found`, `not_allowed`, `change.clash`, and `input.invalid` an outcome without an answer.
 */
export async function submitReport(
  tx: Scope,
  {
    outcomes,
    further,
    ...key
  }: ReferralKey & {
    outcomes: readonly { outcome: string; achieved: Reached; comments: string | null }[]
    further: string | null
  },
  seen?: number,
): Promise<ReferralKey> {
  const service = await lockService(tx, key, seen)
  allow(tx.actor, policies.submitReport, service.subject)
  const wanted = await outcomesWanted(tx, key)
  const said = new Set(outcomes.map(each => each.outcome))
  const missing = wanted.findIndex(code => !said.has(code))
  if (missing >= 0)
    throw invalid({ field: `achieved_${missing + 1}`, sentence: 'Say whether this outcome was reached' })
  const answered = outcomes.filter(each => wanted.includes(each.outcome))
  if (service.state !== 'ended') await finish(tx, service, { as: 'completed' })
  const points = halfPoints(answered.map(each => each.achieved))
  const row = { area: key.area, case_id: key.caseId, reference: key.reference, provider: service.row.provider }
  await tx.db
    .insertInto('casework.report')
    .values({
      ...row,
      half_points: points,
      outcomes: answered.length,
      further,
      submitted_at: tx.now,
      submitted_by: tx.actor.worker ?? `system of ${tx.actor.organisation}`,
    })
    .execute()
  await tx.db
    .insertInto('casework.report_outcome')
    .values(answered.map(each => ({ ...row, ...each })))
    .execute()
  await appendService(tx, 'report.submitted', service, { halfPoints: points, outcomes: answered.length })
  return key
}

/** The outcomes wanted of a service, each once. */
export async function outcomesWanted(tx: Scope, key: ReferralKey): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('casework.referral_need')
    .select('outcome')
    .distinct()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .orderBy('outcome')
    .execute()
  return rows.map(row => row.outcome)
}
