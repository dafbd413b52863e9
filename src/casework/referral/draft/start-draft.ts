import { allow } from '../../../access/policy.ts'
import type { Scope } from '../../../database/scope.ts'
import { serviceCategoryOf } from '../../../directory/reference/service-categories.ts'
import { append, type CaseKey } from '../../../journal/append.ts'
import { invalid, WeftError } from '../../../kernel/errors.ts'
import { makeReferralReference } from '../../../kernel/identifiers.ts'
import { CLASS_BIT } from '../../information-class.ts'
import { responsibleFor } from '../../read-model.ts'
import { type ReferralKey, rowOf } from '../lock-referral.ts'
import * as policies from '../policy.ts'

/**
 * Begins a draft for one category of service. Refuses with `not_found`, with `not_allowed` all but the responsible organisation,
 * and with `input.invalid` a category that does not exist.
 */
export async function startDraft(
  tx: Scope,
  { category: code, ...key }: CaseKey & { category: string },
  random: () => number = Math.random,
): Promise<ReferralKey> {
  const { organisation: responsible } = await responsibleFor(tx, key)
  allow(tx.actor, policies.startReferral, { responsible })
  const category = serviceCategoryOf(code)
  if (!category) throw invalid({ field: 'category', sentence: 'Choose the service that is wanted' })
  if (tx.actor.worker === null || tx.actor.organisation === null)
    throw new WeftError('not_allowed', 'A referral is begun by a person, not by a system.')
  const made: ReferralKey = { ...key, reference: makeReferralReference(category.name, random) }
  await tx.db
    .insertInto('casework.referral')
    .values({
      ...rowOf(made),
      category: category.code,
      sender: tx.actor.organisation,
      sender_worker: tx.actor.worker,
      state: 'draft',
      made_at: tx.now,
    })
    .execute()
  await tx.db.insertInto('casework.referral_words').values(rowOf(made)).execute()
  await append(tx, 'referral.drafted', {
    subject: `referral ${made.reference}`,
    case: key,
    bit: CLASS_BIT.services,
    facts: { reference: made.reference, category: category.code, sender: tx.actor.organisation },
  })
  return made
}
