import { notFound } from '../../kernel/errors.ts'
import { CASEWORK_RULES } from './casework.ts'
import { CHART_RULES } from './charts.ts'
import { DAY_RULES } from './days.ts'
import { HANDOVER_RULES } from './handover.ts'
import { MONEY_RULES } from './money.ts'
import { REFERENCE_RULES } from './references.ts'
import type { CalculatorAnswer, CalculatorRule } from './rule.ts'

/** Every rule that can be tried, in the order in which the page lists them. */
export const CALCULATOR_RULES: readonly CalculatorRule[] = [
  ...DAY_RULES,
  ...CASEWORK_RULES,
  ...CHART_RULES,
  ...MONEY_RULES,
  ...HANDOVER_RULES,
  ...REFERENCE_RULES,
]

/**
 * Runs one rule on whatever was sent. Refuses with `not_found` a rule that there is none of, with `input.invalid` an
 * input that the rule does not take, naming the field, and with `calendar.unknown` days beyond the calendar.
 */
export function runRule(name: string, input: unknown): CalculatorAnswer {
  const rule = CALCULATOR_RULES.find(one => one.name === name)
  if (!rule) throw notFound()
  return rule.calculate(input)
}
