import pg from 'pg'
import type { TestDatabase } from '../../src/database/testing/test-database.ts'

/** Which rows of a table a viewer of these classes, acting for this organisation, sees. */
type Rule = (seen: ReadonlySet<string>, organisation: string, row: Readonly<Record<string, unknown>>) => boolean

const of =
  (name: string): Rule =>
  seen =>
    seen.has(name)
const anything: Rule = seen => seen.size > 0
const service: Rule = (seen, organisation, row) =>
  seen.size > 0 && (seen.has('services') || row.provider === organisation)
/** Who else has to do with a person is for those who see all services; an organisation sees its own part. */
const ownPart: Rule = (seen, organisation, row) =>
  seen.size > 0 && (seen.has('services') || row.organisation === organisation)

/** What each table of people's records holds, said again by hand. A table not listed is held to the least: nothing of a case unseen. */
export const RULES: Readonly<Record<string, Rule>> = {
  'casework.case': anything,
  'casework.responsibility': anything,
  'access.involvement': ownPart,
  'access.assignment': ownPart,
  'access.sharing_decision': ownPart,
  'casework.identity_outline': of('outline'),
  'casework.identity': of('identity'),
  'casework.alias': of('identity'),
  'casework.identifier': of('identity'),
  'casework.search_key': of('identity'),
  'casework.contact': of('contact'),
  'casework.sentence': of('sentence'),
  'casework.requirement': of('sentence'),
  'casework.sentence_outline': of('sentence_outline'),
  'casework.sentence_end': of('sentence_end'),
  'casework.need': of('needs'),
  'casework.plan': of('needs'),
  'casework.goal': of('needs'),
  'casework.step': of('needs'),
  'casework.risk_level': of('risk_level'),
  'casework.risk_summary': of('risk_summary'),
  'casework.risk': of('risk'),
  'casework.adjustment': of('adjustment'),
  'casework.unparsed': of('risk'),
  'casework.health': of('health'),
  'casework.characteristics': of('characteristics'),
  // A draft is its writer's own.
  'casework.referral': (seen, organisation, row) =>
    service(seen, organisation, row) && (row.state !== 'draft' || row.sender === organisation),
  'casework.referral_need': service,
  'casework.service': service,
  'casework.allocation': service,
  'casework.activity': service,
  'casework.session': service,
  'casework.report': service,
  'casework.report_outcome': service,
  'casework.note': (seen, _, row) => seen.has(String(row.class)),
  'performance.dispute_row': anything,
  'performance.frozen_row': ownPart,
  'handover.transfer': (seen, organisation, row) =>
    seen.size > 0 &&
    (seen.has('services') ||
      row.from_organisation === organisation ||
      (row.to_organisation === organisation && row.first_offered_at !== null)),
}

/** Tables whose rows the partnership itself makes, and what keeper makes of them. */
const MADE_BY_HISTORY = new Set([
  'casework.case',
  'casework.responsibility',
  'casework.referral',
  'casework.service',
  'casework.allocation',
  'handover.transfer',
  'access.involvement',
  'access.assignment',
  'access.sharing_decision',
  'access.live',
  'access.person_live',
])

/** Every table that holds rows of a case, read from the catalogue. */
export async function caseTables(database: TestDatabase): Promise<string[]> {
  const found = await database.owner.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_id' AND NOT a.attisdropped)
        AND has_any_column_privilege('weft_app', c.oid, 'SELECT')
      ORDER BY 1`,
  )
  return found.rows.map(row => row.name)
}

export const quoted = (table: string) =>
  table
    .split('.')
    .map(part => `"${part}"`)
    .join('.')

type Column = { name: string; type: string; needed: boolean; checked: string | null; points_to: string | null }

async function columnsOf(database: TestDatabase, table: string): Promise<Column[]> {
  const found = await database.owner.query<Column>(
    `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS needed,
            (SELECT substring(pg_get_constraintdef(k.oid) FROM 'ARRAY\\[''([^'']*)''') FROM pg_constraint k
              WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum] LIMIT 1) AS checked,
            (SELECT k.confrelid::regclass::text FROM pg_constraint k
              WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1) AS points_to
       FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [quoted(table)],
  )
  return found.rows
}

const BY_TYPE: Readonly<Record<string, unknown>> = {
  text: 'words',
  integer: 10,
  bigint: 1,
  smallint: 10,
  boolean: false,
  date: '2026-01-05',
  'timestamp with time zone': '2026-01-05T10:00:00Z',
  'text[]': [],
  jsonb: '{}',
  numeric: 1,
  xid8: '1',
  bytea: Buffer.from('00'),
  uuid: '00000000-0000-4000-8000-000000000000',
}
const BY_TARGET: Readonly<Record<string, unknown>> = {
  'directory.worker': 'worker-0',
  'directory.area': 'C05',
  'access.class': 'health',
}

function valueFor(column: Column, key: Filled): unknown {
  if (column.name === 'area') return key.area
  if (column.name === 'case_id') return key.caseId
  if (column.points_to === 'directory.organisation') return key.holder
  if (column.points_to !== null && column.points_to in BY_TARGET) return BY_TARGET[column.points_to]
  if (column.name === 'worker') return BY_TARGET['directory.worker']
  if (column.name === 'provider' || column.name === 'organisation') return key.holder
  if (column.checked !== null) return column.checked
  if (column.type === 'text') return `words ${key.caseId}`
  return BY_TYPE[column.type] ?? null
}

/** A case to fill in, and the organisation that its rows speak of where they speak of one. */
export type Filled = { area: string; caseId: string; holder: string }

/** Opens a connection past every law and key, so that what a row points to need not be there. */
export async function openPastLaw(database: TestDatabase, superuserUrl: string): Promise<pg.Client> {
  const url = new URL(superuserUrl)
  url.pathname = new URL(database.ownerUrl).pathname
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query('SET session_replication_role = replica')
  return client
}

/** Puts a row for each case into every table that has none from its history; returns the tables that took none, and why. */
export async function fillZone(
  database: TestDatabase,
  client: pg.Client,
  tables: readonly string[],
  cases: readonly Filled[],
): Promise<string[]> {
  const empty: string[] = []
  for (const table of tables.filter(name => !MADE_BY_HISTORY.has(name))) {
    const insert = await insertInto(database, table)
    try {
      for (const at of cases.keys())
        if (at % ROWS_AT_ONCE === 0) await insert(client, cases.slice(at, at + ROWS_AT_ONCE))
    } catch (error) {
      empty.push(`${table}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return empty
}

const ROWS_AT_ONCE = 100
const columnsKnown = new Map<string, Column[]>()

/** How rows are put into one table past its keys: whatever it must have, by the words of the case or of the holder. */
export async function insertInto(database: TestDatabase, table: string) {
  const columns = columnsKnown.get(table) ?? (await columnsOf(database, table)).filter(isFilled)
  columnsKnown.set(table, columns)
  const names = columns.map(column => `"${column.name}"`).join(', ')
  return (client: pg.Client, cases: readonly Filled[]) => {
    const rows = cases.map((_, row) => `(${columns.map((__, at) => `$${row * columns.length + at + 1}`).join(', ')})`)
    return client.query(
      `INSERT INTO ${quoted(table)} (${names}) VALUES ${rows.join(', ')} ON CONFLICT DO NOTHING`,
      cases.flatMap(each => columns.map(column => valueFor(column, each))),
    )
  }
}

const isFilled = ({ name, needed }: Column) => needed || ['area', 'case_id', 'provider', 'organisation'].includes(name)
