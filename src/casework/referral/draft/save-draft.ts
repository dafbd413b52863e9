import { allow } from '../../../access/policy.ts'
import type { Scope } from '../../../database/scope.ts'
import { DESIRED_OUTCOMES, desiredOutcomesOf } from '../../../directory/reference/desired-outcomes.ts'
import { PATHWAYS, pathwayOf } from '../../../directory/reference/needs.ts'
import { serviceCategoryOf } from '../../../directory/reference/service-categories.ts'
import { londonDay, type PlainDate } from '../../../kernel/calendar.ts'
import { invalid } from '../../../kernel/errors.ts'
import { findCover, wantedFor } from '../find-cover.ts'
import { keepNameless } from '../keep-nameless.ts'
import { type HeldReferral, lockReferral, type ReferralKey, rowOf } from '../lock-referral.ts'
import * as policies from '../policy.ts'
import { type TaskCode, tasksAfter } from '../referral.ts'

type Fields = Readonly<
  Partial<{
    complexity: string
    most_days: number
    finish_by: PlainDate
    access_needs: string | null
    interpreter: string | null
    provider: string
    agreement: string | null
    line: number | null
    funding: 'agreed' | 'unfunded'
    unfunded_reason: string | null
    unfunded_by: string | null
  }>
>

/** What each save promises: it refuses with `not_found`, `not_allowed`, `change.clash`, and `input.invalid` by field. */
async function openDraft(tx: Scope, key: ReferralKey, seen: number | undefined): Promise<HeldReferral> {
  const draft = await lockReferral(tx, key, seen)
  allow(tx.actor, policies.writeDraft, draft.subject)
  return draft
}

async function save(tx: Scope, { key, row }: HeldReferral, task: TaskCode, fields: Fields, changed = false) {
  await tx.db
    .updateTable('casework.referral')
    .set({ ...fields, tasks_done: tasksAfter(row.tasks_done, task, changed), version: row.version + 1 })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .execute()
  return key
}

async function saveWords(
  tx: Scope,
  key: ReferralKey,
  words: { reason?: string; risk_to_share?: string | null; told_person?: string },
) {
  await tx.db
    .updateTable('casework.referral_words')
    .set(words)
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .execute()
}

/** The sender looked at who it is about. */
export async function confirmPerson(tx: Scope, key: ReferralKey, seen?: number): Promise<ReferralKey> {
  return save(tx, await openDraft(tx, key, seen), 'person', {})
}

/** The needs that a service of the category answers; a women's service answers all of them. */
export const needsOf = (category: string): readonly string[] =>
  category === 'womens' ? PATHWAYS.map(need => need.code) : (serviceCategoryOf(category)?.needs ?? [])

/** The outcomes that a service of the category may be asked for; a women's service, those of every category. */
export const outcomesOf = (category: string) => {
  const known = serviceCategoryOf(category)
  if (known === undefined) return []
  return known.code === 'womens' ? DESIRED_OUTCOMES : desiredOutcomesOf(known.code)
}

/** Pairs each outcome with the needs it serves. Refuses with `input.invalid` an outcome or a need that is left alone. */
function paired(category: string, needs: readonly string[], outcomes: readonly string[]) {
  const pairs = outcomes.flatMap(code => {
    const outcome = outcomesOf(category).find(each => each.code === code)
    if (!outcome) throw invalid({ field: 'outcomes', sentence: 'Choose outcomes that this service has' })
    const serves: readonly string[] =
      outcome.category === category && category !== 'womens' ? needs : needsServed(outcome.category)
    const served = needs.filter(need => serves.includes(need))
    if (served.length === 0)
      throw invalid({
        field: 'needs',
        sentence: `Choose a need that “${outcome.label}” answers, or leave that outcome out`,
      })
    return served.map(need => ({ need, outcome: code }))
  })
  const alone = needs.find(need => !pairs.some(pair => pair.need === need))
  if (alone !== undefined)
    throw invalid({ field: 'outcomes', sentence: `Choose an outcome for ${pathwayOf(alone)?.label ?? alone}` })
  return pairs
}

const needsServed = (category: string): readonly string[] => serviceCategoryOf(category)?.needs ?? []

