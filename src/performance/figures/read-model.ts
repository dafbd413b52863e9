import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { type Month, parseMonth } from '../../kernel/month.ts'
import { type Measure, versionIn } from '../measure.ts'
import { type Asked, recordsOf } from './asked.ts'

/** A kept figure. `organisation` `*` is the area as a whole. `records`: how many records its denominator is made of. */
export type KeptFigure = {
  area: string
  month: Month
  measure: string
  organisation: string
  organisationName: string | null
  version: number
  numerator: bigint
  denominator: bigint
  records: bigint
  asOf: Temporal.Instant
}

const figures = (tx: Scope) =>
  tx.db
    .selectFrom('performance.figure as f')
    .leftJoin('directory.organisation as o', 'o.organisation', 'f.organisation')
    .select(['f.area', 'f.month', 'f.measure', 'f.organisation', 'o.name as organisationName', 'f.version'])
    .select(['f.numerator', 'f.denominator', 'f.records', 'f.as_of as asOf'])

const read = (row: Omit<KeptFigure, 'month'> & { month: string }): KeptFigure => ({
  ...row,
  month: parseMonth(row.month),
})

/** The figures of an area in some months, as far as the actor may see them. */
export async function figuresIn(tx: Scope, area: string, months: readonly Month[]): Promise<KeptFigure[]> {
  const rows = await figures(tx)
    .where('f.area', '=', area)
    .where('f.month', 'in', [...months])
    .orderBy('o.name')
    .orderBy('f.organisation')
    .execute()
  return rows.map(read)
}

/** One figure through time, oldest first. */
export async function seriesOf(tx: Scope, asked: Asked, measure: Measure, from: Month): Promise<KeptFigure[]> {
  const rows = await figures(tx)
    .where('f.area', '=', asked.area)
    .where('f.measure', '=', measure.code)
    .where('f.organisation', '=', asked.organisation)
    .where('f.month', '>=', from)
    .where('f.month', '<=', asked.month)
    .orderBy('f.month')
    .execute()
  return rows.map(read)
}

/** How many records beside a figure were excluded, and how those that count divide; the most first. */
export async function countsOf(tx: Scope, { area, month, organisation }: Asked, measure: Measure) {
  const rows = await tx.db
    .selectFrom('performance.figure_count')
    .select(['kind', 'reason', 'records'])
    .where('area', '=', area)
    .where('month', '=', month)
    .where('measure', '=', measure.code)
    .where('organisation', '=', organisation)
    .orderBy('records', 'desc')
    .orderBy('reason')
    .execute()
  const ofKind = (kind: string) =>
    rows.filter(row => row.kind === kind).map(({ reason, records }) => ({ reason, records }))
  return { excluded: ofKind('excluded'), parts: ofKind('part') }
}

/** A record behind a figure. `counts`: which of those that count it is, or why it does not. */
export type ShownRecord = CaseKey & {
  record: string
  link: string
  organisation: string
  organisationName: string | null
  at: Temporal.Instant
  excluded: string | null
  part: string | null
  numerator: number
  denominator: number
}

/** How many of the records that count the actor may see. */
export async function countShown(tx: Scope, asked: Asked, measure: Measure): Promise<bigint> {
  const answer = await sql<{ shown: bigint }>`
    WITH ${recordsOf(versionIn(measure, asked.month), [asked])}
    SELECT count(*) AS shown FROM record WHERE excluded IS NULL`.execute(tx.db)
  return answer.rows[0]?.shown ?? 0n
}

/** The records behind a figure that the actor may see, those that count first. */
export async function recordsBehind(
  tx: Scope,
  asked: Asked,
  measure: Measure,
  { most, skip }: { most: number; skip: number },
): Promise<ShownRecord[]> {
  const answer = await sql<ShownRecord>`
    WITH ${recordsOf(versionIn(measure, asked.month), [asked])}
    SELECT r.area, r.case_id AS "caseId", r.record, r.link, r.organisation, o.name AS "organisationName", r.at, r.excluded, r.part,
           r.numerator::int, r.denominator::int
      FROM record r LEFT JOIN directory.organisation o USING (organisation)
     ORDER BY r.excluded IS NOT NULL, r.at, r.record, r.case_id LIMIT ${most} OFFSET ${skip}`.execute(tx.db)
  return answer.rows
}

/** Those of these figures that the actor may see. */
export async function figuresAt(
  tx: Scope,
  keys: readonly (readonly [area: string, month: string, measure: string, organisation: string])[],
): Promise<KeptFigure[]> {
  const rows = await figures(tx)
    .innerJoin(
      sql<{ area: string; month: string; measure: string; organisation: string }>`
        (SELECT * FROM unnest(${keys.map(key => key[0])}::text[], ${keys.map(key => key[1])}::text[],
           ${keys.map(key => key[2])}::text[], ${keys.map(key => key[3])}::text[]))`.as<'k'>(
        sql`k (area, month, measure, organisation)`,
      ),
      join =>
        join
          .onRef('k.area', '=', 'f.area')
          .onRef('k.month', '=', 'f.month')
          .onRef('k.measure', '=', 'f.measure')
          .onRef('k.organisation', '=', 'f.organisation'),
    )
    .execute()
  return rows.map(read)
}

/** Whether any figure of the area that the actor may see was computed after this instant. */
export async function changedSince(tx: Scope, area: string, since: Temporal.Instant): Promise<boolean> {
  const found = await tx.db
    .selectFrom('performance.figure')
    .select('month')
    .where('area', '=', area)
    .where('as_of', '>', since)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}
