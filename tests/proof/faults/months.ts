import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { readBackup, writeBackup } from '../../../src/database/backup.ts'
import { openTestDatabase, type TestDatabase } from '../../../src/database/testing/test-database.ts'
import { issueStatements } from '../../../src/payment/statement/issue-statements.ts'
import { catchUp, recountAll } from '../../../src/performance/figures/keep-current.ts'
import { freezeAsked } from '../../../src/performance/month/freeze.ts'
import { openCycles } from '../../../src/performance/month/open-cycles.ts'
import type { World } from '../../../src/web/testing/world.ts'
import { faultsOf } from './check.ts'
import type { Ground } from './ground.ts'
import { sendAgain, sendAll } from './load.ts'
import { type Stage, stagedMonth } from './stage.ts'

const AREA = 'C05'
const WELL_UNDER_WAY_MS = 150
const quietly = () => {}

type Disputable = { rows: { caseId: string; record: string }[] }

/** Everything of a frozen month and its statements that must never change, as one digest. */
async function frozenDigest({ jobs }: TestDatabase): Promise<string> {
  const hash = createHash('sha256')
  const month = stagedMonth()
  for (const query of [
    'SELECT to_jsonb(f)::text AS row FROM performance.frozen_row f WHERE month = $1 ORDER BY 1',
    'SELECT to_jsonb(f)::text AS row FROM performance.frozen_figure f WHERE month = $1 ORDER BY 1',
    'SELECT to_jsonb(a)::text AS row FROM performance.attribution a WHERE month = $1 ORDER BY 1',
    'SELECT evidence_hash AS row FROM performance.cycle WHERE month = $1',
    'SELECT digest || canonical AS row FROM payment.statement WHERE month = $1 ORDER BY statement',
  ])
    for (const { row } of (await jobs.query<{ row: string }>(query, [month])).rows) hash.update(`${row}\n`)
  return hash.digest('hex')
}

const countOf = async ({ jobs }: TestDatabase, table: string): Promise<number> =>
  Number((await jobs.query(`SELECT count(*) AS n FROM ${table} WHERE month = $1`, [stagedMonth()])).rows[0].n)

/** An agreement by which each start is paid, so that a frozen month issues a statement. */
async function payStarts({ database }: World) {
  await database.load("UPDATE agreements.version SET state = 'draft' WHERE agreement = 'SUB-1'")
  await database.load(
    `INSERT INTO agreements.term (agreement, version, term, kind, line, words, parameters)
     VALUES ('SUB-1', 1, 1, 'unit price', 1, 'Each accepted start', '{"per":"start","tiers":[{"pence":20000}]}')`,
  )
  await database.load("UPDATE agreements.version SET state = 'adopted' WHERE agreement = 'SUB-1'")
}

async function readyToFreeze({ jobs }: TestDatabase) {
  while ((await catchUp(jobs)) > 0);
  await recountAll(jobs, { asOf: Temporal.Now.instant() })
  await openCycles(jobs, Temporal.Now.instant())
}

const askForFreeze = ({ jobs }: TestDatabase) =>
  jobs.query("UPDATE performance.cycle SET state = 'freezing' WHERE area = $1 AND month = $2 AND state = 'gathering'", [
    AREA,
    stagedMonth(),
  ])

