import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Actor, type Role, withScope } from '../database/scope.ts'
import { openTestDatabase, type TestDatabase } from '../database/testing/test-database.ts'
import { loadReference } from '../directory/load-reference.ts'
import { takeDueEffects } from '../handover/take-effect.ts'
import { wire } from '../journal/append.ts'
import { markFallenDue } from '../obligations/fall-due.ts'
import { SUBSCRIBERS } from '../web/subscribers.ts'
import { DEMO_AREAS, makeCast } from './cast.ts'
import { dayAt } from './clock.ts'
import type { Act } from './life/acts.ts'
import { lifeOf, span } from './life/life.ts'
import { makeDemo, writeFrame } from './make-demo.ts'
import type { Person } from './person.ts'
import { makePromises } from './promises.ts'
import { CASE_TABLE_NAMES, CASE_TABLES } from './story/tables.ts'
import { type Known, replay } from './testing/replay.ts'

const AS_OF = Temporal.PlainDate.from('2026-10-20')
const SEED = 'told twice'
const PEOPLE = Number(process.env.WEFT_REPLAY_PEOPLE ?? 6)
/** Written by no use case, or by the journal with numbers and salts of its own. */
const APART = ['casework.characteristics', 'journal.event', 'journal.look']

let bulk: TestDatabase
let again: TestDatabase
const cast = makeCast({ seed: SEED, areas: DEMO_AREAS, people: PEOPLE })
const fate = { cast, promises: makePromises(cast), asOf: AS_OF, months: 18 }

/** The same cast and the same promises, and nobody yet. */
async function frameOnly({ ownerUrl }: TestDatabase) {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c TimeZone=UTC' })
  await client.connect()
  await loadReference(client)
  await client.query('BEGIN; SET LOCAL ROLE weft_loader')
  await writeFrame(client, fate)
  await client.query('COMMIT')
  await client.end()
}

beforeAll(async () => {
  bulk = await openTestDatabase(inject('superuserUrl'))
  again = await openTestDatabase(inject('superuserUrl'))
  await makeDemo({
    ownerUrl: bulk.ownerUrl,
    jobs: bulk.jobs,
    seed: SEED,
    people: PEOPLE,
    asOf: AS_OF,
    reach: 'partnership',
    log: () => {},
  })
  await frameOnly(again)
  wire(SUBSCRIBERS)
}, 120_000)
afterAll(async () => {
  await bulk.close()
  await again.close()
})

type Due = { act: Act; person: number }

/**
 * Involvement after a service ends at the clock of the database, which no replay can set: for the time of the work the service
 * has ended by that clock.
 */
async function whileInvolved<T>({ area, caseId }: Person, reference: string, work: () => Promise<T>): Promise<T> {
  const key = [area, caseId, reference]
  const where = 'WHERE area = $1 AND case_id = $2 AND reference = $3'
  const ended = await again.load(`SELECT ended_at::text AS at FROM casework.service ${where}`, key)
  await again.load(`UPDATE casework.service SET ended_at = now() ${where}`, key)
  await again.jobs.query('SELECT access.refresh($1, $2)', [area, caseId])
  try {
    return await work()
  } finally {
    await again.load(`UPDATE casework.service SET ended_at = $4::timestamptz ${where}`, [...key, ended.rows[0]?.at])
    await again.jobs.query('SELECT access.refresh($1, $2)', [area, caseId])
  }
}

