import { invalid } from '../kernel/errors.ts'

/** A small win: how much it counts among the steps of its goal, and whether it has been achieved. */
export type WeighedStep = { readonly weight: number; readonly achieved: boolean }

/** A goal: how much it counts among the goals of its plan, with its steps. */
export type WeighedGoal = { readonly weight: number; readonly steps: readonly WeighedStep[] }

/**
 * How complete a goal is, from 0 to 1: the weight achieved of the weight of all its steps. A goal without steps is not
 * begun. Refuses with `input.invalid` a weight that is not above nought. Source: casework.md (Plan and pathway).
 */
export const goalCompleteness = (steps: readonly WeighedStep[]): number =>
  weighedMean(steps.map(step => ({ weight: step.weight, value: step.achieved ? 1 : 0 })))

/** How complete a plan is, from 0 to 1: the weighted mean of its goals. A plan without goals is not begun. */
export const planCompleteness = (goals: readonly WeighedGoal[]): number =>
  weighedMean(goals.map(goal => ({ weight: goal.weight, value: goalCompleteness(goal.steps) })))

/** Completeness in whole ten-thousandths, for sums in pence. */
export const inTenThousandths = (completeness: number): bigint => BigInt(Math.round(completeness * 10_000))

function weighedMean(parts: readonly { weight: number; value: number }[]): number {
  if (parts.some(part => !(part.weight > 0 && Number.isFinite(part.weight))))
    throw invalid({ field: 'weight', sentence: 'Give each step and each goal a weight above 0.' })
  const total = parts.reduce((sum, part) => sum + part.weight, 0)
  return total === 0 ? 0 : parts.reduce((sum, part) => sum + part.weight * part.value, 0) / total
}
