import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { handleOn } from '../../database/database.ts'
import type { Pool } from '../../database/pool.ts'
import { beginAtEnd, readNew } from '../../journal/tail.ts'
import { type Month, monthsBetween, parseMonth } from '../../kernel/month.ts'
import { type Measure, WHOLE_AREA } from '../measure.ts'
import { MEASURES } from '../measures/index.ts'
import { dirtyAfter } from './dirty.ts'
import { type Changed, recompute } from './recompute.ts'

/** The channel on which changed figures are told, as JSON lists of `ToldFigure`. */
export const FIGURES_CHANNEL = 'weft_figures'

/** Area, month, measure and organisation of a figure that changed. */
export type ToldFigure = readonly [area: string, month: string, measure: string, organisation: string]

const READER = 'figures'
/** Any number, one for the whole database: whoever holds it keeps the figures. */
const LOCK = 5_331_010
const EVERY_MS = 250
const AFTER_A_FAULT_MS = 2000
/** PostgreSQL takes 8,000 bytes a message. */
const MOST_TOLD = 60

/**
 * Reads the journal on and counts anew what it made out of date, tells the changes, and all of it commits together, so
 * that each event counts once whatever fails. Nothing is done while another node is at it. Gives how many events were read.
 * The first of all counts everything anew.
 */
export async function catchUp(pool: Pool, now: () => Temporal.Instant = Temporal.Now.instant): Promise<number> {
  return inTransaction(pool, async client => {
    if (!(await lock(client, 'try'))) return 0
    const db = handleOn(client)
    if (await beginAtEnd(client, READER)) {
      await recomputeAll(client, { asOf: now(), measures: MEASURES })
      return 0
    }
    const events = await readNew(client, READER)
    if (events.length > 0) await tell(client, await recompute(db, await dirtyAfter(db, events), now()))
    return events.length
  })
}

/**
 * Keeps the figures current until the signal aborts; then the turn at hand is finished. Safe on several nodes at once. A
 * fault is given to `fault` and the next turn tries again.
 */
export async function keepFiguresCurrent(
  pool: Pool,
  {
    signal,
    now = Temporal.Now.instant,
    fault = () => {},
  }: { signal: AbortSignal; now?: () => Temporal.Instant; fault?: (error: unknown) => void },
): Promise<void> {
  while (!signal.aborted) {
    let pause = EVERY_MS
    try {
      if ((await catchUp(pool, now)) > 0) pause = 0
    } catch (error) {
      fault(error)
      pause = AFTER_A_FAULT_MS
    }
    await sleep(pause, undefined, { signal }).catch(() => {})
  }
}

/** Counts every figure of one area, or of all, anew from the records; waits for whoever keeps them. */
export async function recountAll(
  pool: Pool,
  {
    area,
    asOf,
    measures = MEASURES,
  }: { area?: string | undefined; asOf: Temporal.Instant; measures?: readonly Measure[] },
): Promise<Changed[]> {
  return inTransaction(pool, async client => {
    await lock(client, 'wait')
    return recomputeAll(client, { area, asOf, measures })
  })
}

/** Area by area, so that no statement is long. */
async function recomputeAll(
  client: pg.PoolClient,
  { area, asOf, measures }: { area?: string | undefined; asOf: Temporal.Instant; measures: readonly Measure[] },
): Promise<Changed[]> {
  const changed: Changed[] = []
  for (const { area: each, months } of await everything(client)) {
    if (area !== undefined && area !== each) continue
    const dirty = months.flatMap(month =>
      measures.map(measure => ({ area: each, month, measure: measure.code, organisation: WHOLE_AREA })),
    )
    changed.push(...(await recompute(handleOn(client), dirty, asOf, measures)))
  }
  await tell(client, changed)
  return changed
}

/** The months in which there is a record or a figure, by area. */
async function everything(client: pg.ClientBase): Promise<{ area: string; months: Month[] }[]> {
  const found = await client.query<{ area: string; first: Month; last: Month }>(`
    WITH month AS (
      SELECT area, min(month) AS first, max(month) AS last FROM obligations.obligation GROUP BY area
      UNION ALL SELECT area, min(month), max(month) FROM performance.figure GROUP BY area
      UNION ALL SELECT area, to_char(min(at) AT TIME ZONE 'Europe/London', 'YYYY-MM'), to_char(max(at) AT TIME ZONE 'Europe/London', 'YYYY-MM')
        FROM (SELECT area, starts_at AS at FROM casework.session UNION ALL SELECT area, submitted_at FROM casework.report
              UNION ALL SELECT area, answered_at FROM casework.referral WHERE answered_at IS NOT NULL) r GROUP BY area)
    SELECT area, min(first) AS first, max(last) AS last FROM month GROUP BY area`)
  return found.rows.map(({ area, first, last }) => ({
    area,
    months: monthsBetween(parseMonth(first), parseMonth(last)),
  }))
}

async function lock(client: pg.ClientBase, how: 'try' | 'wait'): Promise<boolean> {
  if (how === 'try') {
    const answer = await client.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [LOCK])
    return answer.rows[0]?.held === true
  }
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
  return true
}

async function tell(client: pg.ClientBase, changed: readonly Changed[]) {
  for (let at = 0; at < changed.length; at += MOST_TOLD) {
    const told = changed
      .slice(at, at + MOST_TOLD)
      .map(({ area, month, measure, organisation }): ToldFigure => [area, month, measure, organisation])
    await client.query('SELECT pg_notify($1, $2)', [FIGURES_CHANNEL, JSON.stringify(told)])
  }
}

async function inTransaction<T>(pool: Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
