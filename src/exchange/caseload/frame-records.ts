const MOST_CHARACTERS = 64 * 1024
const MOST_LINES = 20

/** A file as it comes: whole, or in parts of text or of UTF-8. */
export type CaseloadInput = string | AsyncIterable<string | Uint8Array>

/** One record of a CSV file by the line it begins on, its line ends as LF; or why there is none on that line. */
export type FramedRecord =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly broken: string }

type Line = { readonly line: number; readonly text: string }

/**
 * The records of a CSV file, one by one, in flat memory. A quoted field may run over lines, twenty at most: a quotation
 * mark that is never closed spoils its own line and no other. A line over 64 KiB is broken. Blank lines are passed over.
 */
export async function* frameRecords(input: CaseloadInput): AsyncGenerator<FramedRecord> {
  const open: Line[] = []
  for await (const next of linesOf(input)) {
    open.push(next)
    for (let record = takeFirst(open); record; record = takeFirst(open)) yield record
  }
  while (open.length > 0) {
    const record = takeFirst(open) ?? unclosed(open)
    if (record) yield record
  }
}

/** The first record among the open lines, taken off them; undefined while its end may still come. */
function takeFirst(open: Line[]): FramedRecord | undefined {
  while (open[0]?.text.trim() === '') open.shift()
  const [first] = open
  if (!first) return undefined
  if (first.text.length > MOST_CHARACTERS) {
    open.shift()
    return { line: first.line, broken: 'The line is longer than 64 KiB. Check that the file is a CSV file.' }
  }
  let marks = 0
  for (const [place, { text }] of open.entries()) {
    marks += marksIn(text)
    if (marks % 2 > 0) continue
    const lines = open.splice(0, place + 1)
    return { line: first.line, text: lines.map(line => line.text).join('\n') }
  }
  return open.length < MOST_LINES ? undefined : unclosed(open)
}

function unclosed(open: Line[]): FramedRecord | undefined {
  const first = open.shift()
  return first && { line: first.line, broken: 'A quotation mark is opened and not closed. Close it or take it out.' }
}

const marksIn = (text: string): number => text.split('"').length - 1

async function* linesOf(input: CaseloadInput): AsyncGenerator<Line> {
  let line = 1
  let rest = ''
  for await (const part of textOf(input)) {
    const pieces = part.split('\n')
    for (const [place, piece] of pieces.entries()) {
      rest = rest.length > MOST_CHARACTERS ? rest : rest + piece
      if (place === pieces.length - 1) break
      yield { line, text: rest.replace(/\r$/, '') }
      line += 1
      rest = ''
    }
  }
  yield { line, text: rest.replace(/\r$/, '') }
}

/** The text without the mark that some programs begin a file with; bytes that are no UTF-8 become U+FFFD. */
async function* textOf(input: CaseloadInput): AsyncGenerator<string> {
  if (typeof input === 'string') {
    yield input.replace(/^\uFEFF/, '')
    return
  }
  const decoder = new TextDecoder('utf-8')
  let first = true
  for await (const part of input) {
    const text = typeof part === 'string' ? part : decoder.decode(part, { stream: true })
    if (text === '') continue
    yield first ? text.replace(/^\uFEFF/, '') : text
    first = false
  }
  yield decoder.decode()
}
