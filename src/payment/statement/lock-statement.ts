import type { Scope } from '../../database/scope.ts'
import { notFound } from '../../kernel/errors.ts'
import type { StatementSeen } from './policy.ts'

/** The statement with who has approved it, for a policy; refuses with `not_found` one that is not the actor's to see. */
export async function lockStatement(tx: Scope, statement: string): Promise<StatementSeen & { version: number }> {
  const found = await tx.db
    .selectFrom('payment.statement')
    .select(['payer', 'payee', 'state', 'version'])
    .where('statement', '=', statement)
    .executeTakeFirst()
  if (!found) throw notFound()
  const approvals = await tx.db
    .selectFrom('payment.approval')
    .select('worker')
    .where('statement', '=', statement)
    .orderBy('place')
    .execute()
  const disputes = await tx.db
    .selectFrom('payment.line_dispute')
    .select('dispute')
    .where('statement', '=', statement)
    .where('state', '=', 'open')
    .execute()
  return { ...found, approvers: approvals.map(approval => approval.worker), openDisputes: disputes.length }
}
