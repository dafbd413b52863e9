import type pg from 'pg'
import { CASE_TABLE_NAMES, CASE_TABLES, type CaseTable } from '../story/tables.ts'
import type { Batch } from './batch.ts'
import { copyIn, type Fresh, openToOwner } from './copy-rows.ts'

/** Writes lives as they come, in batches; gives how many rows. While one batch is written the next is awaited. */
export async function loadLives(
  client: pg.ClientBase,
  lives: AsyncIterable<Batch>,
  { told, fresh }: { told: (many: number) => void; fresh?: Fresh | undefined },
): Promise<number> {
  return openToOwner(client, CASE_TABLE_NAMES, async () => {
    let [event, people, rows] = [await lastEvent(client), 0, 0]
    let writing = Promise.resolve()
    for await (const batch of lives) {
      await writing
      if (people > 0) told(people)
      writing = writeBatch(client, batch, { event, fresh })
      writing.catch(() => {})
      event += batch.events
      people += batch.people
      rows += batch.rows
    }
    await writing
    told(people)
    return rows
  })
}

/** The number of the last event; the next is numbered on from it. */
async function lastEvent(client: pg.ClientBase): Promise<number> {
  const found = await client.query<{ last: string }>('SELECT coalesce(max(id), 0)::text AS last FROM journal.event')
  const last = Number(found.rows[0]?.last ?? 0)
  await client.query(`SELECT setval(pg_get_serial_sequence('journal.event', 'id'), $1, false)`, [last + 1])
  return last
}

async function writeBatch(
  client: pg.ClientBase,
  { tables }: Batch,
  { event, fresh }: { event: number; fresh: Fresh | undefined },
): Promise<void> {
  for (const { table, text } of tables)
    await copyIn(
      client,
      {
        table,
        columns: COLUMNS[table] ?? CASE_TABLES[table],
        text: table === 'journal.look' ? renumbered(text, event) : text,
      },
      fresh,
    )
}

/** Events are numbered by the database, and their hash stands at the end of each. */
const COLUMNS: Readonly<Partial<Record<CaseTable, readonly string[]>>> = {
  'journal.event': [...CASE_TABLES['journal.event'], 'facts_hash'],
}

/** Looks name the number of their event in the batch, after area and case: numbered on from the last event before it. */
const renumbered = (text: Uint8Array, last: number): Uint8Array =>
  new TextEncoder().encode(
    new TextDecoder()
      .decode(text)
      .replaceAll(/^(\S+\t\S+\t)(\d+)/gm, (_, key, event) => `${key}${Number(event) + last}`),
  )
