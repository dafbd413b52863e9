import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { inJobs } from '../../database/jobs.ts'
import type { Pool } from '../../database/pool.ts'
import type { Scope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { type Month, parseMonth } from '../../kernel/month.ts'
import type { HolderStart } from '../../obligations/holder.ts'
import { recordsOf } from '../figures/asked.ts'
import { type Measure, versionIn, WHOLE_AREA } from '../measure.ts'
import { MEASURES } from '../measures/index.ts'
import { attributeLateness, type LateObligation } from './attribute.ts'

type Cycle = { area: string; month: Month; frozenFor: string | null }

/** What did not fit the figure because its dispute is not settled. */
const STILL_DISPUTED = sql`(d.state = 'open')`

/** How many months are frozen at once: each takes no other's rows, and waits for the database half of its time. */
const AT_ONCE = 2

/**
 * Freezes each month whose freeze was asked for: one transaction each, so that a month is frozen whole or not at all. Gives how
 * many were frozen. Safe with several processes, and safe to stop at any instant.
 */
export async function freezeAsked(jobs: Pool, now: Temporal.Instant, signal?: AbortSignal): Promise<number> {
  const frozen = await Promise.all(Array.from({ length: AT_ONCE }, () => freezeOneByOne(jobs, now, signal)))
  return frozen.reduce((sum, each) => sum + each, 0)
}

async function freezeOneByOne(jobs: Pool, now: Temporal.Instant, signal?: AbortSignal): Promise<number> {
  let frozen = 0
  while (!signal?.aborted && (await inJobs(jobs, { now, purpose: 'close the month' }, tx => freezeNext(tx))))
    frozen += 1
  return frozen
}

async function freezeNext(tx: Scope): Promise<boolean> {
  const next = await tx.db
    .selectFrom('performance.cycle')
    .select(['area', 'month', 'frozen_for'])
    .where('state', '=', 'freezing')
    .orderBy('month')
    .orderBy('area')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!next) return false
  await freezeCycle(tx, { area: next.area, month: parseMonth(next.month), frozenFor: next.frozen_for })
  return true
}

async function freezeCycle(tx: Scope, { area, month, frozenFor }: Cycle) {
  for (const measure of MEASURES) await freezeRows(tx, { area, month, measure })
  await freezeFigures(tx, area, month)
  await keepAttribution(tx, area, month)
  const hash = await evidenceHash(tx, area, month)
  await recordSilence(tx, area, month)
  await tx.db
    .updateTable('performance.cycle')
    .set({ state: 'frozen', frozen_at: tx.now, evidence_hash: hash, version: sql`version + 1` })
    .where('area', '=', area)
    .where('month', '=', month)
    .execute()
  await append(tx, 'month.frozen', {
    subject: `month ${month} of ${area}`,
    facts: { area, month, evidence: hash, askedBy: frozenFor },
  })
}

/** The records of a measure as they count: settled disputes have their effect, open ones stand apart. */
async function freezeRows(tx: Scope, { area, month, measure }: { area: string; month: Month; measure: Measure }) {
  await sql`
    WITH ${recordsOf(versionIn(measure, month), [{ area, month, organisation: WHOLE_AREA }])},
    disputed AS (
      SELECT d.organisation, r.case_id, r.record, d.state, d.effect
        FROM performance.dispute d JOIN performance.dispute_row r USING (dispute)
       WHERE d.area = ${area} AND d.month = ${month} AND d.measure = ${measure.code})
    INSERT INTO performance.frozen_row (area, case_id, month, measure, organisation, record, numerator, denominator, excluded, disputed)
    SELECT DISTINCT ON (f.organisation, f.case_id, f.record)
           f.area, f.case_id, f.month, ${measure.code}, f.organisation, f.record,
           CASE WHEN d.state = 'upheld' AND d.effect = 'counts as met' THEN f.denominator ELSE f.numerator END, f.denominator,
           CASE WHEN d.state = 'upheld' AND d.effect = 'does not count' THEN 'Dispute upheld' ELSE f.excluded END,
           coalesce(${STILL_DISPUTED}, false)
      FROM record f LEFT JOIN disputed d USING (organisation, case_id, record)
     ORDER BY f.organisation, f.case_id, f.record, d.state`.execute(tx.db)
}

/** Figures of each organisation and of the area, from the frozen rows alone. */
async function freezeFigures(tx: Scope, area: string, month: Month) {
  const counted = sql`f.excluded IS NULL AND NOT f.disputed`
  await sql`
    INSERT INTO performance.frozen_figure (area, month, measure, organisation, version, numerator, denominator, disputed, as_of)
    SELECT ${area}, ${month}, measure, coalesce(f.organisation, ${WHOLE_AREA}), m.version,
           coalesce(sum(f.numerator) FILTER (WHERE ${counted}), 0), coalesce(sum(f.denominator) FILTER (WHERE ${counted}), 0),
           count(*) FILTER (WHERE f.disputed AND f.excluded IS NULL), ${tx.now}::timestamptz
      FROM performance.frozen_row f
      JOIN unnest(${MEASURES.map(measure => measure.code)}::text[], ${MEASURES.map(measure => versionIn(measure, month).version)}::int[],
                  ${MEASURES.map(measure => measure.of !== 'area')}::boolean[]) AS m (measure, version, summed) USING (measure)
     WHERE f.area = ${area} AND f.month = ${month}
     GROUP BY measure, m.version, m.summed, GROUPING SETS ((f.organisation), ())
    HAVING grouping(f.organisation) = 0 OR m.summed`.execute(tx.db)
}

