import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import { FOREVER } from '../../database/postgres-types.ts'
import type { Scope } from '../../database/scope.ts'
import { invalid } from '../../kernel/errors.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { appendService, lockService } from './lock-service.ts'
import * as policies from './policy.ts'

/** Who of the organisation acted for may work on cases: code and name, once each. */
export const workersOf = async (tx: Scope) =>
  (
    await sql<{ worker: string; name: string; roles: string }>`
      SELECT w.worker, w.name, string_agg(DISTINCT p.role, ', ' ORDER BY p.role) AS roles
        FROM directory.post p JOIN directory.worker w USING (worker)
       WHERE p.organisation = ${tx.actor.organisation} AND p.role IN ('practitioner', 'case manager') AND w.active
         AND (p.to_day IS NULL OR p.to_day >= current_date)
       GROUP BY w.worker, w.name ORDER BY w.name`.execute(tx.db)
  ).rows

/**
 * Says who delivers a service from now on: several workers, one of them the lead. Those no longer named end, and stay in the
 * history. Their assignments, and so what each may see, follow. Refuses with `not_found`, `not_allowed`, `change.clash` and `input.invalid`.
 */
export async function allocateWorkers(
  tx: Scope,
  { workers, lead, ...key }: ReferralKey & { workers: readonly string[]; lead: string },
  seen?: number,
): Promise<ReferralKey> {
  const service = await lockService(tx, key, seen)
  allow(tx.actor, policies.allocateWorkers, service.subject)
  const known = new Set((await workersOf(tx)).map(each => each.worker))
  const wanted = [...new Set([...workers, lead])]
  if (wanted.some(worker => !known.has(worker)))
    throw invalid({ field: 'workers', sentence: 'Choose workers of your organisation who may see records' })
  const current = await tx.db
    .selectFrom('casework.allocation')
    .select(['worker', 'lead', 'from_at'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .where('to_at', '>', tx.now)
    .execute()
  const stays = (each: { worker: string; lead: boolean }) =>
    wanted.includes(each.worker) && each.lead === (each.worker === lead)
  for (const each of current.filter(one => !stays(one)))
    await tx.db
      .updateTable('casework.allocation')
      .set({ to_at: tx.now })
      .where('area', '=', key.area)
      .where('case_id', '=', key.caseId)
      .where('reference', '=', key.reference)
      .where('worker', '=', each.worker)
      .where('from_at', '=', each.from_at)
      .execute()
  const kept = new Set(current.filter(stays).map(each => each.worker))
  const added = wanted.filter(worker => !kept.has(worker))
  if (added.length > 0)
    await tx.db
      .insertInto('casework.allocation')
      .values(
        added.map(worker => ({
          area: key.area,
          case_id: key.caseId,
          reference: key.reference,
          provider: service.row.provider,
          worker,
          lead: worker === lead,
          from_at: tx.now,
          to_at: FOREVER,
        })),
      )
      .execute()
  await sql`SELECT access.assign_from_facts(${key.area}, ${key.caseId})`.execute(tx.db)
  await appendService(tx, 'service.allocated', service, { workers: wanted.length, lead })
  return key
}
