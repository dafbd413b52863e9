import type pg from 'pg'
import type { AnyRow } from '../story/tables.ts'
import { copyInto, quoted } from './copy.ts'

/**
 * Writes rows into a protected table: COPY into a temporary table of its shape, then one INSERT … SELECT, since COPY into a
 * table under forced row security is refused. `values` gives the SQL of columns that are made of others.
 */
export async function writeRows(
  client: pg.ClientBase,
  {
    table,
    columns,
    rows,
    made = {},
  }: { table: string; columns: readonly string[]; rows: readonly AnyRow[]; made?: Readonly<Record<string, string>> },
): Promise<void> {
  if (rows.length === 0) return
  const stage = `stage_${table.replace('.', '_')}`
  await client.query(`CREATE TEMP TABLE IF NOT EXISTS ${stage} AS SELECT ${quoted(columns)} FROM ${table} WITH NO DATA`)
  await copyInto(client, { table: stage, columns, rows })
  const extra = Object.keys(made)
  await client.query(
    `INSERT INTO ${table} (${quoted([...columns, ...extra])})
     SELECT ${[quoted(columns), ...Object.values(made)].join(', ')} FROM ${stage}`,
  )
  await client.query(`TRUNCATE ${stage}`)
}
