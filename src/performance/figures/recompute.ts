import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Database } from '../../database/database.ts'
import type { Month } from '../../kernel/month.ts'
import { type Measure, type MeasureVersion, versionIn, WHOLE_AREA } from '../measure.ts'
import { MEASURES } from '../measures/index.ts'
import { type Asked, recordsOf } from './asked.ts'

/** A figure that is out of date; the organisation `*`: all of them, and the area. */
export type Dirty = Asked & { measure: string }

/** A figure that came out other than it was kept. */
export type Changed = {
  area: string
  month: Month
  measure: string
  organisation: string
  numerator: bigint
  denominator: bigint
}

/**
 * Counts anew, from the records themselves, the figures that are out of date and the area's with them, a statement a
 * measure, and keeps them as of `asOf`. Gives those that changed. Must run as the jobs role, which sees every record, in
 * one transaction, and one at a time.
 */
export async function recompute(
  db: Database,
  dirty: readonly Dirty[],
  asOf: Temporal.Instant,
  measures: readonly Measure[] = MEASURES,
): Promise<Changed[]> {
  const changed: Changed[] = []
  for (const measure of measures) {
    const asked = dirty.filter(each => each.measure === measure.code)
    for (const group of groupsOf(measure, asked)) changed.push(...(await recount(db, measure, group, asOf)))
    if (measure.of === 'organisations' && asked.length > 0) changed.push(...(await sumUp(db, measure, asked, asOf)))
  }
  return changed
}

type Group = { version: MeasureVersion; asked: Asked[] }

/** One group for each version, and apart what is asked of all organisations, which covers what is asked of one. */
function groupsOf(measure: Measure, asked: readonly Asked[]): Group[] {
  const whole = new Map<string, Asked>()
  const single = new Map<string, Asked>()
  for (const { area, month, organisation } of asked) {
    if (organisation === WHOLE_AREA || measure.of === 'area')
      whole.set(`${area} ${month}`, { area, month, organisation: WHOLE_AREA })
    else single.set(`${area} ${month} ${organisation}`, { area, month, organisation })
  }
  const rest = [...single.values()].filter(({ area, month }) => !whole.has(`${area} ${month}`))
  return measure.versions.flatMap(version =>
    [[...whole.values()], rest].flatMap(each => {
      const covered = each.filter(({ month }) => versionIn(measure, month) === version)
      return covered.length > 0 ? [{ version, asked: covered }] : []
    }),
  )
}

/** The kept rows that what is asked covers: of one organisation, or of all and, for a measure of areas, the area. */
const covered = (table: 'figure' | 'figure_count', measure: Measure) => sql`
  DELETE FROM ${sql.table(`performance.${table}`)} kept USING asked
   WHERE kept.measure = ${measure.code} AND kept.area = asked.area AND kept.month = asked.month
     AND (kept.organisation = asked.organisation OR (asked.organisation = ${WHOLE_AREA} AND ${measure.of === 'organisations'}))
     AND (kept.organisation <> ${WHOLE_AREA} OR ${measure.of === 'area'})`

const KEEP_FIGURES = sql`
  INSERT INTO performance.figure AS kept (area, month, measure, organisation, version, numerator, denominator, records, as_of)
  SELECT * FROM fresh ON CONFLICT (area, month, measure, organisation) DO UPDATE SET
    version = excluded.version, numerator = excluded.numerator, denominator = excluded.denominator,
    records = excluded.records, as_of = excluded.as_of`

const KEEP_COUNTS = sql`
  INSERT INTO performance.figure_count AS kept (area, month, measure, organisation, kind, reason, records)
  SELECT * FROM fresh_count ON CONFLICT (area, month, measure, organisation, kind, reason) DO UPDATE SET records = excluded.records`

/** What is fresh and differs from what was kept when the statement began. */
const CHANGED = sql`
  SELECT f.area, f.month, f.measure, f.organisation, f.numerator, f.denominator
    FROM fresh f LEFT JOIN performance.figure k USING (area, month, measure, organisation)
   WHERE (k.numerator, k.denominator, k.records) IS DISTINCT FROM (f.numerator, f.denominator, f.records)`

const GONE = sql`
  SELECT area, month, measure, organisation, 0::bigint AS numerator, 0::bigint AS denominator FROM gone`

