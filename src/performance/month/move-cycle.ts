import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { WeftError } from '../../kernel/errors.ts'
import type { Month } from '../../kernel/month.ts'
import { moveCycle } from './cycle.ts'
import { cycleOf } from './cycle-of.ts'
import { reviewCycle, runCycle } from './policy.ts'

type Which = { area: string; month: Month }

/** Asks for the freeze; Weft does it within seconds, and statements follow. Refuses with `state.refused` where it was asked before. */
export async function askForFreeze(tx: Scope, { area, month }: Which, version?: number): Promise<void> {
  const cycle = await readCycle(tx, { area, month }, version)
  allow(tx.actor, runCycle, { area })
  const state = moveCycle(cycle.state, 'askForFreeze')
  await save(tx, { area, month, set: { state, frozen_for: tx.actor.worker } })
  await append(tx, 'month.freeze_asked', { subject: `month ${month} of ${area}`, facts: { area, month } })
}

/** Records the review of a frozen month: what was decided, in words. */
export async function reviewMonth(
  tx: Scope,
  { area, month, words }: Which & { words: string },
  version?: number,
): Promise<void> {
  const cycle = await readCycle(tx, { area, month }, version)
  allow(tx.actor, reviewCycle, { area })
  const state = moveCycle(cycle.state, 'review')
  await save(tx, {
    area,
    month,
    set: { state, review_words: words, reviewed_at: tx.now, reviewed_by: tx.actor.worker },
  })
  await append(tx, 'month.reviewed', { subject: `month ${month} of ${area}`, facts: { area, month } })
}

/** Closes a reviewed month. What is settled later is an adjustment. */
export async function closeMonth(tx: Scope, { area, month }: Which, version?: number): Promise<void> {
  const cycle = await readCycle(tx, { area, month }, version)
  allow(tx.actor, reviewCycle, { area })
  const state = moveCycle(cycle.state, 'close')
  await save(tx, { area, month, set: { state, closed_at: tx.now, closed_by: tx.actor.worker } })
  await append(tx, 'month.closed', { subject: `month ${month} of ${area}`, facts: { area, month } })
}

async function readCycle(tx: Scope, { area, month }: Which, version: number | undefined) {
  const cycle = await cycleOf(tx, area, month)
  if (version !== undefined && version !== cycle.version)
    throw new WeftError('change.clash', 'The month has moved on since you opened it. Look at how it stands now.')
  return cycle
}

async function save(tx: Scope, { area, month, set }: Which & { set: Record<string, unknown> }) {
  await tx.db
    .updateTable('performance.cycle')
    .set(eb => ({ ...set, version: eb('version', '+', 1) }))
    .where('area', '=', area)
    .where('month', '=', month)
    .execute()
}
