import pg from 'pg'
import { signedScope } from '../../../src/database/scope.ts'
import { sign } from '../../../src/database/scope-key.ts'
import type { TestDatabase } from '../../../src/database/testing/test-database.ts'
import { openWorld, type World } from '../../../src/web/testing/world.ts'
import { caseTables, quoted } from '../../isolation/zone.ts'
import type { Wanted } from '../proof.ts'
import { type Crawler, hireCrawlers, type Staged, seesCase, stageCases } from './crawled-world.ts'

type Attack = { words: string; statements: readonly string[] }
type Tally = { attacks: number; seen: string[]; changed: string[]; people: number }

/** They change what is one's own, as they should. So do those that `isTheirs` names. */
const BY_DESIGN = new Set([
  'access.touch_session',
  'access.end_my_sessions',
  'access.add_worker',
  'access.set_case_visibility',
  'access.set_second_factor',
])

/** Sends SQL as every role over a direct login, with scopes forged, stolen, ended and replayed, and with the keeper's functions. */
export async function proveSmuggling(superuserUrl: string, wanted: Wanted, until: number): Promise<void> {
  const world = await openWorld(superuserUrl)
  const tally: Tally = { attacks: 0, seen: [], changed: [], people: 0 }
  try {
    const crawlers = await hireCrawlers(world)
    const cases = await stageCases(world, crawlers)
    const tables = await caseTables(world.database)
    for (const crawler of crawlers) {
      if (performance.now() > until) break
      const unseen = cases.filter(one => !seesCase(crawler, one))
      const before = await foreignRows(world.database, { crawler, unseen, tables })
      const attacks = await attacksOf({ world, crawler, unseen, tables })
      for (const attack of attacks) await attempt({ world, crawler, unseen, attack }, tally)
      const after = await foreignRows(world.database, { crawler, unseen, tables })
      for (const [name, words] of before)
        if (after.get(name) !== words) tally.changed.push(`${crawler.worker}: ${name}`)
      tally.people += 1
    }
    tell(tally, crawlers.length, wanted.print)
  } finally {
    await world.close()
  }
}

function tell({ attacks, seen, changed, people }: Tally, all: number, print: Wanted['print']) {
  print({
    name: 'attacks by SQL over a direct login',
    held: people === all,
    measured: attacks,
    unit: 'attacks',
    note: `${people} of ${all} people: each role in four organisations, each with scopes forged, stolen, ended, cut short and replayed, other roles, temporary tables, statements prepared in another’s scope, writes to every table of a case and every function with the keeper’s rights. A scope replayed on its own connection within its minute is its own person’s and opens what it opened.`,
  })
  const line = (name: string, unit: string, found: readonly string[]) =>
    print({
      name,
      held: found.length === 0,
      measured: found.length,
      unit,
      bar: { atMost: 0 },
      ...(found.length > 0 ? { note: `First: ${[...new Set(found)].slice(0, 6).join('; ')}.` } : {}),
    })
  line('attacks by SQL that showed a person unseen', 'attacks', seen)
  line('foreign tables changed by SQL', 'tables', changed)
}

type Attacking = { world: World; crawler: Crawler; unseen: readonly Staged[]; tables: readonly string[] }

