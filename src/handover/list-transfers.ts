import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { ownCases, seesAtLarge } from '../access/reach.ts'
import type { Scope } from '../database/scope.ts'
import type { DB } from '../database/tables.ts'
import type { CaseKey } from '../journal/append.ts'
import { dueAt, type Instant, londonDay, type PlainDate } from '../kernel/calendar.ts'
import { ANSWER_DAYS, TRANSFER_KINDS, TRANSFER_STATES, type TransferKind, type TransferState } from './transfer.ts'
import { oneOf } from './transfer-rows.ts'

/** The lists of hand-overs, in the order in which they ask for work. */
export const LIST_VIEWS = ['to-answer', 'ours', 'waiting', 'to-land', 'done'] as const
export type ListView = (typeof LIST_VIEWS)[number]

export type ListRow = CaseKey & {
  reference: string
  /** The person's name, or nothing where the viewer may not know it. */
  name: string | null
  kind: TransferKind
  from: string
  to: string
  state: TransferState
  firstOfferedAt: Instant | null
  /** Before when it must be answered, while it is offered or returned. */
  answerBy: Instant | null
  effectiveOn: PlainDate | null
  landBy: Instant | null
  landedAt: Instant | null
  endedAt: Instant | null
}

export type TransferList = {
  view: ListView
  /** Up to `MOST_COUNTED`. */
  counts: Readonly<Record<ListView, number>>
  rows: readonly ListRow[]
  today: PlainDate
  now: Instant
}

/** Rows of a list that are shown at once, the most urgent or the latest first. */
export const MOST_ROWS = 100

type TransferExpressions = ExpressionBuilder<{ t: DB['handover.transfer'] }, 't'>

const inView = (own: string): Readonly<Record<ListView, (eb: TransferExpressions) => Expression<SqlBool>>> => ({
  'to-answer': eb => eb.and([eb('t.state', '=', 'offered'), eb('t.to_organisation', '=', own)]),
  ours: eb => eb.and([eb('t.state', 'in', ['draft', 'offered', 'returned']), eb('t.from_organisation', '=', own)]),
  waiting: eb => eb('t.state', '=', 'accepted'),
  'to-land': eb => eb.and([eb('t.state', '=', 'effective'), eb('t.to_organisation', '=', own)]),
  done: eb => eb('t.state', 'in', ['landed', 'declined', 'withdrawn']),
})

/**
 * The hand-overs that the organisation offered or was offered, as a table: of a viewer who sees at large all of them, of any other those of the
 * cases that are theirs.
 */
const ofOrganisation = (tx: Scope) =>
  sql<Selectable<DB['handover.transfer']>>`(
    SELECT t.* FROM handover.transfer t WHERE t.to_organisation = ${seesAtLarge(tx)} OR t.from_organisation = ${seesAtLarge(tx)}
    UNION ALL
    SELECT t.* FROM ${ownCases(tx)} c JOIN handover.transfer t ON t.area = c.area AND t.case_id = c.case_id
     WHERE ${tx.actor.organisation} IN (t.to_organisation, t.from_organisation))`.as<'t'>(sql.id('t'))

/** One list of the organisation's hand-overs that the actor may see, and how many stand in each, up to `MOST_COUNTED`. */
export async function listTransfers(tx: Scope, view: ListView): Promise<TransferList> {
  const conditions = inView(tx.actor.organisation ?? '')
  return {
    view,
    counts: await countsIn(tx, conditions),
    rows: await rowsOf(tx, conditions[view], view),
    today: londonDay(tx.now),
    now: tx.now,
  }
}

/** Counting stops here, so that a long list costs no more than this many rows. */
export const MOST_COUNTED = 200

/** How many stand in each list, up to `MOST_COUNTED`. */
const countsIn = (tx: Scope, conditions: ReturnType<typeof inView>) =>
  tx.db
    .selectNoFrom(() =>
      LIST_VIEWS.map(name => {
        const some = tx.db
          .selectFrom(ofOrganisation(tx))
          .select('t.reference')
          .where(conditions[name])
          .limit(MOST_COUNTED)
        return sql<number>`(SELECT count(*)::int FROM ${some} x)`.as(name)
      }),
    )
    .executeTakeFirstOrThrow()

async function rowsOf(
  tx: Scope,
  condition: (eb: TransferExpressions) => Expression<SqlBool>,
  view: ListView,
): Promise<ListRow[]> {
  const chosen = tx.db
    .selectFrom(ofOrganisation(tx))
    .selectAll('t')
    .where(condition)
    .orderBy(
      view === 'done'
        ? sql`coalesce(t.landed_at, t.ended_at) DESC`
        : sql`coalesce(t.land_by, t.first_offered_at, t.made_at)`,
    )
    .orderBy('t.reference')
    .limit(MOST_ROWS)
  const rows = await tx.db
    .selectFrom(chosen.as('t'))
    .innerJoin('directory.organisation as f', 'f.organisation', 't.from_organisation')
    .innerJoin('directory.organisation as r', 'r.organisation', 't.to_organisation')
    .leftJoin('casework.identity as i', join =>
      join.onRef('i.area', '=', 't.area').onRef('i.case_id', '=', 't.case_id'),
    )
    .selectAll('t')
    .select(['f.name as from_name', 'r.name as to_name', 'i.first_name', 'i.last_name'])
    .execute()
  return rows.map(row => {
    const kind = oneOf(TRANSFER_KINDS, row.kind)
    const waits = row.state === 'offered' || row.state === 'returned'
    return {
      area: row.area,
      caseId: row.case_id,
      reference: row.reference,
      name: row.first_name === null ? null : `${row.first_name} ${row.last_name}`,
      kind,
      from: row.from_name,
      to: row.to_name,
      state: oneOf(TRANSFER_STATES, row.state),
      firstOfferedAt: row.first_offered_at,
      answerBy: waits && row.first_offered_at !== null ? dueAt(row.first_offered_at, ANSWER_DAYS[kind]) : null,
      effectiveOn: row.effective_on,
      landBy: row.land_by,
      landedAt: row.landed_at,
      endedAt: row.ended_at,
    }
  })
}
