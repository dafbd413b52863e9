import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { AnyRow } from '../story/tables.ts'
import { copyText } from './copy-text.ts'

/** Tables whose storage is this transaction's own: what is written there needs no second visit to be known as committed. */
export type Fresh = ReadonlySet<string>

type Columns = { readonly table: string; readonly columns: readonly string[] }

/**
 * Does `work` as the owner of these tables, to whom they are open meanwhile: COPY into a table under forced row security is refused. In
 * the transaction of a load, so that nobody else ever sees them so; the loader goes on afterwards.
 */
export async function openToOwner<T>(
  client: pg.ClientBase,
  tables: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const { rows: forced } = await client.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name JOIN pg_class ON oid = name::regclass WHERE relforcerowsecurity',
    [tables],
  )
  const turn = (how: 'NO FORCE' | 'FORCE') =>
    client.query(forced.map(({ name }) => `ALTER TABLE ${name} ${how} ROW LEVEL SECURITY`).join('; '))
  await client.query('RESET ROLE')
  await turn('NO FORCE')
  const done = await work()
  await turn('FORCE')
  await client.query('SET LOCAL ROLE weft_loader')
  return done
}

/** Writes rows; what a row does not name is empty. Within `openToOwner`. */
export async function copyRows(
  client: pg.ClientBase,
  { table, columns, rows }: Columns & { rows: readonly AnyRow[] },
): Promise<void> {
  if (rows.length === 0) return
  await copyIn(client, { table, columns, text: new TextEncoder().encode(copyText(columns, rows)) })
}

/** Writes what COPY reads. Within `openToOwner`. */
export async function copyIn(
  client: pg.ClientBase,
  { table, columns, text }: Columns & { text: Uint8Array },
  fresh: Fresh = new Set(),
): Promise<void> {
  const named = columns.map(column => `"${column}"`).join(', ')
  const stream = client.query(copyFrom(`COPY ${table} (${named}) FROM STDIN${fresh.has(table) ? ' (FREEZE)' : ''}`))
  const done = once(stream, 'finish')
  stream.end(text)
  await done
}