async function attacksOf({ world, crawler, unseen, tables }: Attacking): Promise<Attack[]> {
  const { database } = world
  const { key } = database.scopes
  const actor = await world.actor(crawler.worker)
  const victim = await world.actor('don-manager')
  const soon = Math.floor(Date.now() / 1000) + 60
  const parts = (expiry: number) =>
    [expiry, '*', victim.worker, victim.organisation, 'case manager', '', 'ce'].join('|')
  const scope = (value: string) => `SELECT set_config('weft.scope', '${value}', false)`
  const scopes: Record<string, string> = {
    'forged with another key': sign(Buffer.alloc(64, 1), parts(soon)),
    'stolen from another connection': signedScope(key, victim, '1'),
    'ended a second ago': sign(key, parts(soon - 61)),
    'replayed on another connection a minute later': sign(key, parts(soon - 120)),
    'cut short': signedScope(key, victim, '*').split('|').slice(0, 7).join('|'),
    'widened after signing': signedScope(key, actor, '*')
      .replace(`|${actor.roles.join(',')}|`, '|case manager|')
      .replace(actor.organisation ?? '', 'don-lead'),
    'flags added': signedScope(key, actor, '*').replace(/\|c?e?\|(?=\w{64}$)/, '|ce|'),
    'with another’s signature': `${parts(soon)}|${signedScope(key, actor, '*').slice(-64)}`,
  }
  const fixed: Attack[] = [
    ...Object.entries(scopes)
      .filter(([, value]) => value !== signedScope(key, actor, '*'))
      .map(([words, value]) => ({ words: `scope ${words}`, statements: [scope(value)] })),
    ...['weft_owner', 'weft_keeper', 'weft_loader', 'weft_backup', 'weft_jobs', 'postgres'].map(role => ({
      words: `SET ROLE ${role}`,
      statements: [`SET ROLE ${role}`],
    })),
    { words: 'SET SESSION AUTHORIZATION', statements: ['SET SESSION AUTHORIZATION weft_owner'] },
    { words: 'row_security off', statements: ['SET row_security = off'] },
    { words: 'replica role', statements: ['SET session_replication_role = replica'] },
    {
      words: 'temporary table',
      statements: ['CREATE TEMP TABLE live AS SELECT * FROM casework.identity', 'SELECT * FROM pg_temp.live'],
    },
    { words: 'temporary view', statements: ['CREATE TEMP VIEW kept AS SELECT * FROM casework.identity'] },
    {
      words: 'function of one’s own',
      statements: [
        "CREATE FUNCTION pg_temp.mine() RETURNS text LANGUAGE sql AS 'SELECT last_name FROM casework.identity'",
      ],
    },
    { words: 'search path', statements: ['SET search_path = pg_temp, casework, access', 'SELECT * FROM identity'] },
    { words: 'the key itself', statements: ['SELECT * FROM access.scope_key'] },
    { words: 'a file', statements: ["COPY casework.identity TO '/tmp/out'"] },
    { words: 'a policy', statements: ['DROP POLICY involved ON casework.identity'] },
    {
      words: 'an error that tells',
      statements: ['SELECT 1 / (length(last_name) - length(last_name)) FROM casework.identity'],
    },
    {
      words: 'a condition that tells',
      statements: [
        "SELECT count(*) FROM casework.identity WHERE (CASE WHEN last_name > '' THEN (last_name::int) END) > 0",
      ],
    },
    {
      words: 'statistics',
      statements: [
        "SELECT * FROM pg_stats WHERE schemaname = 'casework'",
        "SELECT * FROM pg_stat_activity WHERE query ILIKE '%identity%' AND pid <> pg_backend_pid()",
      ],
    },
  ]
  const foreign = `case_id IN (${unseen.map(({ caseId }) => `'${caseId}'`).join(', ')})`
  const writes = tables.flatMap(table => [
    { words: `UPDATE ${table}`, statements: [`UPDATE ${quoted(table)} SET case_id = case_id WHERE ${foreign}`] },
    { words: `DELETE ${table}`, statements: [`DELETE FROM ${quoted(table)} WHERE ${foreign}`] },
  ])
  return [...fixed, ...writes, ...(await functionsOf(database, crawler, unseen))]
}

/** Every function with the keeper's rights, called with what belongs to each unseen case. */
async function functionsOf({ owner }: TestDatabase, crawler: Crawler, unseen: readonly Staged[]): Promise<Attack[]> {
  const found = await owner.query<{ name: string; names: string[] | null; types: string[] }>(
    `SELECT n.nspname || '.' || p.proname AS name, p.proargnames[1:p.pronargs] AS names, ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t) AS types
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
        AND has_function_privilege('weft_app', p.oid, 'EXECUTE') ORDER BY 1`,
  )
  return unseen.flatMap(one =>
    found.rows
      .filter(({ name }) => !isTheirs(name, one, crawler))
      .map(({ name, names, types }) => ({
        words: `${name} (${one.name})`,
        statements: [
          `SELECT to_jsonb(f) FROM ${name}(${types.map((type, at) => argument(names?.[at] ?? '', type, one)).join(', ')}) f`,
        ],
      })),
  )
}

/** What changes or opens this case for this person by the rules themselves, and stands in their journal. */
function isTheirs(name: string, one: Staged, { organisation, role }: Crawler): boolean {
  const own = one.responsible === organisation
  if (name === 'access.limit_case') return own
  if (['access.end_limit', 'access.name_worker', 'access.unname_worker'].includes(name))
    return own && role === 'data-protection officer'
  return BY_DESIGN.has(name) || (name === 'access.break_glass' && ['own', 'foreign', 'ended'].includes(one.name))
}

