import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { AnyRow, Cell } from '../story/tables.ts'

const CHUNK = 256 * 1024

/** A value as COPY reads it in text. */
function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '\\N'
  if (typeof cell === 'string') return escaped(cell)
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'boolean') return cell ? 't' : 'f'
  return escaped(`{${cell.map(item => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`)
}

const SPECIAL = /[\\\t\n\r]/
const escaped = (text: string): string =>
  SPECIAL.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text

/** Sends rows to a table by COPY; what a row does not name is empty. */
export async function copyInto(
  client: pg.ClientBase,
  { table, columns, rows }: { table: string; columns: readonly string[]; rows: readonly AnyRow[] },
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${quoted(columns)}) FROM STDIN`))
  const done = once(stream, 'finish')
  let chunk = ''
  for (const row of rows) {
    chunk += `${columns.map(column => cellText(row[column])).join('\t')}\n`
    if (chunk.length < CHUNK) continue
    if (!stream.write(chunk)) await once(stream, 'drain')
    chunk = ''
  }
  stream.end(chunk)
  await done
}

/** Columns as SQL names them; `by` and `words` are ordinary names there, and quoting harms none. */
export const quoted = (columns: readonly string[]): string => columns.map(column => `"${column}"`).join(', ')