async function recount(
  db: Database,
  measure: Measure,
  { version, asked }: Group,
  asOf: Temporal.Instant,
): Promise<Changed[]> {
  const answer = await sql<Changed>`
    WITH ${recordsOf(version, asked)},
    counted AS MATERIALIZED (
      SELECT area, month, organisation, excluded, part, sum(numerator) AS numerator, sum(denominator) AS denominator, count(*) AS records
        FROM record GROUP BY area, month, organisation, excluded, part),
    fresh AS (
      SELECT area, month, ${measure.code}::text AS measure, organisation, ${version.version}::int AS version,
             coalesce(sum(numerator) FILTER (WHERE excluded IS NULL), 0)::bigint AS numerator,
             coalesce(sum(denominator) FILTER (WHERE excluded IS NULL), 0)::bigint AS denominator,
             coalesce(sum(records) FILTER (WHERE excluded IS NULL), 0)::bigint AS records, ${asOf}::timestamptz AS as_of
        FROM counted GROUP BY area, month, organisation),
    fresh_count AS (
      SELECT area, month, ${measure.code}::text AS measure, organisation,
             CASE WHEN excluded IS NULL THEN 'part' ELSE 'excluded' END AS kind, coalesce(excluded, part) AS reason, sum(records)::bigint AS records
        FROM counted WHERE coalesce(excluded, part) IS NOT NULL GROUP BY area, month, organisation, 5, 6),
    gone AS (${covered('figure', measure)}
       AND NOT EXISTS (SELECT FROM fresh f WHERE f.area = kept.area AND f.month = kept.month AND f.organisation = kept.organisation)
      RETURNING kept.*),
    gone_count AS (${covered('figure_count', measure)}
       AND NOT EXISTS (SELECT FROM fresh_count f WHERE (f.area, f.month, f.organisation, f.kind, f.reason)
                         = (kept.area, kept.month, kept.organisation, kept.kind, kept.reason))),
    kept AS (${KEEP_FIGURES}),
    kept_count AS (${KEEP_COUNTS})
    ${CHANGED} UNION ALL ${GONE}`.execute(db)
  return answer.rows
}

/** The area's figure is the sum of its organisations', since each record is of exactly one. */
async function sumUp(
  db: Database,
  measure: Measure,
  asked: readonly Asked[],
  asOf: Temporal.Instant,
): Promise<Changed[]> {
  const answer = await sql<Changed>`
    WITH asked (area, month, organisation) AS (
      SELECT DISTINCT *, ${WHOLE_AREA}::text FROM unnest(${asked.map(each => each.area)}::text[], ${asked.map(each => each.month)}::text[])),
    fresh AS (
      SELECT f.area, f.month, f.measure, a.organisation, max(f.version) AS version, sum(f.numerator)::bigint AS numerator,
             sum(f.denominator)::bigint AS denominator, sum(f.records)::bigint AS records, ${asOf}::timestamptz AS as_of
        FROM asked a JOIN performance.figure f ON f.area = a.area AND f.month = a.month AND f.measure = ${measure.code} AND f.organisation <> a.organisation
       GROUP BY f.area, f.month, f.measure, a.organisation),
    fresh_count AS (
      SELECT f.area, f.month, f.measure, a.organisation, f.kind, f.reason, sum(f.records)::bigint AS records
        FROM asked a JOIN performance.figure_count f ON f.area = a.area AND f.month = a.month AND f.measure = ${measure.code} AND f.organisation <> a.organisation
       GROUP BY f.area, f.month, f.measure, a.organisation, f.kind, f.reason),
    gone AS (
      DELETE FROM performance.figure kept USING asked a
       WHERE kept.area = a.area AND kept.month = a.month AND kept.measure = ${measure.code} AND kept.organisation = a.organisation
         AND NOT EXISTS (SELECT FROM fresh f WHERE f.area = a.area AND f.month = a.month) RETURNING kept.*),
    gone_count AS (
      DELETE FROM performance.figure_count kept USING asked a
       WHERE kept.area = a.area AND kept.month = a.month AND kept.measure = ${measure.code} AND kept.organisation = a.organisation
         AND NOT EXISTS (SELECT FROM fresh_count f WHERE (f.area, f.month, f.kind, f.reason) = (a.area, a.month, kept.kind, kept.reason))),
    kept AS (${KEEP_FIGURES}),
    kept_count AS (${KEEP_COUNTS})
    ${CHANGED} UNION ALL ${GONE}`.execute(db)
  return answer.rows
}
