import fc from 'fast-check'
import pg from 'pg'
import { type Actor, signedScope } from '../../../src/database/scope.ts'
import { openTestDatabase, type TestDatabase } from '../../../src/database/testing/test-database.ts'
import { loadReference } from '../../../src/directory/load-reference.ts'
import { actorsOf } from '../../isolation/asking.ts'
import { type Partnership, sees } from '../../isolation/oracle.ts'
import { loadPartnership, partnershipsOf } from '../../isolation/partnerships.ts'
import { caseTables, fillZone, openPastLaw, quoted, RULES } from '../../isolation/zone.ts'
import type { Wanted } from '../proof.ts'

const PARTNERSHIPS = 200
const MOST_ORGANISATIONS = 50
const LANES = 2

/** Tables whose rows of an unseen case some may know of: own broken glass and its reviewers, the journal's officer. */
const TOLD: Readonly<Record<string, (actor: Actor) => boolean>> = {
  'access.glass': () => true,
  'journal.event': actor => actor.roles.includes('data-protection officer'),
  'journal.look': actor => actor.roles.includes('data-protection officer'),
}

type Found = {
  partnerships: number
  people: number
  decisions: number
  bothWays: number
  tooMuch: string[]
  tooLittle: string[]
}

/** Asks as everybody of two hundred partnerships for every row of the case zone, and holds it against the second statement. */
export async function proveRows(superuserUrl: string, wanted: Wanted, until: number): Promise<void> {
  const found: Found = { partnerships: 0, people: 0, decisions: 0, bothWays: 0, tooMuch: [], tooLittle: [] }
  let next = 0
  const lanes = await Promise.allSettled(
    Array.from({ length: LANES }, () =>
      inLane(superuserUrl, async lane => {
        while (next < PARTNERSHIPS && performance.now() < until) {
          const at = next++
          await askPartnership(lane, sampled(wanted.seed, at), `partnership ${at}`, found)
          if (at % 20 === 19) wanted.log(`${at + 1} partnerships, ${found.decisions} decisions`)
        }
      }),
    ),
  )
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
  tell(found, wanted.print)
}

function tell({ partnerships, people, decisions, bothWays, tooMuch, tooLittle }: Found, print: Wanted['print']) {
  const many = { atLeast: 1_000_000 }
  print({
    name: 'partnerships of random shape',
    held: partnerships >= PARTNERSHIPS,
    measured: partnerships,
    unit: 'partnerships',
    bar: { atLeast: PARTNERSHIPS },
    note: `Of up to ${MOST_ORGANISATIONS} organisations; ${people} times somebody was asked for everything, by a direct login as the application.`,
  })
  print({
    name: 'decisions: may this person see this row',
    held: decisions >= many.atLeast,
    measured: decisions,
    unit: 'decisions',
    bar: many,
    note: `${bothWays} of them are held both ways; the rest, of tables the second statement does not list, to nothing of an unseen case.`,
  })
  const line = (name: string, strange: readonly string[]) =>
    print({
      name,
      held: strange.length === 0,
      measured: strange.length,
      unit: 'decisions',
      bar: { atMost: 0 },
      ...(strange.length > 0 ? { note: `First: ${strange.slice(0, 3).join('; ')}` } : {}),
    })
  line('rows seen that are not theirs to see', tooMuch)
  line('rows not seen that are theirs to see', tooLittle)
}

/** The partnership of this number: from two organisations to fifty. */
function sampled(seed: number, at: number): Partnership {
  const size = 2 + ((at * 7) % (MOST_ORGANISATIONS - 1))
  const workers = 8 + Math.ceil(size * 0.8)
  const [given] = fc.sample(
    partnershipsOf({
      organisations: ['alder', ...Array.from({ length: size - 1 }, (_, index) => `organisation-${index}`)],
      workers,
      posts: { minLength: workers, maxLength: workers * 2 },
      cases: { minLength: 8, maxLength: 24 },
    }),
    { numRuns: 1, seed: seed * 10_000 + at },
  )
  if (given === undefined) throw new Error('No partnership was made.')
  return given
}

type Lane = { database: TestDatabase; past: pg.Client; login: pg.Client; tables: readonly string[]; used: string }

