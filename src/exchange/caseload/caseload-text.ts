import { invalid } from '../../kernel/errors.ts'

export const MOST_BYTES = 5 * 1024 * 1024
/** The most that the page takes at once, so that its answer comes within a minute; the command line takes files of any length. */
export const MOST_ROWS = 500

/** How files begin that are no text: of spreadsheets (as an archive, and the older kind) and of documents. */
const OTHER_KINDS: readonly (readonly [string, string])[] = [
  ['504b0304', 'This is a spreadsheet or an archive'],
  ['d0cf11e0', 'This is a spreadsheet of an older kind'],
  ['25504446', 'This is a PDF'],
]

const AS_CSV = 'Save the sheet as “CSV UTF-8 (comma delimited)” and choose that file'

const refuse = (sentence: string) => invalid({ field: 'file', sentence })

/** The text of an uploaded caseload file. Refuses with `input.invalid` at `file` what is empty, no text, not UTF-8 or too long. */
export function caseloadText(bytes: Uint8Array): string {
  const beginning = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  const kind = OTHER_KINDS.find(([signature]) => beginning.startsWith(signature))
  if (kind) throw refuse(`${kind[1]}, not a CSV file. ${AS_CSV}`)
  const text = utf8(bytes)
  if (text === undefined || beginning.startsWith('fffe') || beginning.startsWith('feff'))
    throw refuse(`The file is not written in UTF-8. ${AS_CSV}`)
  if (text.includes('\0')) throw refuse(`This is not a text file. ${AS_CSV}`)
  if (text.trim() === '') throw refuse('The file is empty. Start from the template')
  const rows = text.trimEnd().split('\n').length - 1
  if (rows > MOST_ROWS)
    throw refuse(
      `The file has ${rows.toLocaleString('en-GB')} rows; this page takes ${MOST_ROWS.toLocaleString('en-GB')} at a time. Divide it, or ask who runs Weft to read it in with the command line`,
    )
  return text
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
