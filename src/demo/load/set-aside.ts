import type pg from 'pg'

/**
 * Sets the indexes and references of these tables aside, those of their keys apart, does `work` and puts them back as they
 * were: rows go in about twice as fast without, and each reference is then proved once for all rows instead of once a row.
 * In the transaction of the load, as the owner, so that nobody ever sees a table without them: rows that break a reference
 * fail the load, and a load that fails leaves everything as it was.
 */
export async function setAside<T>(
  client: pg.ClientBase,
  tables: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const { rows: found } = await client.query<{ away: string; back: string }>(PARTS, [tables])
  const empty = await emptyOf(client, tables)
  await asOwner(client, async () => {
    for (const { away } of found) await client.query(away)
    await beginAnew(client, empty)
  })
  const done = await work()
  await asOwner(client, async () => {
    await client.query(`SET LOCAL maintenance_work_mem = '256MB'`)
    for (const { back } of found) await client.query(back)
    await client.query(`ANALYZE ${tables.join(', ')}`)
  })
  return done
}

/** Asked as the loader, who sees every row: to the owner a table under forced row security looks empty. */
async function emptyOf(client: pg.ClientBase, tables: readonly string[]): Promise<string[]> {
  const empty: string[] = []
  for (const table of tables) {
    const { rows: found } = await client.query<{ used: boolean }>(`SELECT EXISTS (SELECT FROM ${table}) AS used`)
    if (!found[0]?.used) empty.push(table)
  }
  return empty
}

/** Storage of this transaction: with `wal_level = minimal` its rows are written once, and not also to the log. */
async function beginAnew(client: pg.ClientBase, empty: readonly string[]): Promise<void> {
  const { rows: free } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name
      WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confrelid = name::regclass)`,
    [empty],
  )
  if (free.length > 0) await client.query(`TRUNCATE ${free.map(({ name }) => name).join(', ')}`)
}

/** What takes each part away and what makes it again, in the words of the catalogue. */
const PARTS = `
  SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS away, pg_get_indexdef(i.indexrelid) AS back
    FROM pg_index i
   WHERE i.indrelid = ANY ($1::text[]::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
  UNION ALL
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
         format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
    FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = ANY ($1::text[]::regclass[])
   ORDER BY 2`

async function asOwner(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query('RESET ROLE')
  await work()
  await client.query('SET LOCAL ROLE weft_loader')
}
