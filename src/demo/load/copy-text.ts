import type { AnyRow, Cell } from '../story/tables.ts'

/** Rows as COPY reads them in text; what a row does not name is empty. */
export function copyText(columns: readonly string[], rows: readonly AnyRow[]): string {
  let text = ''
  for (const row of rows) {
    let between = ''
    for (const column of columns) {
      text += between + cellText(row[column])
      between = '\t'
    }
    text += '\n'
  }
  return text
}

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
