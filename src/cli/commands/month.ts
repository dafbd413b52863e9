import { Temporal } from 'temporal-polyfill'
import { openPool } from '../../database/pool.ts'
import { notFound, WeftError } from '../../kernel/errors.ts'
import { parseMonth } from '../../kernel/month.ts'
import { plural } from '../../kernel/words.ts'
import { issueStatements } from '../../payment/statement/issue-statements.ts'
import { cycleInWords } from '../../performance/month/cycle.ts'
import { stateOf } from '../../performance/month/cycle-of.ts'
import { freezeAsked } from '../../performance/month/freeze.ts'
import { openCycles } from '../../performance/month/open-cycles.ts'
import { openInstallation } from '../installation.ts'

type Options = { json?: boolean }

async function withJobs<T>(work: (jobs: ReturnType<typeof openPool>) => Promise<T>): Promise<T> {
  const installation = await openInstallation()
  const jobs = openPool(installation.jobsUrl, { size: 3, statementSeconds: 3600, name: 'weft month' })
  try {
    return await work(jobs)
  } finally {
    await jobs.end()
    await installation.stop()
  }
}

/** `weft month list`: every month, by area, with its state. */
export async function listMonths({ json }: Options): Promise<void> {
  const { rows } = await withJobs(async jobs => {
    await openCycles(jobs, Temporal.Now.instant())
    return jobs.query<{ area: string; month: string; state: string }>(
      'SELECT area, month, state FROM performance.cycle ORDER BY month DESC, area',
    )
  })
  if (json) return console.log(JSON.stringify(rows))
  for (const { area, month, state } of rows) console.log(`${month}  ${area}  ${cycleInWords(stateOf(state))}`)
}

/** `weft month freeze`: freezes a month that is being gathered and issues its statements. Refused for any other. */
export async function freezeMonth(area: string, month: string, { json }: Options): Promise<void> {
  const done = await withJobs(async jobs => {
    const now = Temporal.Now.instant()
    const asked = await jobs.query(
      "UPDATE performance.cycle SET state = 'freezing' WHERE area = $1 AND month = $2 AND state IN ('gathering', 'freezing') RETURNING area",
      [area, parseMonth(month)],
    )
    if (asked.rowCount === 0) throw await whyNot(jobs, area, month)
    return { frozen: await freezeAsked(jobs, now), statements: await issueStatements(jobs, now) }
  })
  console.log(json ? JSON.stringify(done) : `Frozen. ${plural(done.statements, 'statement')} issued.`)
}

async function whyNot(jobs: ReturnType<typeof openPool>, area: string, month: string): Promise<WeftError> {
  const found = await jobs.query<{ state: string }>(
    'SELECT state FROM performance.cycle WHERE area = $1 AND month = $2',
    [area, month],
  )
  const cycle = found.rows[0]
  return cycle ? new WeftError('state.refused', `This month is ${cycleInWords(stateOf(cycle.state))}.`) : notFound()
}
