import { may } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { notFound } from '../../kernel/errors.ts'
import { parseMonth } from '../../kernel/month.ts'
import { canonicalOf, digestOf, readCanonical } from './canonical.ts'
import { lockStatement } from './lock-statement.ts'
import { answerDispute, approveStatement, disputeLine } from './policy.ts'

export type StatementsModel = Awaited<ReturnType<typeof listStatements>>
export type StatementModel = Awaited<ReturnType<typeof loadStatement>>

const PAGE = 50

/** Statements that the actor may see, newest month first; `after` is the reference to go on from. */
export async function listStatements(
  tx: Scope,
  { month, after }: { month: string | undefined; after: string | undefined },
) {
  let asked = tx.db
    .selectFrom('payment.statement as s')
    .innerJoin('directory.organisation as payee', 'payee.organisation', 's.payee')
    .innerJoin('directory.organisation as payer', 'payer.organisation', 's.payer')
    .select(['s.statement', 's.month', 's.total_pence', 's.state', 'payee.name as payee', 'payer.name as payer'])
    .orderBy('s.statement', 'desc')
    .limit(PAGE + 1)
  if (month !== undefined) asked = asked.where('s.month', '=', month)
  if (after !== undefined) asked = asked.where('s.statement', '<', after)
  const found = await asked.execute()
  const shown = found.slice(0, PAGE)
  return {
    month,
    statements: shown.map(({ total_pence, month: of, ...row }) => ({
      ...row,
      month: parseMonth(of),
      totalPence: total_pence,
    })),
    next: found.length > PAGE ? shown.at(-1)?.statement : undefined,
  }
}

/** A statement with its lines as they were issued, who approved it, and what is disputed. */
export async function loadStatement(tx: Scope, statement: string) {
  const kept = await tx.db
    .selectFrom('payment.statement')
    .select(['canonical', 'digest', 'state', 'issued_at', 'version'])
    .where('statement', '=', statement)
    .executeTakeFirst()
  if (!kept) throw notFound()
  const issued = readCanonical(kept.canonical)
  const seen = await lockStatement(tx, statement)
  const approvals = await tx.db
    .selectFrom('payment.approval as a')
    .innerJoin('directory.worker as w', 'w.worker', 'a.worker')
    .select(['w.name', 'a.at'])
    .where('a.statement', '=', statement)
    .orderBy('a.place')
    .execute()
  const disputes = await tx.db
    .selectFrom('payment.line_dispute as d')
    .innerJoin('directory.organisation as o', 'o.organisation', 'd.made_for')
    .select(['d.dispute', 'd.line', 'd.words', 'd.state', 'd.answer', 'd.credit_pence', 'd.made_for', 'o.name'])
    .where('d.statement', '=', statement)
    .orderBy('d.made_at')
    .execute()
  return {
    issued,
    digest: kept.digest,
    /** Drawn anew from what was kept, and the same. */
    intact: digestOf(canonicalOf(issued)) === kept.digest,
    state: kept.state,
    issuedAt: kept.issued_at,
    version: kept.version,
    approvals,
    disputes: disputes.map(({ made_for, credit_pence, ...dispute }) => ({
      ...dispute,
      creditPence: credit_pence,
      mayAnswer: may(tx.actor, answerDispute, { ...seen, madeFor: made_for, disputeState: dispute.state }),
    })),
    moves: { approve: may(tx.actor, approveStatement, seen), dispute: may(tx.actor, disputeLine, seen) },
  }
}

/** One line of a statement that the actor may dispute. */
export async function loadLine(tx: Scope, statement: string, line: number) {
  const { issued, moves } = await loadStatement(tx, statement)
  const found = issued.lines.find(each => each.line === line)
  if (!found || !moves.dispute) throw notFound()
  return { statement, month: issued.month, payee: issued.payee.name, line: found }
}

/** A dispute that the actor may answer, with its line. */
export async function loadLineDispute(tx: Scope, statement: string, dispute: string) {
  const { issued, disputes } = await loadStatement(tx, statement)
  const found = disputes.find(each => each.dispute === dispute)
  const line = issued.lines.find(each => each.line === found?.line)
  if (!found?.mayAnswer || !line) throw notFound()
  return { statement, month: issued.month, dispute, by: found.name, words: found.words, line }
}
