import { invalid } from '../kernel/errors.ts'
import type { Month } from '../kernel/month.ts'

/** A target holds from its month until the next step; `value` is in the unit of its measure. */
export type TargetStep = { readonly from: Month; readonly value: number }

/**
 * The target of a month: the last step that has begun, or none before the first. Refuses with `input.invalid` two steps
 * that begin in the same month.
 */
export function targetIn(month: Month, steps: readonly TargetStep[]): number | undefined {
  if (new Set(steps.map(step => step.from)).size < steps.length)
    throw invalid({ field: 'targets', sentence: 'Two targets begin in the same month. Keep one of them.' })
  return steps
    .filter(step => step.from <= month)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1)?.value
}
