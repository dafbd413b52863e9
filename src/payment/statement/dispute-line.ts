import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { notFound, WeftError } from '../../kernel/errors.ts'
import { type Pence, parseMoney } from '../../kernel/money.ts'
import { readCanonical } from './canonical.ts'
import { lockStatement } from './lock-statement.ts'
import { answerDispute, disputeLine as mayDispute } from './policy.ts'

/** Disputes one line of a statement; the statement itself never changes. Refuses with `not_found` a line that there is none of. */
export async function disputeLine(
  tx: Scope,
  { statement, line, words }: { statement: string; line: number; words: string },
) {
  const seen = await lockStatement(tx, statement)
  allow(tx.actor, mayDispute, seen)
  const { canonical } = await tx.db
    .selectFrom('payment.statement')
    .select('canonical')
    .where('statement', '=', statement)
    .executeTakeFirstOrThrow()
  if (!readCanonical(canonical).lines.some(each => each.line === line)) throw notFound()
  const dispute = tx.request.replaceAll('-', '').slice(0, 16)
  await tx.db
    .insertInto('payment.line_dispute')
    .values({
      dispute,
      statement,
      line,
      words,
      made_by: tx.actor.worker ?? '',
      made_for: tx.actor.organisation ?? '',
      made_at: tx.now,
      state: 'open',
    })
    .execute()
  await append(tx, 'statement.line_disputed', { subject: `statement ${statement}`, facts: { statement, line } })
  return { statement }
}

/** How the other side answers; agreed, with the credit in pounds (minus where it is taken back), which the next statement carries. */
export type LineAnswer = { dispute: string; answer: 'agreed' | 'refused'; words: string; credit: string | undefined }

/** Refuses with `state.refused` a dispute already answered, and with `input.invalid` a credit that is no amount. */
export async function answerLineDispute(tx: Scope, given: LineAnswer): Promise<{ statement: string }> {
  const found = await tx.db
    .selectFrom('payment.line_dispute')
    .selectAll()
    .where('dispute', '=', given.dispute)
    .executeTakeFirst()
  if (!found) throw notFound()
  const seen = await lockStatement(tx, found.statement)
  allow(tx.actor, answerDispute, { ...seen, madeFor: found.made_for, disputeState: found.state })
  const credit: Pence =
    given.answer === 'agreed' && given.credit !== undefined ? parseMoney(given.credit, 'credit') : 0n
  const changed = await tx.db
    .updateTable('payment.line_dispute')
    .set({
      state: given.answer,
      answer: given.words,
      answered_by: tx.actor.worker,
      answered_at: tx.now,
      credit_pence: credit,
      version: found.version + 1,
    })
    .where('dispute', '=', given.dispute)
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (changed.numUpdatedRows !== 1n) throw new WeftError('state.refused', 'This dispute is already answered.')
  await append(tx, 'statement.line_dispute_answered', {
    subject: `statement ${found.statement}`,
    facts: { statement: found.statement, line: found.line, answer: given.answer, creditPence: String(credit) },
  })
  return { statement: found.statement }
}
