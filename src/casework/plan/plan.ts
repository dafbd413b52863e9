import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { Instant, PlainDate } from '../../kernel/calendar.ts'
import { notFound, WeftError } from '../../kernel/errors.ts'
import { goalCompleteness, planCompleteness } from '../completeness.ts'

export type Step = {
  step: string
  words: string
  weight: number
  state: string
  achievedOn: PlainDate | null
  evidence: string | null
  undoneReason: string | null
  by: string | null
  version: number
}

export type Goal = {
  goal: string
  words: string
  need: string | null
  weight: number
  state: string
  /** 0 to 1. */
  completeness: number
  steps: Step[]
}

export type Plan = {
  ownWords: string | null
  madeAt: Instant
  completeAt: Instant | null
  reviewOn: PlainDate | null
  version: number
  /** 0 to 1, over the goals that are open. */
  completeness: number
  goals: Goal[]
}

/** The plan of a person with its goals and steps; nothing where there is none or the viewer may not know it. */
export async function planOf(tx: Scope, { area, caseId }: CaseKey): Promise<Plan | null> {
  const plan = await tx.db
    .selectFrom('casework.plan')
    .selectAll()
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .executeTakeFirst()
  if (!plan) return null
  const goals = await tx.db
    .selectFrom('casework.goal')
    .selectAll()
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .orderBy('place')
    .execute()
  const steps = await stepsOf(tx, { area, caseId })
  const whole = goals.map(({ goal, words, need, weight, state }) => {
    const own = steps.filter(step => step.goal === goal).map(({ goal: _, ...step }) => step)
    return { goal, words, need, weight, state, steps: own, completeness: goalCompleteness(own.map(weighed)) }
  })
  const open = whole.filter(goal => goal.state === 'open')
  return {
    ownWords: plan.own_words,
    madeAt: plan.made_at,
    completeAt: plan.complete_at,
    reviewOn: plan.review_on,
    version: plan.version,
    completeness: planCompleteness(open.map(goal => ({ weight: goal.weight, steps: goal.steps.map(weighed) }))),
    goals: whole,
  }
}

const weighed = ({ weight, state }: Step) => ({ weight, achieved: state === 'achieved' })

async function stepsOf(tx: Scope, { area, caseId }: CaseKey): Promise<(Step & { goal: string })[]> {
  const found = await sql<Step & { goal: string }>`
    SELECT s.goal, s.step, s.words, s.weight, s.state, s.achieved_on AS "achievedOn", s.evidence, s.undone_reason AS "undoneReason",
           concat_ws(', ', w.name, o.name) AS by, s.version
      FROM casework.step s LEFT JOIN directory.worker w ON w.worker = s.by_worker
      LEFT JOIN directory.organisation o ON o.organisation = s.by_organisation
     WHERE s.area = ${area} AND s.case_id = ${caseId} ORDER BY s.place`.execute(tx.db)
  return found.rows
}

/** The plan's row, held for this change. Refuses with `state.refused` where there is none. */
export async function lockPlan(tx: Scope, { area, caseId }: CaseKey) {
  const plan = await tx.db
    .selectFrom('casework.plan')
    .selectAll()
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .forUpdate()
    .executeTakeFirst()
  if (!plan) throw new WeftError('state.refused', 'There is no plan yet. Begin it with a first goal.')
  return plan
}

/** One goal of the case. Refuses with `not_found` a goal of another. */
export async function goalOf(tx: Scope, { area, caseId }: CaseKey, goal: string) {
  const row = await tx.db
    .selectFrom('casework.goal')
    .selectAll()
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('goal', '=', goal)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  return row
}
