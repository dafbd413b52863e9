import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { WeftError } from '../../kernel/errors.ts'
import { lockStatement } from './lock-statement.ts'
import { approveStatement as mayApprove } from './policy.ts'

/** Approves a statement, first or second; never the same person twice. Refuses with `not_allowed` and says why. */
export async function approveStatement(
  tx: Scope,
  { statement }: { statement: string },
  version?: number,
): Promise<{ statement: string; place: number }> {
  const seen = await lockStatement(tx, statement)
  allow(tx.actor, mayApprove, seen)
  if (version !== undefined && version !== seen.version)
    throw new WeftError('change.clash', 'Somebody has approved this statement since you opened it. Look at it again.')
  const place = seen.approvers.length + 1
  await tx.db
    .insertInto('payment.approval')
    .values({ statement, worker: tx.actor.worker ?? '', place, at: tx.now })
    .execute()
  await tx.db
    .updateTable('payment.statement')
    .set({ state: place === 2 ? 'approved' : 'approved once', version: seen.version + 1 })
    .where('statement', '=', statement)
    .execute()
  await append(tx, place === 2 ? 'statement.approved' : 'statement.approved_once', {
    subject: `statement ${statement}`,
    facts: { statement, place },
  })
  return { statement, place }
}
