import { Temporal } from 'temporal-polyfill'
import { type Static, Type } from 'typebox'
import { choice, code, day, optional } from '../web/routing/fields.ts'
import type { Gap } from './accept-transfer.ts'
import { CHECK_CODES, type CheckCode } from './checklist.ts'

const closer = optional(choice('who closes the gap', ['sender', 'receiver']))
const by = optional(day('the day by which the gap is closed'))

/** Who takes the case from which day on and, for each item of the list that is missing, who closes it by when. */
export const AcceptBody = Type.Object({
  officer: code('the responsible officer'),
  effective_on: day('the day from which you are responsible'),
  closer_identity: closer,
  by_identity: by,
  closer_sentence: closer,
  by_sentence: by,
  closer_plan: closer,
  by_plan: by,
  closer_risk: closer,
  by_risk: by,
  closer_health: closer,
  by_health: by,
  closer_referrals: closer,
  by_referrals: by,
  closer_enforcement: closer,
  by_enforcement: by,
  closer_appointments: closer,
  by_appointments: by,
  closer_told: closer,
  by_told: by,
})

/** The gaps of an acceptance: those for which both are said, who closes and by when. */
export function gapsOf(input: Static<typeof AcceptBody>): Partial<Record<CheckCode, Gap>> {
  const gaps: Partial<Record<CheckCode, Gap>> = {}
  for (const item of CHECK_CODES) {
    const [who, until] = [input[`closer_${item}`], input[`by_${item}`]]
    if (who !== undefined && until !== undefined) gaps[item] = { closer: who, by: Temporal.PlainDate.from(until) }
  }
  return gaps
}
