import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import type { PlainDate } from '../../kernel/calendar.ts'
import { WeftError } from '../../kernel/errors.ts'
import { makeCaseReference } from '../../kernel/identifiers.ts'
import { CLASS_BIT } from '../information-class.ts'
import { keepRecord } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import { goalOf, lockPlan, planOf } from './plan.ts'

const about = (key: CaseKey) => ({ subject: `case ${key.caseId}`, case: key, bit: CLASS_BIT.needs })

export type SetGoal = { key: CaseKey; words: string; need: string | null; weight: number }

/** A goal in the person's own words; the first one begins the plan. */
export async function addGoal(
  tx: Scope,
  { key, words, need, weight }: SetGoal,
  random: () => number = Math.random,
): Promise<string> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  await beginPlan(tx, key)
  const goal = makeCaseReference(random)
  const place = ((await planOf(tx, key))?.goals.length ?? 0) + 1
  await tx.db
    .insertInto('casework.goal')
    .values({ area: key.area, case_id: key.caseId, goal, words, need, weight, place })
    .execute()
  await append(tx, 'goal.set', { ...about(key), facts: { goal, need, weight } })
  return goal
}

export type ChangeGoal = SetGoal & { goal: string; state: 'open' | 'ended' }

/** Other words, another weight, or the end of a goal. Refuses with `not_found` a goal of another case. */
export async function changeGoal(tx: Scope, { key, goal, words, need, weight, state }: ChangeGoal): Promise<void> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  await goalOf(tx, key, goal)
  await tx.db
    .updateTable('casework.goal')
    .set({ words, need, weight, state })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('goal', '=', goal)
    .execute()
  await append(tx, 'goal.changed', { ...about(key), facts: { goal, need, weight, state } })
}

export type DescribePlan = {
  key: CaseKey
  ownWords: string | null
  reviewOn: PlainDate | null
  version?: number | undefined
}

/** What the person says matters to them, and when the plan is looked at again. */
export async function describePlan(tx: Scope, { key, ownWords, reviewOn, version }: DescribePlan): Promise<void> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  await beginPlan(tx, key)
  const plan = await lockPlan(tx, key)
  refuseClash(version, plan.version, plan.own_words ?? 'nothing')
  await tx.db
    .updateTable('casework.plan')
    .set({ own_words: ownWords, review_on: reviewOn, version: plan.version + 1 })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .execute()
  await append(tx, 'plan.changed', about(key))
}

/**
 * Declares that the plan is complete: every open goal has its steps. Refuses with `state.refused` a plan that has no goal, a goal
 * without steps, or is already complete.
 */
export async function completePlan(tx: Scope, key: CaseKey): Promise<void> {
  const header = await caseHeader(tx, key)
  allow(tx.actor, keepRecord, header)
  const row = await lockPlan(tx, key)
  if (row.complete_at !== null) throw new WeftError('state.refused', 'This plan is already declared complete.')
  const open = (await planOf(tx, key))?.goals.filter(goal => goal.state === 'open') ?? []
  if (open.length === 0) throw new WeftError('state.refused', 'Set a goal before you declare the plan complete.')
  if (open.some(goal => goal.steps.length === 0))
    throw new WeftError('state.refused', 'Give each goal a step before you declare the plan complete.')
  await tx.db
    .updateTable('casework.plan')
    .set({ complete_at: tx.now, version: row.version + 1 })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .execute()
  await append(tx, 'plan.completed', {
    ...about(key),
    facts: { goals: open.length, organisation: header.responsible.organisation },
  })
}

async function beginPlan(tx: Scope, { area, caseId }: CaseKey) {
  await tx.db
    .insertInto('casework.plan')
    .values({ area, case_id: caseId, made_at: tx.now })
    .onConflict(conflict => conflict.columns(['area', 'case_id']).doNothing())
    .execute()
}
