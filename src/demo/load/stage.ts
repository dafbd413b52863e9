import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { AnyRow } from '../story/tables.ts'
import { copyText } from './copy-text.ts'

type Written = {
  readonly table: string
  readonly columns: readonly string[]
  /** SQL of columns that are made of others. */
  readonly made?: Readonly<Record<string, string>>
}

/** Writes rows into a protected table; what a row does not name is empty. */
export async function writeRows(
  client: pg.ClientBase,
  { table, columns, rows }: Written & { rows: readonly AnyRow[] },
): Promise<void> {
  if (rows.length === 0) return
  await writeText(client, { table, columns, text: new TextEncoder().encode(copyText(columns, rows)) })
}

/**
 * Writes into a protected table what COPY reads: into a temporary table of its shape, then one INSERT … SELECT, since COPY
 * into a table under forced row security is refused.
 */
export async function writeText(
  client: pg.ClientBase,
  { table, columns, text, made = {} }: Written & { text: Uint8Array },
): Promise<void> {
  const stage = `stage_${table.replace('.', '_')}`
  await client.query(`CREATE TEMP TABLE IF NOT EXISTS ${stage} AS SELECT ${quoted(columns)} FROM ${table} WITH NO DATA`)
  await copyInto(client, `COPY ${stage} (${quoted(columns)}) FROM STDIN`, text)
  const plain = columns.filter(column => !(column in made))
  await client.query(
    `INSERT INTO ${table} (${quoted([...plain, ...Object.keys(made)])})
     SELECT ${[quoted(plain), ...Object.values(made)].join(', ')} FROM ${stage}`,
  )
  await client.query(`TRUNCATE ${stage}`)
}

async function copyInto(client: pg.ClientBase, copy: string, text: Uint8Array): Promise<void> {
  const stream = client.query(copyFrom(copy))
  const done = once(stream, 'finish')
  stream.end(text)
  await done
}

/** Columns as SQL names them; `by` and `words` are ordinary names there, and quoting harms none. */
const quoted = (columns: readonly string[]): string => columns.map(column => `"${column}"`).join(', ')