/** SHA-256 over the frozen rows in order, so that the same rows give the same evidence. */
async function evidenceHash(tx: Scope, area: string, month: Month): Promise<string> {
  const answer = await sql<{ hash: string }>`
    SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', measure, organisation, case_id, record, numerator, denominator,
             coalesce(excluded, ''), disputed), E'\n' ORDER BY measure, organisation, case_id, record), ''), 'UTF8')), 'hex') AS hash
      FROM performance.frozen_row WHERE area = ${area} AND month = ${month}`.execute(tx.db)
  return answer.rows[0]?.hash ?? ''
}

/** Who said nothing until the freeze is written down as silent. */
async function recordSilence(tx: Scope, area: string, month: Month) {
  await sql`
    INSERT INTO performance.confirmation (area, month, organisation, answer, at)
    SELECT DISTINCT area, month, organisation, 'silent', ${tx.now}::timestamptz FROM performance.frozen_figure
     WHERE area = ${area} AND month = ${month} AND organisation <> ${WHOLE_AREA}
    ON CONFLICT DO NOTHING`.execute(tx.db)
}

async function keepAttribution(tx: Scope, area: string, month: Month) {
  const figures = await tx.db
    .selectFrom('performance.frozen_figure')
    .select(['measure', 'organisation', 'denominator'])
    .where('area', '=', area)
    .where('month', '=', month)
    .execute()
  const denominators = new Map(figures.map(figure => [`${figure.measure} ${figure.organisation}`, figure.denominator]))
  const parts = attributeLateness(
    await lateObligations(tx, area, month),
    (measure, organisation) => denominators.get(`${measure} ${organisation}`) ?? 1n,
  )
  const numbered = new Map<string, number>()
  const rows = parts.map(({ joint, points, measure, organisation, ...part }) => {
    const at = (numbered.get(`${measure} ${organisation}`) ?? 0) + 1
    numbered.set(`${measure} ${organisation}`, at)
    return {
      ...part,
      area,
      month,
      measure,
      organisation,
      part: at,
      joint_from: joint?.from ?? null,
      joint_to: joint?.to ?? null,
      records: BigInt(part.records),
      days: BigInt(part.days),
      points: points.toFixed(6),
    }
  })
  if (rows.length > 0) await tx.db.insertInto('performance.attribution').values(rows).execute()
}

type LateRow = {
  measure: string
  organisation: string
  until: Temporal.Instant
  allowed: number
  segments: {
    from: Temporal.Instant
    holder: string
    joint_from: string | null
    joint_to: string | null
    paused: boolean
  }[]
}

/** Obligations that counted against a frozen figure, with their holders: the frozen rows say which, the clock says who. */
async function lateObligations(tx: Scope, area: string, month: Month): Promise<LateObligation[]> {
  const found = await sql<
    Omit<LateRow, 'segments'> & {
      obligation: string
      from: Temporal.Instant
      holder: string
      joint_from: string | null
      joint_to: string | null
      paused: boolean
    }
  >`
    SELECT f.measure, f.organisation, o.case_id || ' ' || o.obligation AS obligation, coalesce(o.settled_at, ${tx.now}::timestamptz) AS until,
           coalesce(o.allowed, 0) AS allowed, s.from_at AS "from", s.holder, s.joint_from, s.joint_to, s.paused
      FROM performance.frozen_row f
      JOIN unnest(${obligationMeasures().map(each => each.measure)}::text[], ${obligationMeasures().map(each => each.obligation)}::text[]) AS m (measure, code) USING (measure)
      JOIN obligations.obligation o ON o.area = f.area AND o.case_id = f.case_id AND o.code = m.code AND o.subject = f.record
      JOIN obligations.segment s ON s.area = o.area AND s.case_id = o.case_id AND s.obligation = o.obligation
     WHERE f.area = ${area} AND f.month = ${month} AND f.excluded IS NULL AND NOT f.disputed AND f.numerator < f.denominator
     ORDER BY 1, 2, 3, s.from_at`.execute(tx.db)
  const late = new Map<string, LateObligation & { starts: HolderStart[] }>()
  for (const row of found.rows) {
    const key = `${row.measure} ${row.organisation} ${row.obligation}`
    const known = late.get(key) ?? {
      measure: row.measure,
      organisation: row.organisation,
      until: row.until,
      allowedDays: row.allowed,
      starts: [],
    }
    known.starts.push({
      from: row.from,
      holder: row.holder,
      joint: row.joint_from !== null && row.joint_to !== null ? { from: row.joint_from, to: row.joint_to } : null,
      clock: row.paused ? 'paused' : 'running',
    })
    late.set(key, known)
  }
  return [...late.values()]
}

const obligationMeasures = () =>
  MEASURES.flatMap(({ code, follows }) =>
    typeof follows === 'object' ? [{ measure: code, obligation: follows.obligation }] : [],
  )