function argument(name: string, type: string, { area, caseId, secrets, children }: Staged): string {
  const ours: Readonly<Record<string, string>> = {
    of_area: area,
    of_case: caseId,
    exact_identifier: secrets[1] ?? '',
    of_worker: 'nps-officer',
    named: 'nps-officer',
    officer_worker: 'nps-officer',
    of_organisation: 'nps-north',
    of_reference: children.reference ?? '',
    of_obligation: children.obligation ?? '',
    answer: 'see',
  }
  if (type === 'text') return `'${ours[name] ?? 'x'}'`
  if (type === 'text[]') return name === 'exact_identifiers' ? `ARRAY['${secrets[1]}']` : "'{administrator}'"
  if (type === 'jsonb')
    return name === 'row_given'
      ? `'${JSON.stringify({ area, case_id: caseId, obligation: children.obligation, state: 'void' })}'`
      : "'[]'"
  if (type.startsWith('timestamp')) return 'now()'
  if (type === 'date') return 'current_date'
  if (type === 'boolean') return 'true'
  return `NULL::${type}`
}

type Attempt = { world: World; crawler: Crawler; unseen: readonly Staged[]; attack: Attack }

const SEEN =
  'SELECT to_jsonb(i)::text FROM casework.identity i UNION ALL SELECT to_jsonb(i)::text FROM casework.identifier i'
const actors = new Map<string, ReturnType<World['actor']>>()
function actorOf(world: World, worker: string): ReturnType<World['actor']> {
  const known = actors.get(worker) ?? world.actor(worker)
  actors.set(worker, known)
  return known
}

const logins = new WeakMap<World, Promise<pg.Client>>()

/** Sends it as this person over a direct login, looks at the names that are then seen, and keeps whatever it did. */
async function attempt({ world, crawler, unseen, attack }: Attempt, tally: Tally) {
  const { database } = world
  const opening = logins.get(world) ?? openLogin(database)
  logins.set(world, opening)
  const login = await opening
  const pid = 'processID' in login ? String(login.processID) : '*'
  const as = async (worker: string) => signedScope(database.scopes.key, await actorOf(world, worker), pid)
  await login.query(
    `RESET ALL; DEALLOCATE ALL; SET weft.scope = '${await as('don-manager')}'; PREPARE kept AS SELECT last_name FROM casework.identity;
     EXECUTE kept; SET weft.scope = '${await as(crawler.worker)}'`,
  )
  tally.attacks += 1
  const answers: unknown[] = []
  const statements = [...attack.statements, 'EXECUTE kept', SEEN]
  for (const statement of statements)
    answers.push(
      await login.query(statement).then(
        answer => ('rows' in answer ? answer.rows : []),
        error => (error instanceof pg.DatabaseError ? [error.message, error.detail, error.hint] : []),
      ),
    )
  const words = JSON.stringify(answers, (_, each) => (typeof each === 'bigint' ? String(each) : each))
  const named = unseen.filter(({ secrets: [surname = ''] }) => words.includes(surname))
  if (named.length > 0)
    tally.seen.push(`${crawler.worker}, ${attack.words}: ${named.map(({ name }) => name).join(', ')}`)
}

async function openLogin(database: TestDatabase): Promise<pg.Client> {
  const login = new pg.Client({ connectionString: database.urlOf('weft_app') })
  login.on('error', () => {})
  await login.connect()
  return login
}

type Foreign = { crawler: Crawler; unseen: readonly Staged[]; tables: readonly string[] }

/** A hash of each table's rows that are not this person's: of cases unseen, and of other organisations. */
async function foreignRows({ load }: TestDatabase, { crawler, unseen, tables }: Foreign): Promise<Map<string, string>> {
  const kept = tables.filter(name => !name.startsWith('journal.'))
  const ofCases = [...kept, 'access.limited_case', 'access.named_worker'].map(
    name => [name, 'case_id = ANY ($1)'] as const,
  )
  const ofOthers = ['directory.post', 'directory.organisation', 'directory.works_in'].map(
    name => [name, 'organisation <> $2'] as const,
  )
  const asked = [...ofCases, ...ofOthers].map(
    ([name, which]) =>
      `SELECT '${name}' AS name, md5(string_agg(to_jsonb(t)::text, ',' ORDER BY to_jsonb(t)::text)) AS hash FROM ${quoted(name)} t WHERE ${which}`,
  )
  const found = await load(asked.join(' UNION ALL '), [unseen.map(({ caseId }) => caseId), crawler.organisation])
  return new Map(found.rows.map(({ name, hash }) => [String(name), String(hash)]))
}
