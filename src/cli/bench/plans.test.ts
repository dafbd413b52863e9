import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { journalChoices, journalPage } from '../../access/looks.ts'
import { caseRecord } from '../../casework/person/case-record.ts'
import { findPerson } from '../../casework/person/find-person.ts'
import { listCases } from '../../casework/person/list-cases.ts'
import { timelineOf } from '../../casework/person/timeline.ts'
import { planOf } from '../../casework/plan/plan.ts'
import { countReferrals, listReferrals, referralsOf } from '../../casework/referral/read-model.ts'
import { openPool } from '../../database/pool.ts'
import { type Actor, type Scope, type Scopes, withScope } from '../../database/scope.ts'
import { parseMonth } from '../../kernel/month.ts'
import { heldCounts, openObligations } from '../../obligations/read-model.ts'
import { changedSince, figuresIn } from '../../performance/figures/read-model.ts'
import { openWorld, type World } from '../../web/testing/world.ts'
import { loadToday } from '../../web/today/load.ts'

const CASES = 3_000
/** One case in so many is the viewer's organisation's; as in life, most are others'. */
const OURS = 20
const LARGE = [
  'live',
  'person_live',
  'search_key',
  'obligation',
  'referral',
  'session',
  'event',
  'figure',
  'case',
  'identity',
]

type Asked = { text: string; values: unknown[] }
let world: World
let viewer: Actor
let scopes: Scopes
const asked: Asked[] = []
let listening = false

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  for (const statement of ROWS) await world.database.load(statement)
  await world.database.owner.query('ANALYZE')
  viewer = await world.actor('lantern-manager')
  const pool = openPool(world.database.urlOf('weft_app'), { size: 1 })
  pool.on('connect', client => {
    const query = client.query.bind(client)
    Object.assign(client, {
      query: (what: string | { text: string; values: unknown[] }, values: unknown[] = []) => {
        const one = typeof what === 'string' ? { text: what, values } : what
        if (listening) asked.push(one)
        return typeof what === 'string' ? query(what, values) : query(what)
      },
    })
  })
  scopes = { ...world.database.scopes, pool }
}, 180_000)
afterAll(async () => {
  await scopes.pool.end()
  await world.close()
})

/** Any organisation, each as often. */
const OTHER = '(SELECT (array_agg(organisation))[1 + n % count(*)] FROM directory.organisation)'
const numbered = (what: string) =>
  what
    .replaceAll('{other}', OTHER)
    .replaceAll('{case}', "'G' || lpad(n::text, 5, '0')")
    .replaceAll('{us}', `n % ${OURS} = 0`)
const each = (statement: string) => numbered(`${statement} FROM generate_series(1, ${CASES}) n`)

/** Rows straight into the tables, since only how they are found is looked at here. */
const ROWS = [
  each(
    `INSERT INTO casework.case (area, case_id, current_area, opened_at, source) SELECT 'C05', {case}, 'C05', now(), 'test'`,
  ),
  each(`INSERT INTO casework.responsibility (area, case_id, from_at, organisation, officer, reason, source)
    SELECT 'C05', {case}, now() - interval '90 days', 'airedale-lead', 'lead-officer', 'opened', 'test'`),
  each(
    `INSERT INTO casework.identity (area, case_id, first_name, last_name) SELECT 'C05', {case}, 'Robin', 'Invented' || n`,
  ),
  each(
    `INSERT INTO casework.identifier (area, case_id, kind, value) SELECT 'C05', {case}, 'crn', 'X' || lpad(n::text, 6, '0')`,
  ),
  each(`INSERT INTO casework.search_key (area, case_id, kind, key) SELECT 'C05', {case}, 'word', 'invented' || n`),
  each(`INSERT INTO access.live (organisation, area, case_id, until, classes, openness, responsible, listed, sort_name, since)
    SELECT CASE WHEN {us} THEN 'lantern-trust' ELSE 'harbour-house' END, 'C05', {case}, 'infinity', 131071, 'all', false, true, 'invented' || n, now()`),
  each(`INSERT INTO access.person_live (worker, organisation, area, case_id, until, classes, listed, mine, sort_name, since)
    SELECT CASE WHEN {us} THEN 'lantern-worker' ELSE 'harbour-worker' END, CASE WHEN {us} THEN 'lantern-trust' ELSE 'harbour-house' END,
      'C05', {case}, 'infinity', 131071, true, true, 'invented' || n, now()`),
  each(`INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, sent_at)
    SELECT 'C05', {case}, 'R' || n, 'accommodation', {other}, 'lead-officer', CASE WHEN {us} THEN 'lantern-trust' ELSE 'harbour-house' END,
      'sent', now(), now() - n * interval '1 minute'`),
  each(`INSERT INTO casework.session (area, case_id, session, provider, kind, starts_at, minutes, booked_at, method, format, state)
    SELECT 'C05', {case}, 'S' || n, CASE WHEN {us} THEN 'lantern-trust' ELSE 'harbour-house' END, 'supervision', now() + n * interval '1 hour',
      60, now(), 'phone', 'one to one', 'booked'`),
  numbered(`INSERT INTO obligations.obligation (area, case_id, obligation, code, version, subject, owed_by, holder, started_at, due_at, month, state, link)
    SELECT 'C05', {case}, 'O' || n, d.code, d.version, 'referral R' || n, x.provider, x.provider, now() - interval '2 days',
           now() + n * interval '1 minute', '2026-10', 'open', '/'
      FROM generate_series(1, ${CASES}) n, LATERAL (SELECT CASE WHEN {us} THEN 'lantern-trust' ELSE 'harbour-house' END AS provider) x,
           (SELECT code, version FROM obligations.definition WHERE code = 'answer-referral' ORDER BY version DESC LIMIT 1) d`),
  each(`INSERT INTO journal.event (kind, subject, area, case_id, organisation, purpose, occurred_at, salt, facts, facts_hash)
    SELECT 'referral.sent', 'referral R' || n, 'C05', {case}, 'airedale-lead', 'test', now(), '\\x00', '{}', '\\x00'`),
  `INSERT INTO performance.figure (area, month, measure, organisation, version, numerator, denominator, records, as_of)
    SELECT 'C' || lpad((1 + o % 21)::text, 2, '0'), to_char(date '2026-01-01' + n * interval '1 month', 'YYYY-MM'), 'measure ' || m,
           CASE o WHEN 4 THEN 'lantern-trust' ELSE 'organisation ' || o END, 1, 1, 1, 1, now() - n * interval '1 month'
      FROM generate_series(0, 11) n, generate_series(1, 10) m, generate_series(1, 60) o`,
]

