import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey, type Facts } from '../../journal/append.ts'
import { notFound, WeftError } from '../../kernel/errors.ts'
import { CLASS_BIT } from '../information-class.ts'
import { responsibleFor } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import type { ReferralSubject } from './policy.ts'
import { nextReferralState, type ReferralMove, referralStateOf, STATE_WORDS } from './referral.ts'

/** A referral by its case and reference. */
export type ReferralKey = CaseKey & { reference: string }

/** A referral held for this transaction, with what policies and events need of it. */
export type HeldReferral = Awaited<ReturnType<typeof lockReferral>>

export const rowOf = ({ area, caseId, reference }: ReferralKey) => ({ area, case_id: caseId, reference })

/**
 * Holds a referral until the end of the transaction. `seen` is the version that the person saw. Refuses with `not_found`,
 * and with `change.clash` where somebody changed it since.
 */
export async function lockReferral(tx: Scope, key: ReferralKey, seen?: number) {
  const row = await tx.db
    .selectFrom('casework.referral')
    .selectAll()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  const state = referralStateOf(row.state)
  refuseClash(seen, row.version, STATE_WORDS[state].toLowerCase())
  const responsible = await responsibleFor(tx, key)
  const subject: ReferralSubject = {
    state,
    sender: row.sender,
    provider: row.provider,
    responsible: responsible.organisation,
  }
  return { key, row, state, subject, officer: responsible.officer }
}

/** The state after this move. Refuses with `state.refused` where the referral does not allow it. */
export function movedState(referral: HeldReferral, move: ReferralMove) {
  const next = nextReferralState(referral.state, move)
  if (next) return next
  throw new WeftError(
    'state.refused',
    `This referral is: ${STATE_WORDS[referral.state].toLowerCase()}. Look at how it stands now.`,
  )
}

/** Writes down what happened to a referral: codes and organisations, known to who sees the services of the case. */
export const appendReferral = (tx: Scope, kind: string, { key, row }: HeldReferral, more: Facts = {}): Promise<void> =>
  append(tx, kind, {
    subject: `referral ${key.reference}`,
    case: { area: key.area, caseId: key.caseId },
    bit: CLASS_BIT.services,
    facts: {
      reference: key.reference,
      category: row.category,
      provider: row.provider,
      sender: row.sender,
      funding: row.funding,
      agreement: row.agreement,
      line: row.line,
      ...more,
    },
  })
