import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { inJobs } from '../../database/jobs.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { monthOf, parseMonth } from '../../kernel/month.ts'
import { issueStatements } from '../../payment/statement/issue-statements.ts'
import { recountAll } from '../../performance/figures/keep-current.ts'
import { recompute } from '../../performance/figures/recompute.ts'
import { WHOLE_AREA } from '../../performance/measure.ts'
import { MEASURES } from '../../performance/measures/index.ts'
import { freezeAsked } from '../../performance/month/freeze.ts'
import { openCycles } from '../../performance/month/open-cycles.ts'
import type { Contest } from './contest.ts'
import { type BenchLine, quantile, rounded, timed } from './measure.ts'
import type { Stage } from './stage.ts'

const ANEW = 'counting every figure of the area anew'

/** What an event costs that makes one figure out of date: it is counted again from its records. */
export async function recomputation(stage: Stage): Promise<Contest> {
  const { area } = await largestArea(stage)
  const asOf = Temporal.Now.instant()
  const [measure] = MEASURES
  if (!measure) throw new Error('There is no measure.')
  const dirty = { area, month: monthOf(londonDay(asOf)), measure: measure.code, organisation: WHOLE_AREA }
  return {
    name: 'recomputation of a dirty figure',
    of: ANEW,
    measured: () => inJobs(stage.jobs, { now: asOf, purpose: 'bench' }, tx => recompute(tx.db, [dirty], asOf)),
    limit: () => recountAll(stage.jobs, { area, asOf }),
    same: 'anything',
  }
}

/** Freezes the months that have passed in the largest area and issues their statements; milliseconds are per 1,000 cases. */
export async function monthClose(stage: Stage): Promise<BenchLine> {
  const { area, cases } = await largestArea(stage)
  const now = Temporal.Now.instant()
  await openCycles(stage.jobs, now)
  const anew = await timed(() => recountAll(stage.jobs, { area, asOf: now }))
  const times: number[] = []
  for (const month of await monthsOf(stage, area)) {
    await inJobs(stage.jobs, { now, purpose: 'bench' }, async tx => {
      await sql`UPDATE performance.cycle SET state = 'freezing' WHERE area = ${area} AND month = ${month}`.execute(
        tx.db,
      )
    })
    times.push(
      await timed(async () => {
        await freezeAsked(stage.jobs, now)
        await issueStatements(stage.jobs, now)
      }),
    )
  }
  const perThousand = (milliseconds: number) => rounded((milliseconds * 1000) / cases)
  return {
    name: 'month close per 1,000 cases',
    people: stage.people,
    p50_ms: perThousand(quantile(times, 0.5)),
    p95_ms: perThousand(quantile(times, 0.95)),
    ratio: rounded(quantile(times, 0.5) / anew, 2),
    of: ANEW,
  }
}

async function monthsOf({ jobs }: Stage, area: string) {
  const found = await jobs.query<{ month: string }>(
    "SELECT month FROM performance.cycle WHERE area = $1 AND state = 'gathering' ORDER BY month",
    [area],
  )
  return found.rows.map(row => parseMonth(row.month))
}

async function largestArea({ jobs }: Stage): Promise<{ area: string; cases: number }> {
  const found = await jobs.query<{ area: string; cases: bigint }>(
    'SELECT area, count(*) AS cases FROM casework.case GROUP BY area ORDER BY cases DESC LIMIT 1',
  )
  const largest = found.rows[0]
  if (!largest) throw new Error('There are no cases.')
  return { area: largest.area, cases: Number(largest.cases) }
}
