import { CsvError, parse } from 'csv-parse/sync'
import type { PlainDate } from '../../kernel/calendar.ts'
import { COLUMNS, type ColumnName } from './columns.ts'
import { type CaseloadInput, type FramedRecord, frameRecords } from './frame-records.ts'
import { type CaseloadCase, type RowFault, readCase } from './read-case.ts'

/**
 * One row by the line it begins on: a case, or all that is wrong with it. `heading` is what is wrong with the heading:
 * columns that are not read, or why nothing is read at all.
 */
export type CaseloadLine =
  | { readonly line: number; readonly case: CaseloadCase }
  | { readonly line: number; readonly faults: readonly RowFault[] }
  | { readonly line: number; readonly heading: readonly RowFault[] }

/** `rows` is `good` and `bad` together, the heading not counted; `faults` lists the first thousand of the rows. */
export type CaseloadReport = {
  readonly heading: readonly RowFault[]
  readonly rows: number
  readonly good: number
  readonly bad: number
  readonly faults: readonly (RowFault & { readonly line: number })[]
}

const BATCH = 200
const MOST_FAULTS = 1_000

/**
 * Reads a caseload file row by row in flat memory (of earlier rows only their CRNs are kept). Never throws for what the
 * file holds: a bad row is named by its line and fields and the others are read; a heading that cannot be used, or an
 * input that breaks off, is a fault and the end.
 */
export async function* readCaseload(input: CaseloadInput, today: PlainDate): AsyncGenerator<CaseloadLine> {
  let columns: readonly (ColumnName | null)[] | undefined
  const lineOfCrn = new Map<string, number>()
  for await (const batch of batchesOf(input)) {
    for (const row of fieldsOf(batch)) {
      if ('sentence' in row) yield fault(row.line, '', '', row.sentence)
      else if (columns) yield readRow(row, columns, today, lineOfCrn)
      else {
        const heading = readHeading(row.fields)
        if (heading.faults.length > 0) yield { line: row.line, heading: heading.faults }
        if (heading.columns === null) return
        columns = heading.columns
      }
    }
  }
  if (!columns) yield { line: 1, heading: stop('', 'The file is empty. Start from the template.').faults }
}

/** Reads a whole file for its report only. */
export async function reportCaseload(input: CaseloadInput, today: PlainDate): Promise<CaseloadReport> {
  const counts = { good: 0, bad: 0 }
  const faults: (RowFault & { line: number })[] = []
  const heading: RowFault[] = []
  for await (const row of readCaseload(input, today)) {
    if ('case' in row) counts.good += 1
    else if ('heading' in row) heading.push(...row.heading)
    else {
      counts.bad += 1
      faults.push(...row.faults.slice(0, MOST_FAULTS - faults.length).map(found => ({ line: row.line, ...found })))
    }
  }
  return { heading, rows: counts.good + counts.bad, ...counts, faults }
}

type Row =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly sentence: string }

function readRow(
  { line, fields }: { line: number; fields: readonly string[] },
  columns: readonly (ColumnName | null)[],
  today: PlainDate,
  lineOfCrn: Map<string, number>,
): CaseloadLine {
  if (fields.length !== columns.length)
    return fault(line, '', `${fields.length} fields`, `The row should have ${columns.length} fields. Check its commas.`)
  const named = new Map<ColumnName, string>()
  for (const [place, column] of columns.entries()) if (column) named.set(column, tidy(fields[place] ?? ''))
  const row = readCase(named, today)
  if ('faults' in row) return { line, faults: row.faults }
  const { crn } = row.case
  const before = lineOfCrn.get(crn)
  if (before !== undefined)
    return fault(line, 'crn', crn, `The same CRN is on line ${before}. Keep one of the two rows.`)
  lineOfCrn.set(crn, line)
  return { line, ...row }
}

type Heading = {
  readonly columns: readonly (ColumnName | null)[] | null
  readonly faults: readonly RowFault[]
}

/** Where each column stands; a column that is not ours is passed over and said. Null where the file cannot be read by it. */
function readHeading(fields: readonly string[]): Heading {
  const names = fields.map(field =>
    tidy(field)
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  )
  const columns = names.map(name => COLUMNS.find(column => column.name === name)?.name ?? null)
  const [only = ''] = names
  if (names.length === 1 && /[;\t|]/.test(fields[0] ?? ''))
    return stop(only, 'The columns are not separated by commas. Save the file as CSV, comma separated.')
  const missing = COLUMNS.filter(column => column.required && !columns.includes(column.name)).map(column => column.name)
  if (missing.length > 0)
    return stop(missing.join(', '), `The heading lacks: ${missing.join(', ')}. Start from the template.`)
  const twice = columns.find((column, place) => column && columns.indexOf(column) !== place)
  if (twice) return stop(twice, `The column ${twice} is there twice. Take one away.`)
  const faults = names
    .filter((_name, place) => columns[place] === null)
    .map(name => ({
      field: name.slice(0, 80),
      found: name.slice(0, 80),
      sentence: 'Weft has no such column; it is not read.',
    }))
  return { columns, faults }
}

const stop = (field: string, sentence: string): Heading => ({
  columns: null,
  faults: [{ field: field.slice(0, 80), found: field.slice(0, 80), sentence }],
})

const fault = (line: number, field: string, found: string, sentence: string): CaseloadLine => ({
  line,
  faults: [{ field, found, sentence }],
})

/** Line ends and tabs inside a field are blanks. */
const tidy = (text: string): string => text.replace(/[\s\u00A0]+/g, ' ').trim()

async function* batchesOf(input: CaseloadInput): AsyncGenerator<readonly FramedRecord[]> {
  let batch: FramedRecord[] = []
  try {
    for await (const record of frameRecords(input)) {
      batch.push(record)
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
  } catch {
    const line = (batch.at(-1)?.line ?? 0) + 1
    batch.push({ line, broken: 'The file breaks off here. Send it again.' })
  }
  yield batch
}

/** The fields of each record: read together, and one by one where one of them is not CSV. */
function fieldsOf(batch: readonly FramedRecord[]): readonly Row[] {
  const whole = batch.flatMap(record => ('text' in record ? [record.text] : []))
  const together = parsed(whole.join('\n'))
  let at = 0
  return batch.map(record => {
    if ('broken' in record) return { line: record.line, sentence: record.broken }
    const own =
      Array.isArray(together) && together.length === whole.length ? together[at] : firstOf(parsed(record.text))
    at += 1
    const sentence = 'The quotation marks of this line are not as CSV has them. Put a whole field in quotes, or none.'
    return own ? { line: record.line, fields: own } : { line: record.line, sentence }
  })
}

const firstOf = (records: readonly string[][] | undefined) => (records?.length === 1 ? records[0] : undefined)

function parsed(text: string): string[][] | undefined {
  try {
    return parse(text, { relax_column_count: true, record_delimiter: '\n' })
  } catch (error) {
    if (error instanceof CsvError) return undefined
    throw error
  }
}
