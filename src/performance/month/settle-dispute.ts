import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { invalid, notFound, WeftError } from '../../kernel/errors.ts'
import { monthOf, parseMonth } from '../../kernel/month.ts'
import { type DisputeEffect, effectOf } from './cycle.ts'
import { cycleOf } from './cycle-of.ts'
import { settleDispute as maySettle } from './policy.ts'

/** How a dispute is settled; a row that is upheld says how it counts. */
export type Settlement = {
  dispute: string
  answer: 'upheld' | 'not upheld'
  effect: DisputeEffect | undefined
  words: string
}

/**
 * Settles a dispute by a named person. Before the freeze it changes the figure; after it, the frozen figure stands and the change
 * becomes an adjustment in the open month. Refuses with `state.refused` a dispute already settled.
 */
export async function settleDispute(tx: Scope, { dispute, answer, effect, words }: Settlement, version?: number) {
  const found = await tx.db
    .selectFrom('performance.dispute')
    .selectAll()
    .where('dispute', '=', dispute)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw notFound()
  const { area, measure, organisation } = found
  const month = parseMonth(found.month)
  const cycle = await cycleOf(tx, area, month)
  allow(tx.actor, maySettle, { ...cycle, organisation })
  if (found.state !== 'open') throw new WeftError('state.refused', `This dispute was already settled: ${found.state}.`)
  if (version !== undefined && version !== found.version)
    throw new WeftError('change.clash', 'The dispute has changed since you opened it.')
  if (answer === 'upheld' && found.by_row && effect === undefined)
    throw invalid({ field: 'effect', sentence: 'Choose how the row counts now' })
  if (cycle.state === 'freezing')
    throw new WeftError('state.refused', 'The month is being frozen at this moment. Try again in a minute.')
  const kept = answer === 'upheld' && found.by_row ? (effect ?? null) : null
  await tx.db
    .updateTable('performance.dispute')
    .set({
      state: answer,
      effect: kept,
      settled_by: tx.actor.worker,
      settled_at: tx.now,
      settled_words: words,
      version: found.version + 1,
    })
    .where('dispute', '=', dispute)
    .execute()
  if (cycle.state !== 'gathering' && found.by_row)
    await adjust(tx, { dispute, area, month: found.month, measure, organisation, effect: kept })
  await append(tx, 'figure.dispute_settled', {
    subject: `dispute ${dispute}`,
    facts: { area, month, measure, organisation, answer, effect: kept },
  })
  return { area, month }
}

type Late = {
  dispute: string
  area: string
  month: string
  measure: string
  organisation: string
  effect: DisputeEffect | null
}

async function adjust(tx: Scope, { dispute, area, month, measure, organisation, effect }: Late) {
  const weighed = await sql<{
    numerator: bigint
    denominator: bigint
  }>`SELECT * FROM performance.weight_of(${dispute})`.execute(tx.db)
  const row = weighed.rows[0]
  if (!row) return
  const change = effectOf(effect, row)
  await tx.db
    .insertInto('performance.adjustment')
    .values({
      dispute,
      area,
      of_month: month,
      in_month: await openMonth(tx, area),
      measure,
      organisation,
      numerator_change: change.numerator,
      denominator_change: change.denominator,
      by: tx.actor.worker ?? '',
      at: tx.now,
    })
    .execute()
}

/** The month in which a late correction shows: the earliest still gathered, else the one now running. */
async function openMonth(tx: Scope, area: string): Promise<string> {
  const gathered = await tx.db
    .selectFrom('performance.cycle')
    .select('month')
    .where('area', '=', area)
    .where('state', '=', 'gathering')
    .orderBy('month')
    .limit(1)
    .executeTakeFirst()
  return gathered?.month ?? monthOf(londonDay(tx.now))
}
