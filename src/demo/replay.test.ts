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
import type { Act } from './life/acts.ts'
import { lifeOf, span } from './life/life.ts'
import { makeDemo, writeFrame } from './make-demo.ts'
import { makePromises } from './promises.ts'
import { CASE_TABLE_NAMES, CASE_TABLES } from './story/tables.ts'
import { type Known, replay } from './testing/replay.ts'

const AS_OF = Temporal.PlainDate.from('2026-10-20')
const SEED = 'told twice'
const PEOPLE = 50
/** Written by no use case, or by the journal with numbers and salts of its own. */
const APART = ['casework.characteristics', 'journal.event', 'journal.look']

let bulk: TestDatabase
let again: TestDatabase
const cast = makeCast({ seed: SEED, areas: DEMO_AREAS, people: PEOPLE })
const fate = { cast, promises: makePromises(cast), asOf: AS_OF }

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

/** Does everything that everybody did, in the order of time, by the use cases and the jobs. */
async function liveAgain() {
  const lives = Array.from({ length: PEOPLE }, (_, index) => lifeOf(fate, index))
  const roles = new Map<string, readonly Role[]>(cast.workers.map(worker => [worker.worker, worker.roles]))
  const known: Known = { sessions: new Map() }
  const due = lives.flatMap(({ acts }, person): Due[] => acts.map(act => ({ act, person })))
  for (const { act, person } of due.sort((one, other) => one.act.at - other.act.at)) {
    const now = Temporal.Instant.fromEpochMilliseconds(act.at)
    await markFallenDue(again.jobs, now)
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
    await withScope({ ...again.scopes, now: () => now }, { actor, purpose: 'casework', kind: 'writes' }, tx =>
      replay(tx, life.person, known, act),
    ).catch(error => {
      throw new Error(`${act.act} at ${now} of person ${person}: ${error}`, { cause: error })
    })
  }
  await markFallenDue(again.jobs, Temporal.Instant.fromEpochMilliseconds(span(AS_OF).until))
}

const ordered = async (database: TestDatabase, table: string, columns: readonly string[]) =>
  (
    await database.load(
      `SELECT to_jsonb(t)::text AS row FROM (SELECT ${columns.map(column => `"${column}"`).join(', ')} FROM ${table}) t ORDER BY 1`,
    )
  ).rows.map(row => row.row)

test('fifty people replayed through the use cases give the rows that were loaded in bulk', async () => {
  await liveAgain()
  for (const table of CASE_TABLE_NAMES.filter(name => !APART.includes(name)))
    expect({ table, rows: await ordered(again, table, CASE_TABLES[table]) }).toEqual({
      table,
      rows: await ordered(bulk, table, CASE_TABLES[table]),
    })
  const involved = {
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
  }
  for (const [table, columns] of Object.entries(involved))
    expect({ table, rows: await ordered(again, table, columns) }).toEqual({
      table,
      rows: await ordered(bulk, table, columns),
    })
  const events = [
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
  ]
  expect(await ordered(again, 'journal.event', events)).toEqual(await ordered(bulk, 'journal.event', events))
}, 300_000)
