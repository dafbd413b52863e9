import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { may } from '../../access/policy.ts'
import { areasOverseen, type Scope } from '../../database/scope.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Month, parseMonth } from '../../kernel/month.ts'
import { recordsOf } from '../figures/asked.ts'
import { figureInWords, partsInWords, versionIn, WHOLE_AREA } from '../measure.ts'
import { MEASURES, measureOf } from '../measures/index.ts'
import { cycleOf } from './cycle-of.ts'
import { answerFigures, reviewCycle, runCycle, settleDispute } from './policy.ts'

/** A figure as it stands and, once frozen, as it was frozen, side by side. */
export type FigureLine = {
  measure: string
  title: string
  now: string
  parts: string
  frozen: string | undefined
  disputed: number
}

export type MonthModel = Awaited<ReturnType<typeof loadMonth>>

/** Everything that the page of a month shows to this actor: own figures, and for who oversees the area everybody's answers. */
export async function loadMonth(tx: Scope, area: string, month: Month) {
  const cycle = await cycleOf(tx, area, month)
  const overseer = areasOverseen(tx.actor).includes(area)
  const own = tx.actor.organisation ?? ''
  const whose = overseer ? WHOLE_AREA : own
  const named = await tx.db.selectFrom('directory.area').select('name').where('area', '=', area).executeTakeFirst()
  if (!named) throw notFound()
  const answers = await answersOf(tx, area, month)
  const disputes = await disputesOf(tx, area, month)
  const figures = await figuresOf(tx, area, month, whose)
  const mine = { ...cycle, area, organisation: own }
  return {
    area,
    areaName: named.name,
    month,
    state: cycle.state,
    version: cycle.version,
    calendar: {
      gatherBy: cycle.gather_by,
      freezeBy: cycle.freeze_by,
      planBy: cycle.plan_by,
      reviewBy: cycle.review_by,
    },
    frozenAt: cycle.frozen_at,
    evidenceHash: cycle.evidence_hash,
    reviewWords: cycle.review_words,
    reviewedAt: cycle.reviewed_at,
    closedAt: cycle.closed_at,
    overseer,
    whose,
    figures,
    answers,
    disputes,
    attribution: await attributionOf(tx, area, month),
    adjustments: await adjustmentsOf(tx, area, month),
    answered: answers.some(answer => answer.organisation === own && answer.answer !== 'not yet'),
    moves: {
      answer: figures.length > 0 && may(tx.actor, answerFigures, mine),
      freeze: cycle.state === 'gathering' && may(tx.actor, runCycle, { area }),
      review: cycle.state === 'frozen' && may(tx.actor, reviewCycle, { area }),
      close: cycle.state === 'reviewed' && may(tx.actor, reviewCycle, { area }),
    },
  }
}

async function figuresOf(tx: Scope, area: string, month: Month, organisation: string): Promise<FigureLine[]> {
  const figures = await tx.db
    .selectFrom('performance.figure')
    .select(['measure', 'numerator', 'denominator'])
    .where('area', '=', area)
    .where('month', '=', month)
    .where('organisation', '=', organisation)
    .execute()
  const frozen = await tx.db
    .selectFrom('performance.frozen_figure')
    .select(['measure', 'numerator', 'denominator', 'disputed'])
    .where('area', '=', area)
    .where('month', '=', month)
    .where('organisation', '=', organisation)
    .execute()
  return MEASURES.flatMap(({ code, title, unit }) => {
    const now = figures.find(figure => figure.measure === code)
    const then = frozen.find(figure => figure.measure === code)
    if (!now && !then) return []
    return [
      {
        measure: code,
        title,
        now: figureInWords(unit, now),
        parts: now ? partsInWords(unit, now) : '',
        frozen: then && figureInWords(unit, then),
        disputed: Number(then?.disputed ?? 0n),
      },
    ]
  })
}

async function answersOf(tx: Scope, area: string, month: Month) {
  const found = await sql<{ organisation: string; name: string; answer: string | null; figures: number }>`
    SELECT f.organisation, o.name, c.answer, count(*)::int AS figures
      FROM performance.figure f JOIN directory.organisation o USING (organisation)
      LEFT JOIN performance.confirmation c ON c.area = f.area AND c.month = f.month AND c.organisation = f.organisation
     WHERE f.area = ${area} AND f.month = ${month} GROUP BY 1, 2, 3 ORDER BY o.name`.execute(tx.db)
  return found.rows.map(row => ({ ...row, answer: row.answer ?? 'not yet' }))
}

