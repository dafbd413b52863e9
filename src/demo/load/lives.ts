import type pg from 'pg'
import { instantText } from '../clock.ts'
import { emptyRows, type Told } from '../story/story.ts'
import { CASE_TABLE_NAMES, CASE_TABLES, type CaseTable, type Cell, type Row, type Rows } from '../story/tables.ts'
import type { ToldLife } from '../story/tell-life.ts'
import { writeRows } from './stage.ts'

/** How many people are written at once; what is held in memory does not grow with their number. */
const BATCH = 250

/** SQL of columns that are made of others. */
const MADE: Readonly<Partial<Record<CaseTable, Readonly<Record<string, string>>>>> = {
  'journal.event': { facts_hash: 'journal.facts_hash(salt, facts)' },
}

/** Writes lives as they come, in batches; gives how many rows. While one batch is written the next is made up. */
export async function loadLives(
  client: pg.ClientBase,
  lives: AsyncIterable<ToldLife>,
  { salt, told }: { salt: () => Buffer; told: (many: number) => void },
): Promise<number> {
  let event = await lastEvent(client)
  let [batch, people, written] = [emptyRows(), 0, 0]
  let writing = Promise.resolve(0)
  for await (const life of lives) {
    event = gather(batch, life, { event, salt })
    people += 1
    if (people % BATCH !== 0) continue
    written += await writing
    told(people)
    writing = writeBatch(client, batch)
    writing.catch(() => {})
    batch = emptyRows()
  }
  written += await writing
  written += await writeBatch(client, batch)
  await client.query('RESET ROLE')
  await client.query(`SELECT setval(pg_get_serial_sequence('journal.event', 'id'), $1)`, [Math.max(event, 1)])
  await client.query('SET LOCAL ROLE weft_loader')
  return written
}

async function lastEvent(client: pg.ClientBase): Promise<number> {
  const found = await client.query<{ last: string }>('SELECT coalesce(max(id), 0)::text AS last FROM journal.event')
  return Number(found.rows[0]?.last ?? 0)
}

async function writeBatch(client: pg.ClientBase, rows: Rows): Promise<number> {
  let written = 0
  for (const table of CASE_TABLE_NAMES) {
    const made = MADE[table]
    await writeRows(client, { table, columns: CASE_TABLES[table], rows: rows[table], ...(made ? { made } : {}) })
    written += rows[table].length
  }
  return written
}

/** Adds a life to a batch and numbers its events; gives the last number. */
function gather(
  batch: Rows,
  { rows, events }: ToldLife,
  { event: last, salt }: { event: number; salt: () => Buffer },
): number {
  for (const table of CASE_TABLE_NAMES) move(rows, batch, table)
  const [opened] = rows['casework.case']
  let id = last
  for (const event of events) {
    id += 1
    const key = { area: opened?.area ?? null, case_id: opened?.case_id ?? null }
    batch['journal.event'].push(eventRow(event, { id, key, salt: salt() }))
    if (event.look === null) continue
    batch['journal.look'].push({
      ...key,
      event: id,
      organisation: event.by.organisation,
      worker: event.by.worker,
      purpose: event.purpose,
      what: event.look,
      at: instantText(event.recordedAt),
    })
  }
  return id
}

function move<T extends CaseTable>(from: Rows, to: Rows, table: T) {
  const target: Row<T>[] = to[table]
  for (const row of from[table]) target.push(row)
}

function eventRow(
  event: Told,
  { id, key, salt }: { id: number; key: { area: Cell; case_id: Cell }; salt: Buffer },
): Row<'journal.event'> {
  const about = event.look === null ? key : { area: null, case_id: null }
  return {
    ...about,
    id,
    kind: event.kind,
    subject: event.subject,
    class: event.bit,
    worker: event.by.worker,
    organisation: event.by.organisation,
    purpose: event.purpose,
    occurred_at: instantText(event.occurredAt),
    recorded_at: instantText(event.recordedAt),
    salt: `\\x${salt.toString('hex')}`,
    facts: JSON.stringify(event.facts),
  }
}
