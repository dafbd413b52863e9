import type pg from 'pg'
import { CASE_TABLES, type CaseTable } from '../story/tables.ts'
import type { Batch } from './batch.ts'
import { writeText } from './stage.ts'

/**
 * SQL of columns that are made of others: events are numbered on from those that are there. The hash is what
 * `journal.facts_hash` gives, said here in place because a call for each of millions of events costs more than the hash.
 */
const madeOf = (last: number): Readonly<Partial<Record<CaseTable, Readonly<Record<string, string>>>>> => ({
  'journal.event': {
    id: `id + ${last}`,
    epoch: '(SELECT journal.current_epoch())',
    facts_hash: `sha256(salt || convert_to(facts::text, 'UTF8'))`,
  },
  'journal.look': { event: `event + ${last}` },
})

/** Writes lives as they come, in batches; gives how many rows. While one batch is written the next is awaited. */
export async function loadLives(
  client: pg.ClientBase,
  lives: AsyncIterable<Batch>,
  told: (many: number) => void,
): Promise<number> {
  let [event, people, rows] = [await lastEvent(client), 0, 0]
  let writing = Promise.resolve()
  for await (const batch of lives) {
    await writing
    if (people > 0) told(people)
    writing = writeBatch(client, batch, event)
    writing.catch(() => {})
    event += batch.events
    people += batch.people
    rows += batch.rows
  }
  await writing
  told(people)
  await client.query('RESET ROLE')
  await client.query(`SELECT setval(pg_get_serial_sequence('journal.event', 'id'), $1)`, [Math.max(event, 1)])
  await client.query('SET LOCAL ROLE weft_loader')
  return rows
}

async function lastEvent(client: pg.ClientBase): Promise<number> {
  const found = await client.query<{ last: string }>('SELECT coalesce(max(id), 0)::text AS last FROM journal.event')
  return Number(found.rows[0]?.last ?? 0)
}

async function writeBatch(client: pg.ClientBase, { tables }: Batch, last: number): Promise<void> {
  const made = madeOf(last)
  for (const { table, text } of tables)
    await writeText(client, { table, columns: CASE_TABLES[table], text, made: made[table] ?? {} })
}
