import { randomBytes } from 'node:crypto'
import { instantText } from '../clock.ts'
import { type Fate, lifeOf, span } from '../life/life.ts'
import type { Definition } from '../story/keep-promises.ts'
import type { Told } from '../story/story.ts'
import { CASE_TABLE_NAMES, CASE_TABLES, type CaseTable, type Cell, type Row } from '../story/tables.ts'
import { type ToldLife, tellLife } from '../story/tell-life.ts'
import { copyText } from './copy-text.ts'

/** How many people are made up and written at once; what is held in memory does not grow with their number. */
export const BATCH = 250
const SALT_BYTES = 16

/** The lives of people who follow each other, as COPY reads them. Events are numbered from one within the batch. */
export type Batch = {
  readonly people: number
  readonly rows: number
  readonly events: number
  readonly tables: readonly { readonly table: CaseTable; readonly text: Uint8Array<ArrayBuffer> }[]
}

/** Makes up a batch: a function of the fate, the definitions and which people, but for the salts. */
export async function makeBatch(
  fate: Fate,
  definitions: readonly Definition[],
  { first, people }: { first: number; people: number },
): Promise<Batch> {
  const { until } = span(fate.asOf)
  const texts = new Map<CaseTable, string[]>(CASE_TABLE_NAMES.map(table => [table, []]))
  let [rows, events] = [0, 0]
  for (let index = first; index < first + people; index += 1) {
    const life = await tellLife(lifeOf(fate, index), { definitions, until })
    addEvents(life, events)
    events += life.events.length
    // Written as soon as it is told: rows that outlive their life would be most of what is in memory.
    for (const [table, written] of texts) {
      if (life.rows[table].length === 0) continue
      written.push(copyText(CASE_TABLES[table], life.rows[table]))
      rows += life.rows[table].length
    }
  }
  return {
    people,
    rows,
    events,
    tables: [...texts]
      .filter(([, written]) => written.length > 0)
      .map(([table, written]) => ({ table, text: new TextEncoder().encode(written.join('')) })),
  }
}

/** Adds the events of a life to its rows, numbered on from the last one. */
function addEvents({ rows, events }: ToldLife, last: number): void {
  const [opened] = rows['casework.case']
  const key = { area: opened?.area ?? null, case_id: opened?.case_id ?? null }
  const salts = randomBytes(SALT_BYTES * events.length).toString('hex')
  for (const [at, event] of events.entries()) {
    const id = last + at + 1
    const salt = salts.slice(2 * SALT_BYTES * at, 2 * SALT_BYTES * (at + 1))
    rows['journal.event'].push(eventRow(event, { id, key, salt }))
    if (event.look === null) continue
    rows['journal.look'].push({
      ...key,
      event: id,
      organisation: event.by.organisation,
      worker: event.by.worker,
      purpose: event.purpose,
      what: event.look,
      at: instantText(event.recordedAt),
    })
  }
}

function eventRow(
  event: Told,
  { id, key, salt }: { id: number; key: { area: Cell; case_id: Cell }; salt: string },
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
    salt: `\\x${salt}`,
    facts: JSON.stringify(event.facts),
  }
}
