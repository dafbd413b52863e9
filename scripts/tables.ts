/** `npm run tables`: writes the types of every table from a freshly migrated database, a file per schema. `--verify` only compares. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../src/database/embedded.ts'
import { openTestDatabase } from '../src/database/testing/test-database.ts'

const TYPES = {
  timestamptz: 'Temporal.Instant',
  date: 'Temporal.PlainDate',
  int8: 'bigint',
  xid8: 'string',
  bytea: 'Buffer',
}
/** Some two hundred lines of types. */
const MOST_TABLES = 16
const FOLDER = new URL('../src/database/tables/', import.meta.url).pathname

type Part = { name: string; tables: string[] }

/** The tables of each schema, in parts small enough to read. */
async function partsOf(address: string): Promise<Part[]> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  const found = await client.query<{ schema: string; tables: string[] }>(
    `SELECT table_schema AS schema, array_agg(table_name::text ORDER BY table_name) AS tables FROM information_schema.tables
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'public') GROUP BY 1 ORDER BY 1`,
  )
  await client.end()
  return found.rows.flatMap(({ schema, tables }) =>
    Array.from({ length: Math.ceil(tables.length / MOST_TABLES) }, (_, at) => ({
      name: tables.length > MOST_TABLES ? `${schema}-${at + 1}` : schema,
      tables: tables.slice(at * MOST_TABLES, (at + 1) * MOST_TABLES).map(table => `${schema}.${table}`),
    })),
  )
}

function generate(address: string, { name, tables }: Part) {
  const options = [
    ['--url', address],
    ['--dialect', 'postgres'],
    ['--out-file', join(FOLDER, `${name}.ts`)],
    ['--include-pattern', tables.length > 1 ? `{${tables.join(',')}}` : tables.join()],
    ['--type-mapping', JSON.stringify(TYPES)],
    ['--custom-imports', JSON.stringify({ Temporal: 'temporal-polyfill#Temporal' })],
    ['--log-level', 'error'],
    process.argv.includes('--verify') ? ['--verify'] : [],
  ].flat()
  execFileSync('npx', ['kysely-codegen', ...options], { stdio: 'inherit' })
}

function index(parts: readonly Part[]): string {
  const typeOf = ({ name }: Part) => name.replace(/^.|-./g, letter => letter.replace('-', '').toUpperCase())
  const imports = parts.map(part => `import type { DB as ${typeOf(part)} } from './tables/${part.name}.ts'`)
  return `${imports.join('\n')}

/** Every table of Weft, by schema and name. Written by \`npm run tables\` from the migrations. */
export interface DB
  extends ${parts.map(typeOf).join(',\n    ')} {}
`
}

const temporary = await mkdtemp(join(tmpdir(), 'weft-tables-'))
const postgres = await startEmbedded({ folder: temporary, settings: { fsync: 'off' } })
try {
  const database = await openTestDatabase(postgres.superuserUrl)
  const url = new URL(postgres.superuserUrl)
  url.pathname = new URL(database.ownerUrl).pathname
  const parts = await partsOf(url.href)
  for (const part of parts) generate(url.href, part)
  if (!process.argv.includes('--verify')) await writeFile(join(FOLDER, '../tables.ts'), index(parts))
  await database.close()
} finally {
  await postgres.stop()
  await rm(temporary, { recursive: true, force: true })
}
