import type { Scope } from '../database/scope.ts'
import { append } from '../journal/append.ts'
import { londonDay, type PlainDate } from '../kernel/calendar.ts'
import { invalid, WeftError } from '../kernel/errors.ts'
import { monthInWords, monthOf } from '../kernel/month.ts'
import { listInWords } from '../kernel/words.ts'
import { partsMissing, partsOf } from './ispa.ts'
import { lockDraft } from './lock-agreement.ts'
import { volumesOf } from './read-model.ts'
import { effectOf, volumeChanges } from './variation.ts'

export type AdoptVariation = { agreement: string; version: number; signed_on: PlainDate }

/**
 * Puts a draft in force from its month on; it is frozen from now. Who adopted it and the day of signature are kept. Refuses with
 * `state.refused` a month that has passed, and with `agreement.refused` a subcontract without what every subcontract must hold.
 */
export async function adoptVariation(tx: Scope, given: AdoptVariation, edits: number | undefined) {
  const { agreement, version } = given
  const draft = await lockDraft(tx, agreement, version, edits)
  const today = londonDay(tx.now)
  if (draft.fromMonth < monthOf(today))
    throw new WeftError(
      'state.refused',
      `${monthInWords(draft.fromMonth)} has passed. Drop this draft and draft it anew from a month to come.`,
    )
  if (given.signed_on.toString() > today.toString())
    throw invalid({ field: 'signed_on', sentence: 'Enter a day of signature that is not in the future.' })
  await refuseWithoutParts(tx, agreement, version)
  const before = await tx.db
    .selectFrom('agreements.version')
    .select(({ fn }) => fn.max('version').as('version'))
    .where('agreement', '=', agreement)
    .where('state', '=', 'adopted')
    .executeTakeFirstOrThrow()
  const was = before.version === null ? [] : await volumesOf(tx, agreement, Number(before.version))
  const effect = effectOf(volumeChanges(was, await volumesOf(tx, agreement, version)))
  await tx.db
    .updateTable('agreements.version')
    .set({ state: 'adopted', adopted_by: tx.actor.worker, signed_on: given.signed_on })
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .execute()
  if (draft.fromMonth <= monthOf(today))
    await tx.db.updateTable('agreements.agreement').set({ version }).where('agreement', '=', agreement).execute()
  await append(tx, 'agreement.varied', {
    subject: `agreement ${agreement}`,
    facts: { agreement, version, from_month: draft.fromMonth, signed_on: given.signed_on.toString(), effect },
  })
  return { agreement, version }
}

async function refuseWithoutParts(tx: Scope, agreement: string, version: number) {
  const { kind } = await tx.db
    .selectFrom('agreements.agreement')
    .select('kind')
    .where('agreement', '=', agreement)
    .executeTakeFirstOrThrow()
  if (kind !== 'subcontract') return
  const clauses = await tx.db
    .selectFrom('agreements.clause')
    .select(['part', 'kept', 'words'])
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .execute()
  const { mandatory, asked } = partsMissing(partsOf(clauses))
  const missing = [...mandatory, ...asked].map(part => `${part.part}, ${part.title.toLowerCase()}`)
  if (missing.length > 0)
    throw new WeftError(
      'agreement.refused',
      `A subcontract is adopted with every mandatory part, and with price and payment and governance, which protect both sides. Settle ${listInWords(missing)}.`,
    )
}