async function disputesOf(tx: Scope, area: string, month: Month) {
  const found = await tx.db
    .selectFrom('performance.dispute as d')
    .innerJoin('directory.organisation as o', 'o.organisation', 'd.organisation')
    .select([
      'd.dispute',
      'd.measure',
      'd.organisation',
      'o.name',
      'd.reason',
      'd.words',
      'd.by_row',
      'd.state',
      'd.effect',
      'd.settled_words',
      'd.made_at',
    ])
    .where('d.area', '=', area)
    .where('d.month', '=', month)
    .orderBy('d.made_at')
    .execute()
  return found.map(({ by_row, settled_words, made_at, ...dispute }) => ({
    ...dispute,
    title: measureOf(dispute.measure).title,
    byRow: by_row,
    settledWords: settled_words,
    madeAt: made_at,
    maySettle:
      dispute.state === 'open' &&
      may(tx.actor, settleDispute, { area, state: 'gathering', organisation: dispute.organisation }),
  }))
}

/** Where lateness was born, most points first: in one organisation, or between two. */
async function attributionOf(tx: Scope, area: string, month: Month) {
  const found = await sql<{
    measure: string
    organisation: string
    holder: string
    joint_from: string | null
    joint_to: string | null
    records: bigint
    days: bigint
    points: string
  }>`
    SELECT a.measure, o.name AS organisation, h.name AS holder, f.name AS joint_from, t.name AS joint_to, a.records, a.days, a.points
      FROM performance.attribution a
      JOIN directory.organisation o ON o.organisation = a.organisation
      JOIN directory.organisation h ON h.organisation = a.holder
      LEFT JOIN directory.organisation f ON f.organisation = a.joint_from
      LEFT JOIN directory.organisation t ON t.organisation = a.joint_to
     WHERE a.area = ${area} AND a.month = ${month}
     ORDER BY a.joint_from IS NULL, a.records DESC, a.points DESC, a.measure, a.organisation LIMIT 60`.execute(tx.db)
  return found.rows.map(({ joint_from, joint_to, points, ...row }) => ({
    ...row,
    title: measureOf(row.measure).title,
    born: joint_from !== null && joint_to !== null ? `Between ${joint_from} and ${joint_to}` : `Within ${row.holder}`,
    points: Number(points),
  }))
}

async function adjustmentsOf(tx: Scope, area: string, month: Month) {
  const found = await tx.db
    .selectFrom('performance.adjustment as a')
    .innerJoin('directory.organisation as o', 'o.organisation', 'a.organisation')
    .select([
      'a.dispute',
      'a.of_month',
      'a.in_month',
      'a.measure',
      'o.name',
      'a.numerator_change',
      'a.denominator_change',
      'a.at',
    ])
    .where('a.area', '=', area)
    .where(where => where.or([where('a.of_month', '=', month), where('a.in_month', '=', month)]))
    .orderBy('a.at')
    .execute()
  return found.map(row => ({
    dispute: row.dispute,
    ofMonth: parseMonth(row.of_month),
    inMonth: parseMonth(row.in_month),
    title: measureOf(row.measure).title,
    organisation: row.name,
    numeratorChange: row.numerator_change,
    denominatorChange: row.denominator_change,
  }))
}

/** The months of the areas that concern the actor, newest first. */
export async function loadMonths(tx: Scope) {
  const found = await sql<{
    area: string
    name: string
    month: string
    state: string
    freeze_by: Temporal.PlainDate
    disputes: number
  }>`
    SELECT c.area, a.name, c.month, c.state, c.freeze_by,
           (SELECT count(*)::int FROM performance.dispute d WHERE d.area = c.area AND d.month = c.month AND d.state = 'open') AS disputes
      FROM performance.cycle c JOIN directory.area a USING (area)
     WHERE c.area = ANY (${[...areasOverseen(tx.actor)]}::text[])
        OR c.area IN (SELECT r.area FROM directory.role_in_area r WHERE r.organisation = ${tx.actor.organisation})
     ORDER BY c.month DESC, a.name LIMIT 120`.execute(tx.db)
  return { months: found.rows.map(({ freeze_by, ...row }) => ({ ...row, freezeBy: freeze_by })) }
}

/** Rows of one measure of the actor's organisation that did not count as met, for who may see them. */
export async function loadDisputable(
  tx: Scope,
  { area, month, measure }: { area: string; month: Month; measure: string },
) {
  const definition = measureOf(measure)
  const organisation = tx.actor.organisation ?? ''
  await cycleOf(tx, area, month)
  const found = await sql<{ case_id: string; record: string; at: Temporal.Instant | null; part: string | null }>`
    WITH ${recordsOf(versionIn(definition, month), [{ area, month, organisation }])}
    SELECT case_id, record, at, part FROM record WHERE excluded IS NULL AND numerator < denominator ORDER BY at, record LIMIT 300`.execute(
    tx.db,
  )
  return {
    area,
    month,
    measure,
    title: definition.title,
    rows: found.rows.map(({ case_id, ...row }) => ({ ...row, caseId: case_id })),
  }
}
