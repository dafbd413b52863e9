import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { CLASS_BIT } from '../information-class.ts'
import { caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import { keepRecord } from './policy.ts'

export type Contact = {
  address: string | null
  phone: string | null
  email: string | null
  release_address: string | null
}

/** One more than the version kept, so that nothing recorded has a version too. */
export const contactVersion = (row: { version: number } | undefined): number => (row?.version ?? 0) + 1

/** Where and how to reach the person. Refuses with `change.clash` a record changed meanwhile, saying what it holds now. */
export async function editContact(
  tx: Scope,
  { key, contact, version }: { key: CaseKey; contact: Contact; version?: number | undefined },
): Promise<void> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const before = await tx.db
    .selectFrom('casework.contact')
    .selectAll()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .forUpdate()
    .executeTakeFirst()
  refuseClash(version, contactVersion(before), before ? inWords(before) : 'nothing')
  const values = { ...contact, version: (before?.version ?? 0) + 1 }
  await tx.db
    .insertInto('casework.contact')
    .values({ area: key.area, case_id: key.caseId, ...values })
    .onConflict(conflict => conflict.columns(['area', 'case_id']).doUpdateSet(values))
    .execute()
  await append(tx, 'contact.changed', { subject: `case ${key.caseId}`, case: key, bit: CLASS_BIT.contact })
}

const inWords = ({ address, phone, email, release_address }: Contact): string =>
  [address, phone, email, release_address].filter(word => word !== null).join(', ') || 'nothing'

/** What the person needs so that they can take part, each in its own line, in place of what was there. */
export async function editAdjustments(
  tx: Scope,
  { key, lines }: { key: CaseKey; lines: readonly string[] },
): Promise<void> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  await tx.db.deleteFrom('casework.adjustment').where('area', '=', key.area).where('case_id', '=', key.caseId).execute()
  if (lines.length > 0)
    await tx.db
      .insertInto('casework.adjustment')
      .values(lines.map((words, at) => ({ area: key.area, case_id: key.caseId, adjustment: at + 1, words })))
      .execute()
  await append(tx, 'adjustments.changed', {
    subject: `case ${key.caseId}`,
    case: key,
    bit: CLASS_BIT.adjustment,
    facts: { adjustments: lines.length },
  })
}