/** Sessions of the month recorded while it is frozen: the freeze is of one instant, and what comes after changes nothing of it. */
export async function freezeUnderWork({
  world,
  stage,
  url,
}: Ground): Promise<{ before: number; after: number; faults: string[] }> {
  const { database } = world
  const faults: string[] = []
  const writes = await stage.writesFor({ notes: 0, records: 40, accepts: 0, series: 0 })
  await readyToFreeze(database)
  const partner = await world.as('lantern-manager')
  const page = `/areas/${AREA}/months/${stagedMonth()}`
  const form = (await partner.get(`/api${page}/dispute/session-recorded`)).json<Disputable>()
  const disputed = await partner.post(`${page}/dispute/session-recorded`, {
    row: `${form.rows[0]?.caseId} ${form.rows[0]?.record}`,
    reason: 'recorded wrongly',
    words: 'It began later.',
  })
  if (disputed.statusCode !== 303) faults.push(`a dispute before the freeze was answered ${disputed.statusCode}`)
  const early = writes.slice(0, 8)
  const late = writes.slice(32)
  await sendAgain(early, url)
  const sending = sendAll(writes.slice(8, 32), [url], { atOnce: 2 })
  const lead = await world.as('lead-supply')
  await sleep(WELL_UNDER_WAY_MS)
  await lead.post(`${page}/freeze`)
  await freezeAsked(database.jobs, Temporal.Now.instant())
  const frozenAt = await frozenDigest(database)
  const attended = await frozenSessions(database)
  const sessionOf = ({ trace }: (typeof writes)[number]) => String(trace.values[1])
  for (const write of early)
    if (!attended.has(sessionOf(write))) faults.push(`${write.key} came before the freeze and is not in it`)
  await sending
  await sendAgain(late, url)
  for (const write of late)
    if (attended.has(sessionOf(write))) faults.push(`${write.key} came after the freeze and is in it`)
  faults.push(...(await ownSums(database)))
  const open = await database.jobs.query<{ dispute: string }>('SELECT dispute FROM performance.dispute')
  await lead.post(`${page}/disputes/${open.rows[0]?.dispute}`, {
    answer: 'upheld',
    effect: 'does not count',
    words: 'The log says so.',
  })
  const adjusted = await database.jobs.query<{ in_month: string }>('SELECT in_month FROM performance.adjustment')
  if (adjusted.rowCount !== 1 || adjusted.rows[0]?.in_month === stagedMonth())
    faults.push('the dispute settled after the freeze is no adjustment of the open month')
  if ((await frozenDigest(database)) !== frozenAt) faults.push('what was frozen has changed')
  faults.push(...(await faultsOf(database)))
  const caught = writes.slice(8, 32).filter(write => attended.has(sessionOf(write))).length
  return { before: early.length + caught, after: writes.length - early.length - caught, faults }
}

/** Sessions frozen as attended, by their codes. */
async function frozenSessions({ jobs }: TestDatabase): Promise<Set<string>> {
  const found = await jobs.query<{ record: string }>(
    "SELECT record FROM performance.frozen_row WHERE month = $1 AND measure = 'session-attended' AND excluded IS NULL AND numerator = 1",
    [stagedMonth()],
  )
  return new Set(found.rows.map(({ record }) => record.replace(/^session /, '')))
}

/** Frozen figures that are not the sum of the frozen rows they were made of. */
async function ownSums({ jobs }: TestDatabase): Promise<string[]> {
  const found = await jobs.query<{ measure: string; organisation: string }>(
    `SELECT f.measure, f.organisation FROM performance.frozen_figure f, LATERAL (
       SELECT coalesce(sum(r.numerator), 0) AS numerator, coalesce(sum(r.denominator), 0) AS denominator FROM performance.frozen_row r
        WHERE r.area = f.area AND r.month = f.month AND r.measure = f.measure AND f.organisation IN (r.organisation, '*')
          AND r.excluded IS NULL AND NOT r.disputed) s
      WHERE f.month = $1 AND (f.numerator, f.denominator) IS DISTINCT FROM (s.numerator, s.denominator)`,
    [stagedMonth()],
  )
  return found.rows.map(
    ({ measure, organisation }) => `frozen ${measure} of ${organisation} is not the sum of its rows`,
  )
}

export type Interrupted = {
  superuserUrl: string
  /** Starts what freezes, and gives what ends it without a word. */
  freezer: () => Promise<{ kill(): Promise<void> }>
}

/**
 * The freeze and the statements are stopped in the middle, at several places, and done again: nothing stays of a try that was
 * stopped, and in the end stand the bytes of a run that nothing stopped.
 */
