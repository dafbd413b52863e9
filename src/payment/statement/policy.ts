import { actsFor, all, policy, when } from '../../access/policy.ts'

/** A statement, and who has approved it so far. */
export type StatementSeen = {
  payer: string
  payee: string
  state: string
  approvers: readonly string[]
  openDisputes: number
}

export const approveStatement = policy<StatementSeen>(
  'approve a statement',
  ['finance', 'commissioner'],
  (actor, statement) =>
    all(
      actsFor(actor, statement.payer, 'Only who pays approves.'),
      when(statement.state !== 'approved', 'This statement is already approved by two people.'),
      when(
        !statement.approvers.includes(actor.worker ?? ''),
        'You have approved it already. The second approval is another person’s.',
      ),
    ),
)

export const disputeLine = policy<StatementSeen>(
  'dispute a line',
  ['partner manager', 'finance', 'commissioner', 'supply-chain manager'],
  (actor, statement) =>
    when(
      actor.organisation === statement.payer || actor.organisation === statement.payee,
      'Only who pays and who is paid may dispute a line.',
    ),
)

export const answerDispute = policy<StatementSeen & { madeFor: string; disputeState: string }>(
  'answer a dispute of a line',
  ['partner manager', 'finance', 'commissioner', 'supply-chain manager'],
  (actor, dispute) =>
    all(
      when(
        actor.organisation === dispute.payer || actor.organisation === dispute.payee,
        'Only who pays and who is paid may answer.',
      ),
      when(actor.organisation !== dispute.madeFor, 'The other side answers it.'),
      when(dispute.disputeState === 'open', 'This dispute is already answered.'),
    ),
)