/** A database that is filled, asked and emptied again and again, with one direct login as the application. */
async function inLane(superuserUrl: string, work: (lane: Lane) => Promise<void>) {
  const database = await openTestDatabase(superuserUrl)
  const past = await openPastLaw(database, superuserUrl)
  const login = new pg.Client({ connectionString: database.urlOf('weft_app') })
  try {
    const client = await database.owner.connect()
    await loadReference(client).finally(() => client.release())
    await login.connect()
    const tables = await caseTables(database)
    const used = [...tables, 'access.limited_case', 'access.named_worker', 'directory.post']
    await work({ database, past, login, tables, used: used.map(quoted).join(', ') })
  } finally {
    await Promise.all([login.end(), past.end()])
    await database.close()
  }
}

async function askPartnership(lane: Lane, given: Partnership, words: string, found: Found) {
  const { database, past, login, tables, used } = lane
  await past.query(`TRUNCATE ${used}`)
  await past.query('DELETE FROM directory.worker')
  await past.query('DELETE FROM directory.organisation')
  await loadPartnership(database, given)
  const holders = given.organisations
  const cases = given.cases.map(({ area, caseId }, at) => ({
    area,
    caseId,
    holder: holders[at % holders.length]?.organisation ?? '',
  }))
  const without = await fillZone(database, past, tables, cases)
  if (without.length > 0) throw new Error(`Tables that took no row: ${without.join('; ')}`)
  const rows = await rowsOf(past, tables)
  for (const actor of [...actorsOf(given), systemOf(given)]) {
    found.people += 1
    found.decisions += rows.length
    const seen = await seenBy(login, database, tables, actor)
    judge({ given, actor, rows, seen, words }, found)
  }
  found.partnerships += 1
}

/** An organisation's own system acts for nobody and sees no record. */
const systemOf = ({ organisations }: Partnership): Actor => ({
  worker: null,
  name: 'a system',
  organisation: organisations[0]?.organisation ?? null,
  organisationName: '',
  areas: [],
  roles: [],
})

type Known = { name: string; at: string; row: Record<string, unknown> }

async function rowsOf(past: pg.Client, tables: readonly string[]): Promise<Known[]> {
  const asked = tables.map(
    (name, at) => `SELECT ${at} AS t, ${placeOf(name)} AS at, to_jsonb(r) AS row FROM ${quoted(name)} r`,
  )
  const found = await past.query<{ t: number; at: string; row: Record<string, unknown> }>(asked.join(' UNION ALL '))
  return found.rows.map(({ t, at, row }) => ({ name: tables[t] ?? '', at: `${t} ${at}`, row }))
}

/** What names a row; a table of which the application reads some columns only is named by those. */
const placeOf = (name: string) =>
  name === 'access.glass' ? "concat_ws(' ', area, case_id, worker, organisation, glass)" : 'ctid::text'

async function seenBy(login: pg.Client, { scopes }: TestDatabase, tables: readonly string[], actor: Actor) {
  const pid = 'processID' in login ? String(login.processID) : '*'
  await login.query("SELECT set_config('weft.scope', $1, false)", [signedScope(scopes.key, actor, pid)])
  const asked = tables.map((name, at) => `SELECT ${at} AS t, ${placeOf(name)} AS at FROM ${quoted(name)}`)
  const found = await login.query<{ t: number; at: string }>({ name: 'everything', text: asked.join(' UNION ALL ') })
  return new Set(found.rows.map(({ t, at }) => `${t} ${at}`))
}

type Asked = { given: Partnership; actor: Actor; rows: readonly Known[]; seen: ReadonlySet<string>; words: string }

function judge({ given, actor, rows, seen, words }: Asked, found: Found) {
  const who = { worker: actor.worker ?? '', organisation: actor.organisation ?? '' }
  const classes = new Map(given.cases.map(each => [each.caseId, sees(given, who, each)]))
  for (const { name, at, row } of rows) {
    const may = classes.get(String(row.case_id)) ?? new Set<string>()
    const rule = RULES[name]
    const isSeen = seen.has(at)
    const told = () => `${words}: ${who.worker} for ${who.organisation}, ${name} ${at} of ${row.case_id}`
    if (rule === undefined) {
      if (isSeen && may.size === 0 && !TOLD[name]?.(actor)) found.tooMuch.push(told())
      continue
    }
    found.bothWays += 1
    const should = rule(may, who.organisation, row)
    if (isSeen && !should) found.tooMuch.push(told())
    if (!isSeen && should) found.tooLittle.push(told())
  }
}