export async function freezeInterrupted(
  { world, stage }: { world: World; stage: Stage },
  { superuserUrl, freezer }: Interrupted,
): Promise<{ stopped: number; faults: string[] }> {
  const { database } = world
  const faults: string[] = []
  const now = Temporal.Now.instant()
  await payStarts(world)
  await stage.writesFor({ notes: 0, records: 8, accepts: 0, series: 0 })
  await readyToFreeze(database)
  faults.push(...(await faultsOf(database)))
  await askForFreeze(database)
  const wanted = await uninterrupted(database, superuserUrl, now)
  let stopped = 0
  const atPlace = async (table: string, during: () => Promise<{ kill(): Promise<void> }>) => {
    const left = await stopWhereItWaits({ superuserUrl, database, table }, during)
    stopped += 1
    if (left > 0) faults.push(`${left} rows stayed of a try stopped at ${table}`)
  }
  const here = (work: () => Promise<unknown>) => async () => {
    const trying = work().catch(() => undefined)
    return { kill: async () => void (await trying) }
  }
  for (const table of ['performance.frozen_row', 'performance.frozen_figure', 'performance.attribution'])
    await atPlace(
      table,
      here(() => freezeAsked(database.jobs, now)),
    )
  await atPlace('performance.confirmation', freezer)
  await freezeAsked(database.jobs, now)
  await atPlace(
    'payment.statement',
    here(() => issueStatements(database.jobs, now)),
  )
  await issueStatements(database.jobs, now)
  if ((await countOf(database, 'payment.statement')) === 0) faults.push('no statement was issued')
  if ((await frozenDigest(database)) !== wanted) faults.push('a freeze done again gives other bytes')
  faults.push(...(await asKept(database)), ...(await ownSums(database)), ...(await faultsOf(database)))
  return { stopped, faults }
}

/** The digest of the same month frozen elsewhere, in a copy, by one run. */
async function uninterrupted(database: TestDatabase, superuserUrl: string, now: Temporal.Instant): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-faults-'))
  const copy = await openTestDatabase(superuserUrl)
  try {
    await writeBackup(database.ownerUrl, join(folder, 'copy.weft'), quietly)
    await readBackup(copy.ownerUrl, join(folder, 'copy.weft'), quietly)
    await freezeAsked(copy.jobs, now)
    await issueStatements(copy.jobs, now)
    return await frozenDigest(copy)
  } finally {
    await copy.close()
    await rm(folder, { recursive: true })
  }
}

type Place = { superuserUrl: string; database: TestDatabase; table: string }

/** Holds a table so that the freeze waits there, ends whoever waits, and gives how many rows stayed. */
async function stopWhereItWaits(
  { superuserUrl, database, table }: Place,
  during: () => Promise<{ kill(): Promise<void> }>,
): Promise<number> {
  const url = new URL(superuserUrl)
  url.pathname = new URL(database.ownerUrl).pathname
  const holder = new pg.Client({ connectionString: url.href })
  await holder.connect()
  try {
    await holder.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
    const running = await during()
    const waiting = `SELECT pid FROM pg_locks WHERE relation = '${table}'::regclass AND NOT granted`
    while ((await holder.query(waiting)).rowCount === 0) await sleep(20)
    const ending = running.kill()
    await holder.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) w`)
    await ending
    while (((await holder.query(waiting)).rowCount ?? 0) > 0) await sleep(20)
    await holder.query('ROLLBACK')
    return await countOf(database, table)
  } finally {
    await holder.end()
  }
}

/** Frozen figures that differ from those kept, which a recount has just made: nobody has worked in between and nothing is disputed. */
async function asKept({ jobs }: TestDatabase): Promise<string[]> {
  await recountAll(jobs, { asOf: Temporal.Now.instant() })
  const found = await jobs.query<{ measure: string; organisation: string }>(
    `SELECT measure, organisation FROM performance.frozen_figure f FULL JOIN performance.figure k USING (area, month, measure, organisation)
      WHERE month = $1 AND (f.numerator, f.denominator) IS DISTINCT FROM (k.numerator, k.denominator)`,
    [stagedMonth()],
  )
  return found.rows.map(
    ({ measure, organisation }) => `frozen ${measure} of ${organisation} is not what a recount gives`,
  )
}
