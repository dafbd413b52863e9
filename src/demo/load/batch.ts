import { randomBytes } from 'node:crypto'
import { instantText } from '../clock.ts'
import type { FateWanted } from '../fate.ts'
import type { Life } from '../life/acts.ts'
import { type Fate, lifeOf, span } from '../life/life.ts'
import type { Definition } from '../story/keep-promises.ts'
import type { Told } from '../story/story.ts'
import { CASE_TABLE_NAMES, CASE_TABLES, type CaseTable, type Cell, type Row } from '../story/tables.ts'
import { type ToldLife, tellLife } from '../story/tell-life.ts'
import { copyText } from './copy-text.ts'
import { jsonbText, withHashes } from './event-hash.ts'
import { COURSES, type Course, colleaguesOf, cutCourse, liveAnew, type Texts } from './same-course.ts'

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

/** Whose lives a batch tells: so many from `first` on; in each further `round`, of as many others who live the same courses. */
export type People = { readonly first: number; readonly people: number; readonly round: number }

/** Everybody in batches. Where there are more people than courses, the rounds of the same courses follow each other. */
export function* inBatches(
  { reach, people }: Pick<FateWanted, 'reach' | 'people'>,
  { batch = BATCH, courses = reach === 'nation' ? COURSES : people }: { batch?: number; courses?: number } = {},
): Generator<People> {
  for (let first = 0; first < Math.min(courses, people); first += batch)
    for (let round = 0; first + round * courses < people; round += 1)
      yield { first, people: Math.min(batch, courses - first, people - first - round * courses), round }
}

/** What the database says that lives are written by: the definitions of obligations, and the epoch of the journal. */
export type Given = { readonly definitions: readonly Definition[]; readonly epoch: number }

type Lived = { readonly life: Life; readonly texts: Texts; readonly rows: number; readonly events: number }

/**
 * Makes up batches: each a function of the fate, what is given and which people, but for the salts. The courses of the last
 * batch are kept, so that its further rounds cost little when they follow at once.
 */
export function batchMaker(fate: Fate, given: Given, courses: number = COURSES): (people: People) => Promise<Batch> {
  const colleagues = colleaguesOf(fate.cast)
  let last: { first: number; lived: readonly Lived[]; cut: Map<Lived, Course> } | undefined
  return async ({ first, people, round }) => {
    const known = last?.first === first && last.lived.length >= people ? last : undefined
    const { lived, cut } = known ?? { lived: await liveAll(fate, given, { first, people }), cut: new Map() }
    last = { first, lived, cut }
    const here = lived.slice(0, people)
    if (round === 0)
      return batchOf(
        here,
        here.map(({ texts }) => texts),
      )
    const anew = here.map((each, at) => {
      const course = cut.get(each) ?? cutCourse(each.life, each.texts)
      cut.set(each, course)
      return liveAnew(course, { fate, colleagues, index: first + at + round * courses, round })
    })
    return batchOf(here, anew)
  }
}

async function liveAll(
  fate: Fate,
  { definitions, epoch }: Given,
  { first, people }: { first: number; people: number },
): Promise<Lived[]> {
  const { until } = span(fate)
  const lived: Lived[] = []
  let events = 0
  for (let index = first; index < first + people; index += 1) {
    const life = lifeOf(fate, index)
    const told = await tellLife(life, { definitions, until })
    addEvents(told, { last: events, epoch })
    events += told.events.length
    // Written as soon as it is told: rows that outlive their life would be most of what is in memory.
    lived.push({ life, texts: textsOf(told), rows: rowsOf(told), events: told.events.length })
  }
  return lived
}

const textsOf = ({ rows }: ToldLife): Texts =>
  new Map(
    CASE_TABLE_NAMES.filter(table => rows[table].length > 0).map(table => [
      table,
      copyText(CASE_TABLES[table], rows[table]),
    ]),
  )

const rowsOf = ({ rows }: ToldLife): number => CASE_TABLE_NAMES.reduce((sum, table) => sum + rows[table].length, 0)

function batchOf(lived: readonly Lived[], texts: readonly Texts[]): Batch {
  const encoder = new TextEncoder()
  const total = (word: 'rows' | 'events') => lived.reduce((sum, each) => sum + each[word], 0)
  return {
    people: lived.length,
    rows: total('rows'),
    events: total('events'),
    tables: CASE_TABLE_NAMES.flatMap(table => {
      const text = texts.map(each => each.get(table) ?? '').join('')
      if (text === '') return []
      return [{ table, text: encoder.encode(table === 'journal.event' ? withHashes(text) : text) }]
    }),
  }
}

/** Adds the events of a life to its rows, numbered on from the last one. */
function addEvents({ rows, events }: ToldLife, { last, epoch }: { last: number; epoch: number }): void {
  const [opened] = rows['casework.case']
  const key = { area: opened?.area ?? null, case_id: opened?.case_id ?? null }
  const salts = randomBytes(SALT_BYTES * events.length).toString('hex')
  for (const [at, event] of events.entries()) {
    const salt = salts.slice(2 * SALT_BYTES * at, 2 * SALT_BYTES * (at + 1))
    rows['journal.event'].push(eventRow(event, { epoch, key, salt }))
    if (event.look === null) continue
    rows['journal.look'].push({
      ...key,
      event: last + at + 1,
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
  { epoch, key, salt }: { epoch: number; key: { area: Cell; case_id: Cell }; salt: string },
): Row<'journal.event'> {
  const about = event.look === null ? key : { area: null, case_id: null }
  return {
    ...about,
    epoch,
    kind: event.kind,
    subject: event.subject,
    class: event.bit,
    worker: event.by.worker,
    organisation: event.by.organisation,
    purpose: event.purpose,
    occurred_at: instantText(event.occurredAt),
    recorded_at: instantText(event.recordedAt),
    salt: `\\x${salt}`,
    facts: jsonbText(event.facts),
  }
}
