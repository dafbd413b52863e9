import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { WeftError } from '../kernel/errors.ts'
import { migrationsDigest } from './migrate.ts'

/** What a back-up or a restore did: rows by table, and a digest of everything that is the same wherever it is restored. */
export type BackupReport = { tables: number; rows: number; digest: string }

type Table = { name: string; columns: string[] }
type Header = { weft: 'backup'; made: string; migrations: string; tables: Table[] }

/** Never backed up: the key stays with the installation, migrations are applied anew, and a restore begins a new epoch. */
const LEFT_OUT = ['access.scope_key', 'journal.epoch', 'public.migration']
const END_OF_TABLE = '\\.'

/**
 * Writes every table, as of one instant, into a gzip file: a line of JSON, then each table in PostgreSQL's COPY text.
 * The file appears under its name only when it is whole. `said` is told each table as it is written.
 */
export async function writeBackup(
  ownerUrl: string,
  file: string,
  said: (table: string) => void,
): Promise<BackupReport> {
  const client = await connectAs(ownerUrl, 'weft_backup')
  const part = `${file}.part`
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const tables = await tablesOf(client)
    const made = await client.query<{ now: string }>('SELECT now()::text AS now')
    const header: Header = {
      weft: 'backup',
      made: made.rows[0]?.now ?? '',
      migrations: await migrationsDigest(),
      tables,
    }
    const count = countLines()
    await pipeline(
      Readable.from(linesOf(client, header, said), { objectMode: false }),
      count.through,
      createGzip(),
      createWriteStream(part, { mode: 0o600 }),
    )
    await client.query('COMMIT')
    await rename(part, file)
    return { tables: tables.length, rows: count.rows() - tables.length, digest: count.digest() }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await client.end()
  }
}

async function* linesOf(client: pg.Client, header: Header, said: (table: string) => void) {
  yield Buffer.from(`${JSON.stringify(header)}\n`)
  for (const table of header.tables) {
    said(table.name)
    yield* client.query(copyTo(`COPY (SELECT ${quoted(table)} FROM ${table.name} ORDER BY ${quoted(table)}) TO STDOUT`))
    yield Buffer.from(`${END_OF_TABLE}\n`)
  }
}

/**
 * Reads a back-up into a migrated database that holds nobody yet, in one transaction. Refuses with `setup.refused` a file that is
 * no back-up of this version, is cut short, or a database with cases in it.
 */
export async function readBackup(ownerUrl: string, file: string, said: (table: string) => void): Promise<BackupReport> {
  const client = await connectAs(ownerUrl, 'weft_loader')
  const lines = createInterface({
    input: createReadStream(file).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  })[Symbol.asyncIterator]()
  const hash = createHash('sha256')
  let rows = 0
  try {
    const header = await readHeader(lines)
    await client.query('BEGIN')
    await refuseFull(client)
    for (const table of await emptied(client, header.tables)) {
      said(table.name)
      rows += await loadTable(client, table, tableLines(lines, table, hash))
    }
    await afterwards(client)
    await client.query('COMMIT')
    return { tables: header.tables.length, rows, digest: hash.digest('hex') }
  } finally {
    await client.end()
  }
}

async function readHeader(lines: AsyncIterator<string>): Promise<Header> {
  const first = await lines.next().catch(() => ({ done: true, value: '' }))
  const header = parsed(String(first.value))
  if (header?.weft !== 'backup') throw new WeftError('setup.refused', 'This file is no back-up of Weft.')
  if (header.migrations !== (await migrationsDigest()))
    throw new WeftError(
      'setup.refused',
      'This back-up was made by another version of Weft. Restore it with that version.',
    )
  return header
}

function parsed(text: string): Header | undefined {
  try {
    return JSON.parse(text) as Header
  } catch {
    return undefined
  }
}

async function refuseFull(client: pg.Client) {
  const cases = await client.query('SELECT FROM casework.case LIMIT 1')
  const workers = await client.query('SELECT FROM directory.worker LIMIT 1')
  if (cases.rowCount !== 0 || workers.rowCount !== 0)
    throw new WeftError('setup.refused', 'The database already holds people or cases. Restore into an empty one.')
}

/** Reference rows that the migrations wrote are replaced by those of the back-up; parents before children. */
async function emptied(client: pg.Client, tables: readonly Table[]): Promise<readonly Table[]> {
  await client.query(`TRUNCATE ${tables.map(table => table.name).join(', ')}`)
  return tables
}

async function* tableLines(lines: AsyncIterator<string>, table: Table, hash: ReturnType<typeof createHash>) {
  for (;;) {
    const next = await lines.next()
    if (next.done)
      throw new WeftError('setup.refused', `The back-up ends in the middle of ${table.name}. It is not whole.`)
    hash.update(`${next.value}\n`)
    if (next.value === END_OF_TABLE) return
    yield `${next.value}\n`
  }
}

/** Rows come in through a temporary table, since COPY itself may not write under row security. */
async function loadTable(client: pg.Client, table: Table, lines: AsyncIterable<string>): Promise<number> {
  await client.query(`CREATE TEMP TABLE arriving (LIKE ${table.name}) ON COMMIT DROP`)
  await pipeline(Readable.from(lines), client.query(copyFrom(`COPY arriving (${quoted(table)}) FROM STDIN`)))
  const written = await client.query(
    `INSERT INTO ${table.name} (${quoted(table)}) OVERRIDING SYSTEM VALUE SELECT ${quoted(table)} FROM arriving`,
  )
  await client.query('DROP TABLE arriving')
  return written.rowCount ?? 0
}

async function afterwards(client: pg.Client) {
  await client.query('UPDATE journal.epoch SET epoch = (SELECT coalesce(max(epoch), 0) + 1 FROM journal.event)')
  await client.query('RESET ROLE')
  await client.query(
    "SELECT setval(pg_get_serial_sequence('journal.event', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM journal.event), false)",
  )
}

async function connectAs(ownerUrl: string, role: 'weft_backup' | 'weft_loader'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await client.query(`SET ROLE ${role}; SET TimeZone = 'UTC'; SET extra_float_digits = 3`)
  return client
}

const quoted = (table: Table) => table.columns.map(column => `"${column}"`).join(', ')

/** Every table of ours, parents before children. */
async function tablesOf(client: pg.Client): Promise<Table[]> {
  const found = await client.query<{ name: string; columns: string[]; parents: string[] }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
           (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
           coalesce((SELECT array_agg(DISTINCT k.confrelid::regclass::text) FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid), '{}') AS parents
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname IN (SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)')
     ORDER BY 1`)
  const waiting = found.rows.filter(row => !LEFT_OUT.includes(row.name))
  const sorted: Table[] = []
  const done = new Set<string>(LEFT_OUT)
  while (waiting.length > 0) {
    const at = waiting.findIndex(row => row.parents.every(parent => done.has(parent)))
    const [next] = waiting.splice(Math.max(at, 0), 1)
    if (!next) break
    done.add(next.name)
    sorted.push({ name: next.name, columns: next.columns })
  }
  return sorted
}

/** Counts lines and digests them as a restore will, table by table, while they pass through. */
function countLines() {
  const hash = createHash('sha256')
  let rows = -1
  const through = new Transform({
    transform(chunk: Buffer, _, done) {
      const start = rows < 0 ? chunk.indexOf(10) + 1 : 0
      for (const byte of chunk) if (byte === 10) rows += 1
      hash.update(chunk.subarray(start))
      done(null, chunk)
    },
  })
  return { through, rows: () => rows, digest: () => hash.digest('hex') }
}