const ONE = { area: 'C05', caseId: 'G00100' } as const

const STATEMENTS: readonly (readonly [string, (tx: Scope) => Promise<unknown>])[] = [
  ['the list of cases', tx => listCases(tx, { list: 'all', after: null })],
  ['the list of one’s own cases', tx => listCases(tx, { list: 'mine', after: null })],
  ['a later page of the list', tx => listCases(tx, { list: 'all', after: ONE })],
  ['a search by name', tx => findPerson(tx, 'invented100')],
  ['a search by identifier', tx => findPerson(tx, 'X000100')],
  ['a case by id', tx => caseRecord(tx, ONE)],
  ['the open obligations of Today', tx => openObligations(tx)],
  ['the referrals to answer', tx => listReferrals(tx, 'to-answer', undefined)],
  ['the referrals of a case', tx => referralsOf(tx, ONE)],
  ['the timeline of a case', tx => timelineOf(tx, ONE, { before: null, most: 50 })],
  ['the plan of a case', tx => planOf(tx, ONE)],
  ['what the organisation holds', tx => heldCounts(tx)],
  ['how many referrals each list has', tx => countReferrals(tx)],
  ['Today', tx => loadToday(tx, { whose: 'mine' })],
  ['whether figures have changed', tx => changedSince(tx, 'C05', tx.now)],
  ['the figures of a month', tx => figuresIn(tx, 'C05', [parseMonth('2026-10')])],
  ['the journal', tx => journalPage(tx, {})],
  ['the journal of one kind of event', tx => journalPage(tx, { kind: 'referral.sent' })],
  ['the journal of one worker', tx => journalPage(tx, { worker: 'lantern-worker' })],
  ['the kinds of event in the journal', tx => journalChoices(tx)],
]

test.each(STATEMENTS)(
  '%s reads no large table from end to end, whether planned for its values or for any',
  async (_, read) => {
    const whole: string[] = []
    await withScope(scopes, { actor: viewer, purpose: 'test', kind: 'reads' }, async tx => {
      listening = true
      await read(tx)
      listening = false
    })
    const statements = asked.splice(0).filter(({ text }) => /^\s*(SELECT|WITH)\b/i.test(text))
    expect(statements.length).toBeGreaterThan(0)
    for (const { text, values } of statements) whole.push(...(await scansOf({ text, values })))
    expect(whole).toEqual([])
  },
)

/** EXPLAIN (GENERIC_PLAN) came with PostgreSQL 16. */
const FIRST_WITH_GENERIC_PLAN = 160_000

/**
 * The sequential scans of large tables in the plans by which the app would run the statement: the one made for these values, and
 * the one for any, except where the statement is planned anew each time.
 */
async function scansOf({ text, values }: Asked): Promise<string[]> {
  const client = await scopes.pool.connect()
  try {
    const once = await client.query<{ 'QUERY PLAN': string }>({ text: `EXPLAIN ${text}`, values })
    const version = await client.query<{ number: number }>(
      "SELECT current_setting('server_version_num')::int AS number",
    )
    const plansForAny = (version.rows[0]?.number ?? 0) >= FIRST_WITH_GENERIC_PLAN
    const any = !plansForAny
      ? []
      : (await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${text}`)).rows
    return [...once.rows, ...any]
      .map(row => row['QUERY PLAN'])
      .filter(line => LARGE.some(table => new RegExp(`Seq Scan on (\\w+\\.)?"?${table}"?\\b`).test(line)))
      .map(line => `${line.trim()} in ${text.replaceAll(/\s+/g, ' ').trim().slice(0, 200)}`)
  } finally {
    client.release()
  }
}
