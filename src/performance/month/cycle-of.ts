import type { Scope } from '../../database/scope.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Month } from '../../kernel/month.ts'
import type { CycleState } from './cycle.ts'

const STATES: readonly CycleState[] = ['gathering', 'freezing', 'frozen', 'reviewed', 'closed']

/** The cycle of a month; refuses with `not_found` a month that has not ended or has no figures. */
export async function cycleOf(tx: Scope, area: string, month: Month) {
  const found = await tx.db
    .selectFrom('performance.cycle')
    .selectAll()
    .where('area', '=', area)
    .where('month', '=', month)
    .executeTakeFirst()
  if (!found) throw notFound()
  return { ...found, state: stateOf(found.state) }
}

/** A state as it is kept; anything else is a fault of ours. */
export function stateOf(text: string): CycleState {
  const state = STATES.find(known => known === text)
  if (state === undefined) throw new Error(`A cycle is kept in the unknown state ${text}.`)
  return state
}