/** Does everything that everybody did, in the order of time, by the use cases and the jobs; gives what was refused. */
async function liveAgain(): Promise<string[]> {
  const refused: string[] = []
  let today = 0
  const lives = Array.from({ length: PEOPLE }, (_, index) => lifeOf(fate, index))
  const roles = new Map<string, readonly Role[]>(cast.workers.map(worker => [worker.worker, worker.roles]))
  const known: Known = { sessions: new Map() }
  const due = lives.flatMap(({ acts }, person): Due[] => acts.map(act => ({ act, person })))
  for (const { act, person } of due.sort((one, other) => one.act.at - other.act.at)) {
    const now = Temporal.Instant.fromEpochMilliseconds(act.at)
    // Everything falls due at a midnight.
    const day = dayAt(act.at)
    if (day !== today) await markFallenDue(again.jobs, now)
    today = day
    if (act.act === 'take effect') {
      await takeDueEffects(again.jobs, now)
      continue
    }
    const life = lives[person]
    if (!life) continue
    const actor: Actor = {
      worker: act.by.worker,
      name: '',
      organisation: act.by.organisation,
      organisationName: '',
      roles: roles.get(act.by.worker ?? '') ?? [],
      areas: [],
    }
    const doAct = () =>
      withScope({ ...again.scopes, now: () => now }, { actor, purpose: 'casework', kind: 'writes' }, tx =>
        replay(tx, life.person, known, act),
      )
    const done = act.act === 'report' ? whileInvolved(life.person, act.reference, doAct) : doAct()
    await done.catch(error => refused.push(`${act.act} of person ${person} at ${now}: ${error}`))
  }
  await markFallenDue(again.jobs, Temporal.Instant.fromEpochMilliseconds(span(fate).until))
  return refused
}

/** The rows of a table that only one of the two databases has, a few of each. */
async function differing([table, columns]: readonly [string, readonly string[]]) {
  const read = async (database: TestDatabase): Promise<string[]> => {
    const picked = columns.map(column => `"${column}"`).join(', ')
    const found = await database.load(
      `SELECT to_jsonb(t)::text AS row FROM (SELECT ${picked} FROM ${table}) t ORDER BY 1`,
    )
    return found.rows.map(({ row }) => String(row))
  }
  const [loaded, lived] = [await read(bulk), await read(again)]
  const [inLoaded, inLived] = [new Set(loaded), new Set(lived)]
  const onlyLoaded = loaded.filter(row => !inLived.has(row))
  const onlyLived = lived.filter(row => !inLoaded.has(row))
  return onlyLoaded.length + onlyLived.length === 0 && loaded.length === lived.length
    ? []
    : [
        {
          table,
          many: [onlyLoaded.length, onlyLived.length],
          loaded: onlyLoaded.slice(0, 4),
          lived: onlyLived.slice(0, 4),
        },
      ]
}

const INVOLVED: Readonly<Record<string, readonly string[]>> = {
  'access.involvement': [
    'area',
    'case_id',
    'involvement',
    'organisation',
    'purpose',
    'classes',
    'source',
    'from_at',
    'to_at',
  ],
  'access.assignment': ['area', 'case_id', 'organisation', 'worker', 'source', 'from_at', 'to_at'],
  'access.live': [
    'organisation',
    'area',
    'case_id',
    'until',
    'classes',
    'openness',
    'responsible',
    'listed',
    'sort_name',
    'since',
  ],
  'access.person_live': [
    'worker',
    'organisation',
    'area',
    'case_id',
    'until',
    'classes',
    'listed',
    'mine',
    'sort_name',
    'since',
  ],
  'journal.event': [
    'kind',
    'subject',
    'area',
    'case_id',
    'class',
    'worker',
    'organisation',
    'purpose',
    'occurred_at',
    'facts',
  ],
  'journal.look': ['area', 'case_id', 'organisation', 'worker', 'purpose', 'what'],
}

test('people replayed through the use cases give the rows that were loaded in bulk', async () => {
  const refused = await liveAgain()
  const tables = [
    ...CASE_TABLE_NAMES.filter(name => !APART.includes(name)).map(name => [name, CASE_TABLES[name]] as const),
    ...Object.entries(INVOLVED),
  ]
  const found = []
  for (const table of tables) found.push(...(await differing(table)))
  expect((await again.load('SELECT FROM casework.report')).rows.length).toBeGreaterThan(2)
  expect({ refused, found }).toEqual({ refused: [], found: [] })
}, 300_000)