/** Needs referred for, outcomes wanted of each, and why now. Other needs undo the choice of provider. */
export async function saveNeeds(
  tx: Scope,
  {
    needs,
    outcomes,
    reason,
    ...key
  }: ReferralKey & { needs: readonly string[]; outcomes: readonly string[]; reason: string },
  seen?: number,
): Promise<ReferralKey> {
  const draft = await openDraft(tx, key, seen)
  if (needs.some(need => !needsOf(draft.row.category).includes(need)))
    throw invalid({ field: 'needs', sentence: 'Choose needs that this service answers' })
  const pairs = paired(draft.row.category, needs, outcomes)
  const before = await tx.db
    .deleteFrom('casework.referral_need')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .returning(['need'])
    .execute()
  const assessed = await tx.db
    .selectFrom('casework.need')
    .select(['need', 'severity'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .execute()
  const severities = new Map(assessed.map(row => [row.need, row.severity]))
  await tx.db
    .insertInto('casework.referral_need')
    .values(pairs.map(pair => ({ ...rowOf(key), ...pair, severity: severities.get(pair.need) ?? null })))
    .execute()
  await saveWords(tx, key, { reason })
  const was = new Set(before.map(row => row.need))
  const changed = was.size > 0 && (was.size !== needs.length || needs.some(need => !was.has(need)))
  return save(tx, draft, 'needs', {}, changed)
}

/** The needs and outcomes of a referral as they stand. */
export const needsReferred = (tx: Scope, key: ReferralKey) =>
  tx.db
    .selectFrom('casework.referral_need')
    .select(['need', 'outcome', 'severity'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .orderBy('need')
    .orderBy('outcome')
    .execute()

/**
 * Chooses who is asked. One that no agreement pays for is asked unfunded: with a reason, and the sender's name stands on
 * the choice. Refuses with `input.invalid` what does not cover the person now.
 */
export async function chooseProvider(
  tx: Scope,
  { choice, unfunded_reason: reason, ...key }: ReferralKey & { choice: string; unfunded_reason?: string | undefined },
  seen?: number,
): Promise<ReferralKey> {
  const draft = await openDraft(tx, key, seen)
  const needs = [...new Set((await needsReferred(tx, key)).map(row => row.need))]
  if (needs.length === 0) throw invalid({ field: 'choice', sentence: 'Say first what the person needs' })
  const covers = await findCover(tx, await wantedFor(tx, key, { category: draft.row.category, needs }))
  const chosen = covers.find(cover => cover.choice === choice)
  if (!chosen) throw invalid({ field: 'choice', sentence: 'Choose one of the providers listed' })
  if (!chosen.covers && reason === undefined)
    throw invalid({ field: 'unfunded_reason', sentence: 'Say why you ask without an agreement that pays for it' })
  return save(
    tx,
    draft,
    'provider',
    {
      provider: chosen.provider,
      agreement: chosen.agreement,
      line: chosen.line,
      funding: chosen.covers ? 'agreed' : 'unfunded',
      unfunded_reason: chosen.covers ? null : (reason ?? null),
      unfunded_by: chosen.covers ? null : tx.actor.worker,
    },
    chosen.provider !== draft.row.provider,
  )
}

export async function saveComplexity(
  tx: Scope,
  { complexity, ...key }: ReferralKey & { complexity: 'low' | 'medium' | 'high' },
  seen?: number,
): Promise<ReferralKey> {
  return save(tx, await openDraft(tx, key, seen), 'complexity', { complexity })
}

/** Most days the service may use, and the day to finish by, which lies ahead. */
export async function saveTime(
  tx: Scope,
  { most_days, finish_by, ...key }: ReferralKey & { most_days: number; finish_by: PlainDate },
  seen?: number,
): Promise<ReferralKey> {
  const draft = await openDraft(tx, key, seen)
  refusePast(tx, finish_by, 'finish_by')
  return save(tx, draft, 'time', { most_days, finish_by })
}

/** Refuses with `input.invalid` a day that is not after today. */
export function refusePast(tx: Scope, day: PlainDate, field: string): void {
  const today = londonDay(tx.now)
  if (day.since(today).days <= 0) throw invalid({ field, sentence: 'Enter a date after today' })
}

export async function saveRisk(
  tx: Scope,
  { risk_to_share, ...key }: ReferralKey & { risk_to_share?: string | undefined },
  seen?: number,
): Promise<ReferralKey> {
  const draft = await openDraft(tx, key, seen)
  await saveWords(tx, key, { risk_to_share: risk_to_share ?? null })
  return save(tx, draft, 'risk', {})
}

/** Access needs and the language an interpreter is wanted in; read before acceptance, so neither may name the person. */
export async function saveAccess(
  tx: Scope,
  {
    access_needs,
    interpreter,
    ...key
  }: ReferralKey & { access_needs?: string | undefined; interpreter?: string | undefined },
  seen?: number,
): Promise<ReferralKey> {
  const draft = await openDraft(tx, key, seen)
  await keepNameless(tx, key, { access_needs, interpreter })
  return save(tx, draft, 'access', { access_needs: access_needs ?? null, interpreter: interpreter ?? null })
}

/** What the person was told of what is shared with whom. Refuses with `input.invalid` while no provider is chosen. */
export async function saveSharing(
  tx: Scope,
  { told_person, ...key }: ReferralKey & { told_person: string },
  seen?: number,
): Promise<ReferralKey> {
  const draft = await openDraft(tx, key, seen)
  if (draft.row.provider === null || !draft.row.tasks_done.includes('provider'))
    throw invalid({ field: 'told_person', sentence: 'Choose the provider first: it decides with whom this is shared' })
  await saveWords(tx, key, { told_person })
  return save(tx, draft, 'sharing', {})
}

/** Takes away a draft that is not wanted. */
export async function removeDraft(tx: Scope, key: ReferralKey, seen?: number): Promise<ReferralKey> {
  await openDraft(tx, key, seen)
  for (const table of ['casework.referral_need', 'casework.referral_words', 'casework.referral'] as const)
    await tx.db
      .deleteFrom(table)
      .where('area', '=', key.area)
      .where('case_id', '=', key.caseId)
      .where('reference', '=', key.reference)
      .execute()
  return key
}
