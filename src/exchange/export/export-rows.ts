import { stringify } from 'csv-stringify/sync'
import type { Pool } from '../../database/pool.ts'
import { invalid } from '../../kernel/errors.ts'
import { parseMonth } from '../../kernel/month.ts'

/** What leaves as a table of the contract zone, which holds no personal data. */
export const EXPORTS = ['figures', 'statements', 'heads'] as const
export type ExportKind = (typeof EXPORTS)[number]

/** `area`: of figures. `month`: of figures and statements, such as 2026-10. */
export type ExportAsked = { readonly kind: ExportKind; readonly area?: string; readonly month?: string }

type Row = Readonly<Record<string, unknown>> & { readonly place: string }
type Source = {
  readonly sql: string
  readonly columns: readonly string[]
  readonly filter: readonly (keyof ExportAsked)[]
}

const AT_ONCE = 500
const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS ${column}`

/** Each gives the rows after `$1`, by the text that places them, `$2` at most; then its filter. */
const SOURCES: Readonly<Record<ExportKind, Source>> = {
  figures: {
    columns: ['area', 'month', 'measure', 'organisation', 'version', 'numerator', 'denominator', 'records', 'as_of'],
    filter: ['area', 'month'],
    sql: `SELECT measure || ' ' || organisation AS place, area, month, measure, organisation, version, numerator::text, denominator::text,
            records::text, ${instant('as_of')} FROM performance.figure
           WHERE (measure || ' ' || organisation) COLLATE "C" > $1 AND area = $3 AND month = $4 ORDER BY (measure || ' ' || organisation) COLLATE "C" LIMIT $2`,
  },
  statements: {
    columns: [
      'statement',
      'agreement',
      'area',
      'month',
      'payer',
      'payee',
      'total_pence',
      'state',
      'issued_at',
      'digest',
      'canonical',
    ],
    filter: ['month'],
    sql: `SELECT statement AS place, statement, agreement, area, month, payer, payee, total_pence::text, state, ${instant('issued_at')}, digest,
            canonical FROM payment.statement WHERE statement COLLATE "C" > $1 AND month = $3 ORDER BY statement COLLATE "C" LIMIT $2`,
  },
  heads: {
    columns: ['number', 'epoch', 'events', 'head', 'sealed_at'],
    filter: [],
    sql: `SELECT lpad(number::text, 20, '0') AS place, number::text, epoch, events::text, encode(head, 'hex') AS head, ${instant('sealed_at')}
            FROM journal.seal WHERE number > coalesce(nullif($1, '')::bigint, -1) ORDER BY number LIMIT $2`,
  },
}

/**
 * The rows as text, piece by piece in flat memory, over the jobs role: CSV with a heading, or one JSON array. In CSV a cell that a
 * spreadsheet would take for a formula is escaped. Refuses with `input.invalid` where area or month are asked for and missing.
 */
export async function* exportRows(jobs: Pool, asked: ExportAsked, form: 'csv' | 'json'): AsyncGenerator<string> {
  const { sql, columns, filter } = SOURCES[asked.kind]
  const filters = filter.map(name => given(asked, name))
  yield form === 'csv' ? csvOf([columns]) : '['
  let after = ''
  for (let first = true; ; first = false) {
    const { rows } = await jobs.query<Row>(sql, [after, AT_ONCE, ...filters])
    if (rows.length > 0)
      yield form === 'csv' ? csvOf(rows.map(row => columns.map(column => row[column]))) : jsonOf(rows, first)
    if (rows.length < AT_ONCE) break
    after = rows.at(-1)?.place ?? after
  }
  if (form === 'json') yield '\n]\n'
}

function given(asked: ExportAsked, name: keyof ExportAsked): string {
  const value = asked[name]
  if (value === undefined) throw invalid({ field: name, sentence: `Say which ${name} with --${name}.` })
  return name === 'month' ? parseMonth(value) : value
}

const csvOf = (rows: readonly (readonly unknown[])[]): string =>
  stringify(
    rows.map(row => row.map(asNumber)),
    { escape_formulas: true },
  )

/** A whole number that came as text, so that one below nought is not taken for a formula. */
const asNumber = (cell: unknown) => (typeof cell === 'string' && /^-\d+$/.test(cell) ? BigInt(cell) : cell)

const jsonOf = (rows: readonly Row[], first: boolean): string =>
  rows.map(({ place: _, ...row }, at) => `${first && at === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`).join('')
