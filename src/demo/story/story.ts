import type { Facts } from '../../journal/append.ts'
import { type Day, dayAt, instantText, type Ms } from '../clock.ts'
import type { Act, By, Deed } from '../life/acts.ts'
import type { Person } from '../person.ts'
import { CASE_TABLE_NAMES, type CaseTable, type Row, type Rows } from './tables.ts'

/** A life as it is told again in rows: the rows so far, and the events in the order in which they were written. */
export type Story = {
  readonly person: Person
  readonly key: { readonly area: string; readonly case_id: string }
  readonly rows: Rows
  readonly events: Told[]
}

/** An event as subscribers get it, with the instant at which it was written down and who wrote it. */
export type Told = {
  readonly kind: string
  readonly subject: string
  readonly bit: number
  readonly by: By
  readonly purpose: string
  readonly occurredAt: Ms
  readonly recordedAt: Ms
  readonly facts: Facts
  /** The number of the look's cases, where it is one. */
  readonly look: string | null
}

export const newStory = (person: Person): Story => ({
  person,
  key: { area: person.area, case_id: person.caseId },
  rows: emptyRows(),
  events: [],
})

export function emptyRows(): Rows {
  const rows: Partial<Record<CaseTable, unknown[]>> = {}
  for (const table of CASE_TABLE_NAMES) rows[table] = []
  return whole(rows)
}

function whole(rows: Partial<Record<CaseTable, unknown[]>>): Rows {
  if (!isWhole(rows)) throw new RangeError('Every table has its rows.')
  return rows
}

const isWhole = (rows: Partial<Record<CaseTable, unknown[]>>): rows is Rows =>
  CASE_TABLE_NAMES.every(table => Array.isArray(rows[table]))

/** Adds a row of the case and gives it back, to be changed by what follows. */
export function add<T extends CaseTable>(
  story: Story,
  table: T,
  row: Omit<Row<T>, 'area' | 'case_id'> & Partial<Row<T>>,
): Row<T> {
  const made = { ...story.key, ...row } as unknown as Row<T>
  story.rows[table].push(made)
  return made
}

/** The row of a table for which a column holds this value. */
export function find<T extends CaseTable>(
  story: Story,
  table: T,
  column: keyof Row<T>,
  value: string,
): Row<T> | undefined {
  return story.rows[table].find(row => row[column] === value)
}

/** As `find`; a life in which it is missing was made up wrongly. */
export function get<T extends CaseTable>(story: Story, table: T, column: keyof Row<T>, value: string): Row<T> {
  const found = find(story, table, column, value)
  if (!found) throw new RangeError(`${story.key.case_id}: no ${table} with ${String(column)} ${value}`)
  return found
}

export const raise = (row: { version: unknown }): void => {
  row.version = Number(row.version) + 1
}

/** Writes an event of this act. */
export function tell(
  story: Story,
  act: { readonly at: Ms; readonly by: By },
  kind: string,
  {
    subject,
    bit = 0,
    facts = {},
    occurredAt = act.at,
    purpose = 'casework',
  }: {
    subject: string
    bit?: number
    facts?: Facts
    occurredAt?: Ms
    purpose?: string
  },
): void {
  story.events.push({ kind, subject, bit, by: act.by, purpose, occurredAt, recordedAt: act.at, facts, look: null })
}

/** An act of one name. */
export type ActOf<Name extends Deed['act']> = Extract<Act, { act: Name }>

export const when = (act: { readonly at: Ms }): string => instantText(act.at)

/** The organisation that acts; every act but Weft's own has one. */
export const organisationOf = ({ by }: { readonly by: By }): string => by.organisation ?? ''
export const workerOf = ({ by }: { readonly by: By }): string => by.worker ?? ''

/** Who is responsible at an instant: the last start not after it. */
export function responsibleAt(story: Story, instant: Ms): string | null {
  const found = story.rows['casework.responsibility'].findLast(row => Date.parse(String(row.from_at)) <= instant)
  return found?.organisation === undefined || found.organisation === null ? null : String(found.organisation)
}

export const textOf = (cell: unknown): string => String(cell)
export const today = (act: { readonly at: Ms }): Day => dayAt(act.at)
