import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { hashPassword } from '../access/sign-in.ts'
import type { Pool } from '../database/pool.ts'
import { loadReference } from '../directory/load-reference.ts'
import { WeftError } from '../kernel/errors.ts'
import { recountAll } from '../performance/figures/keep-current.ts'
import type { Cast } from './cast.ts'
import { castRows, correctedDefinition, type TableRows } from './cast-rows.ts'
import { type FateWanted, makeFate } from './fate.ts'
import { type Fate, span } from './life/life.ts'
import type { Given } from './load/batch.ts'
import { copyRows, type Fresh, openToOwner } from './load/copy-rows.ts'
import { fillInvolvement, INVOLVED_TABLES } from './load/involvement.ts'
import { loadLives } from './load/lives.ts'
import { makeUp } from './load/make-up.ts'
import { setAside } from './load/set-aside.ts'
import { DEMO_PASSWORD, type Persona, personas } from './personas.ts'
import { promiseRows } from './promise-rows.ts'
import type { Definition } from './story/keep-promises.ts'
import { CASE_TABLE_NAMES } from './story/tables.ts'

export type DemoWanted = {
  /** The owner's address: it loads by taking on the loader's role. */
  ownerUrl: string
  /** Connections of the jobs role, by which the kept figures are counted. */
  jobs: Pool
  seed: string
  people: number
  asOf: Temporal.PlainDate
  /** All 21 areas, or West Yorkshire and the neighbour to which people move. */
  reach: FateWanted['reach']
  log: (line: string) => void
}

/** From so many people on, indexes and references are set aside while their rows are written. */
const MANY = 500

type Bare = <T>(tables: readonly string[], work: (fresh?: Fresh) => Promise<T>) => Promise<T>

export type DemoMade = {
  organisations: number
  workers: number
  people: number
  rows: number
  seconds: number
  personas: readonly Persona[]
  cast: Cast
}

/**
 * Makes the demonstration in one transaction and counts its figures. The same seed and day give the same rows, but for salts
 * and the hash of the password. Refuses with `setup.refused` a database that already holds cases with a sentence.
 */
export async function makeDemo(wanted: DemoWanted): Promise<DemoMade> {
  const { ownerUrl, jobs, seed, people, asOf, reach, log } = wanted
  const began = performance.now()
  const words: FateWanted = { seed, people, asOf: asOf.toString(), reach }
  const fate = makeFate(words)
  const { cast } = fate
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c TimeZone=UTC' })
  await client.connect()
  try {
    await loadReference(client)
    await client.query('BEGIN; SET LOCAL ROLE weft_loader')
    await refuseUsed(client)
    log(`Writing ${cast.workers.length} workers and what was promised`)
    let rows = await writeFrame(client, fate)
    const bare: Bare = (tables, work) => (people < MANY ? work() : setAside(client, tables, work))
    rows += await bare(CASE_TABLE_NAMES, fresh => writePeople(client, { wanted: words, log, fresh }))
    log('Working out who may see what')
    await bare(INVOLVED_TABLES, () => fillInvolvement(client))
    await client.query('COMMIT')
    await client.query('ANALYZE')
    log('Counting the figures')
    await recountAll(jobs, { asOf: Temporal.Instant.fromEpochMilliseconds(span(fate).until) })
    const seconds = (performance.now() - began) / 1000
    return {
      organisations: organisations(cast),
      workers: cast.workers.length,
      people,
      rows,
      seconds,
      personas: personas(cast),
      cast,
    }
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    await client.end()
  }
}

const organisations = (cast: Cast): number => new Set(cast.workers.map(worker => worker.organisation)).size

async function refuseUsed(client: pg.Client): Promise<void> {
  const found = await client.query<{ used: boolean }>('SELECT EXISTS (SELECT FROM casework.sentence) AS used')
  if (found.rows[0]?.used)
    throw new WeftError(
      'setup.refused',
      'This database already holds people with a sentence. A demonstration is made in an empty one: name another data folder.',
    )
}

async function frameRows({ cast, promises, ...history }: Fate): Promise<TableRows> {
  const { from, asOf: day } = span(history)
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  return [
    ...castRows(cast, { from, passwordHash }),
    ...promiseRows(cast, promises, { from, asOf: day }),
    ...correctedDefinition(day),
  ]
}

/** Writes, as the loader, everything that stands before the first person comes; gives how many rows. */
export const writeFrame = async (client: pg.Client, fate: Fate): Promise<number> =>
  writeAll(client, await frameRows(fate))

async function writeAll(client: pg.Client, tables: TableRows): Promise<number> {
  const names = tables.map(([table]) => table)
  await openToOwner(client, names, async () => {
    for (const [table, rows] of tables) await copyRows(client, { table, columns: Object.keys(rows[0] ?? {}), rows })
  })
  return tables.reduce((sum, [, rows]) => sum + rows.length, 0)
}

async function writePeople(
  client: pg.Client,
  { wanted, log, fresh }: { wanted: FateWanted; log: (line: string) => void; fresh: Fresh | undefined },
): Promise<number> {
  const lives = makeUp({ wanted, given: await givenBy(client) })
  return loadLives(client, lives, { told: many => log(`${many} of ${wanted.people} people`), fresh })
}

/** What lives are written by, as the database holds it. */
export async function givenBy(client: pg.ClientBase): Promise<Given> {
  const found = await client.query<{ epoch: number }>('SELECT journal.current_epoch() AS epoch')
  return { definitions: await definitionsOf(client), epoch: found.rows[0]?.epoch ?? 1 }
}

/** The definitions of obligations as the database holds them. */
export async function definitionsOf(client: pg.ClientBase): Promise<Definition[]> {
  const found = await client.query<{
    code: string
    version: number
    day: string
    count: number | null
    counts: Record<string, number>
  }>(
    'SELECT code, version, from_day::text AS day, due_count AS count, due_count_of AS counts FROM obligations.definition ORDER BY code, version',
  )
  return found.rows.map(({ code, version, day, count, counts }) => ({
    code,
    version,
    fromDay: day,
    dueCount: count,
    dueCountOf: counts,
  }))
}
