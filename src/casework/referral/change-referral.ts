import { Temporal } from 'temporal-polyfill'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import type { ChangeTopic } from '../../directory/reference/coded-reasons.ts'
import { invalid } from '../../kernel/errors.ts'
import { dateInWords } from '../../kernel/words.ts'
import { refusePast } from './draft/save-draft.ts'
import { keepNameless } from './keep-nameless.ts'
import { appendReferral, type HeldReferral, lockReferral, type ReferralKey } from './lock-referral.ts'
import * as policies from './policy.ts'
import { COMPLEXITIES, OPEN_TOPICS } from './referral.ts'
import { writeChange } from './send-referral.ts'

type Written = Readonly<
  Partial<{
    complexity: string
    most_days: number
    finish_by: Temporal.PlainDate
    access_needs: string
    interpreter: string
  }>
>

/** What a referral says of a topic now; nothing where it holds no such field. */
export function saysNow(
  row: {
    complexity: string | null
    most_days: number | null
    finish_by: Temporal.PlainDate | null
    access_needs: string | null
    interpreter: string | null
  },
  topic: string,
): string | null {
  switch (topic) {
    case 'complexity':
      return row.complexity
    case 'days':
      return row.most_days === null ? null : String(row.most_days)
    case 'finish_date':
      return row.finish_by === null ? null : dateInWords(row.finish_by)
    case 'accessibility':
      return row.access_needs
    case 'interpreter':
      return row.interpreter
    default:
      return null
  }
}

/** The field that a topic stands in, read out of what was written. Refuses with `input.invalid` what does not fit the topic. */
function fieldFor(tx: Scope, topic: ChangeTopic, written: string): Written {
  switch (topic) {
    case 'complexity': {
      const level = COMPLEXITIES.find(each => each.code === written.toLowerCase())
      if (!level) throw invalid({ field: 'new', sentence: 'Write low, medium or high' })
      return { complexity: level.code }
    }
    case 'days': {
      if (!/^\d{1,3}$/.test(written) || Number(written) === 0)
        throw invalid({ field: 'new', sentence: 'Write the number of days, from 1 to 999' })
      return { most_days: Number(written) }
    }
    case 'finish_date': {
      const finish_by = dayFrom(written)
      refusePast(tx, finish_by, 'new')
      return { finish_by }
    }
    case 'accessibility':
      return { access_needs: written }
    case 'interpreter':
      return { interpreter: written }
    default:
      return {}
  }
}

function dayFrom(written: string): Temporal.PlainDate {
  const [, day, month, year] = /^(\d{1,2})[ /.-](\d{1,2})[ /.-](\d{4})$/.exec(written) ?? []
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    )
  } catch {
    throw invalid({ field: 'new', sentence: 'Write the date as day, month and year, such as 3 3 2027' })
  }
}

/**
 * Changes one of the 18 topics after sending: old, new, reason, who and when are kept. Refuses with `not_found`, `not_allowed`,
 * `change.clash`, and `input.invalid` what does not fit the topic, or names the person where the provider reads it before it accepts.
 */
export async function changeReferral(
  tx: Scope,
  { topic, new: written, reason, ...key }: ReferralKey & { topic: ChangeTopic; new: string; reason: string },
  seen?: number,
): Promise<ReferralKey> {
  const referral = await lockReferral(tx, key, seen)
  allow(tx.actor, policies.changeReferral, referral.subject)
  if (OPEN_TOPICS.includes(topic) && referral.state !== 'accepted')
    await keepNameless(tx, key, { new: written, reason })
  const old = saysNow(referral.row, topic) ?? (await lastSaid(tx, referral, topic))
  await tx.db
    .updateTable('casework.referral')
    .set({ ...fieldFor(tx, topic, written), version: referral.row.version + 1 })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .execute()
  await writeChange(tx, referral, { topic, old, new: written, reason })
  await appendReferral(tx, 'referral.changed', referral, { topic })
  return key
}

async function lastSaid(tx: Scope, { key }: HeldReferral, topic: string): Promise<string | null> {
  const last = await tx.db
    .selectFrom('casework.referral_change')
    .select('new')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .where('topic', '=', topic)
    .orderBy('change', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.new ?? null
}
