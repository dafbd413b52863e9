import type pg from 'pg'
import type { Fresh } from './copy-rows.ts'

/**
 * Sets the indexes, references and keys of these tables aside, does `work` and puts them back as they
 * were: rows go in about twice as fast without, and each reference is then proved once for all rows instead of once a row.
 * In the transaction of the load, as the owner, so that nobody ever sees a table without them: rows that break one
 * fail the load, and a load that fails leaves everything as it was.
 */
export async function setAside<T>(
  client: pg.ClientBase,
  tables: readonly string[],
  work: (fresh: Fresh) => Promise<T>,
): Promise<T> {
  const { rows: found } = await client.query<{ away: string; back: string }>(PARTS, [tables])
  const empty = await emptyOf(client, tables)
  const fresh = await asOwner(client, async () => {
    for (const { away } of found) await client.query(away)
    return beginAnew(client, empty)
  })
  const done = await work(fresh)
  await asOwner(client, async () => {
    await client.query(`SET LOCAL maintenance_work_mem = '256MB'`)
    for (const { back } of found.toReversed()) await client.query(back)
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
async function beginAnew(client: pg.ClientBase, empty: readonly string[]): Promise<Fresh> {
  const { rows: free } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name
      WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confrelid = name::regclass)`,
    [empty],
  )
  if (free.length > 0) await client.query(`TRUNCATE ${free.map(({ name }) => name).join(', ')}`)
  return new Set(free.map(({ name }) => name))
}

/**
 * What takes each part away and what makes it again, in the words of the catalogue: references first, then indexes, then keys, of which
 * those stay that a table of others refers to.
 */
const PARTS = `
  WITH aside AS (SELECT unnest($1::text[]::regclass[]) AS oid),
  part AS (
    SELECT 1 AS place, format('DROP INDEX %s', i.indexrelid::regclass) AS away, pg_get_indexdef(i.indexrelid) AS back
      FROM pg_index i
     WHERE i.indrelid IN (TABLE aside) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    UNION ALL
    SELECT CASE contype WHEN 'f' THEN 0 ELSE 2 END, format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
      FROM pg_constraint c
     WHERE c.conrelid IN (TABLE aside) AND (contype = 'f' OR contype IN ('p', 'u') AND NOT EXISTS (
           SELECT FROM pg_constraint r WHERE r.contype = 'f' AND r.confrelid = c.conrelid AND r.conrelid NOT IN (TABLE aside))))
  SELECT away, back FROM part ORDER BY place, back`

async function asOwner<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('RESET ROLE')
  const done = await work()
  await client.query('SET LOCAL ROLE weft_loader')
  return done
}
