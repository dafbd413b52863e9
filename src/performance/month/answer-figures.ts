import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { invalid, notFound, WeftError } from '../../kernel/errors.ts'
import type { Month } from '../../kernel/month.ts'
import type { DISPUTE_REASONS } from './cycle.ts'
import { cycleOf } from './cycle-of.ts'
import { answerFigures } from './policy.ts'

/** Confirms the figures of the organisation acted for. Refuses with `state.refused` once it has answered or the month is frozen. */
export async function confirmFigures(tx: Scope, { area, month }: { area: string; month: Month }): Promise<void> {
  const organisation = tx.actor.organisation ?? ''
  const cycle = await cycleOf(tx, area, month)
  allow(tx.actor, answerFigures, { ...cycle, organisation })
  const confirmed = await tx.db
    .insertInto('performance.confirmation')
    .values({ area, month, organisation, answer: 'confirmed', by: tx.actor.worker, at: tx.now })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  if (confirmed.numInsertedOrUpdatedRows === 0n)
    throw new WeftError('state.refused', 'Your organisation has already confirmed this month.')
  await append(tx, 'month.confirmed', { subject: `month ${month} of ${area}`, facts: { area, month, organisation } })
}

/** A dispute of one figure, or of one row of it. Its words must name nobody: those who settle it see no person's record. */
export type NewDispute = {
  area: string
  month: Month
  measure: string
  row: { caseId: string; record: string } | undefined
  reason: (typeof DISPUTE_REASONS)[number]
  words: string
}

/**
 * Disputes a figure of the organisation acted for. Refuses with `not_found` a figure or row that is not its own, and with
 * `input.invalid` a row that it has already disputed.
 */
export async function disputeFigure(
  tx: Scope,
  { area, month, measure, row, reason, words }: NewDispute,
): Promise<string> {
  const organisation = tx.actor.organisation ?? ''
  const cycle = await cycleOf(tx, area, month)
  allow(tx.actor, answerFigures, { ...cycle, organisation })
  await refuseNoFigure(tx, { area, month, measure, organisation })
  if (row) await refuseDouble(tx, { area, month, measure, organisation, row })
  const dispute = `${month}-${tx.request.replaceAll('-', '').slice(0, 12)}`
  await tx.db
    .insertInto('performance.dispute')
    .values({
      dispute,
      area,
      month,
      measure,
      organisation,
      reason,
      words,
      by_row: row !== undefined,
      state: 'open',
      made_by: tx.actor.worker ?? '',
      made_at: tx.now,
    })
    .execute()
  if (row)
    await tx.db
      .insertInto('performance.dispute_row')
      .values({ area, case_id: row.caseId, dispute, record: row.record })
      .execute()
  await append(tx, 'figure.disputed', {
    subject: `dispute ${dispute}`,
    facts: { area, month, measure, organisation, reason },
  })
  return dispute
}

async function refuseNoFigure(
  tx: Scope,
  { area, month, measure, organisation }: { area: string; month: Month; measure: string; organisation: string },
) {
  const figure = await tx.db
    .selectFrom('performance.figure')
    .select('measure')
    .where('area', '=', area)
    .where('month', '=', month)
    .where('measure', '=', measure)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  if (!figure) throw notFound()
}

async function refuseDouble(
  tx: Scope,
  {
    area,
    month,
    measure,
    organisation,
    row,
  }: { area: string; month: Month; measure: string; organisation: string; row: { caseId: string; record: string } },
) {
  const seen = await tx.db
    .selectFrom('casework.case')
    .select('case_id')
    .where('area', '=', area)
    .where('case_id', '=', row.caseId)
    .executeTakeFirst()
  if (!seen) throw notFound()
  const before = await sql`
    SELECT FROM performance.dispute d JOIN performance.dispute_row r USING (dispute)
     WHERE d.area = ${area} AND d.month = ${month} AND d.measure = ${measure} AND d.organisation = ${organisation}
       AND r.case_id = ${row.caseId} AND r.record = ${row.record}`.execute(tx.db)
  if (before.rows.length > 0)
    throw invalid({ field: 'record', sentence: 'Your organisation has already disputed this row.' })
}
