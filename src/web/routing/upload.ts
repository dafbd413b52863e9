import '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { invalid, WeftError } from '../../kernel/errors.ts'
import { plural } from '../../kernel/words.ts'
import type { Sent } from './input.ts'

/** A file as it came: its name without any path, and what it holds. */
export type UploadedFile = { name: string; bytes: Uint8Array }

/** The field of a form in which a file comes, and the most bytes it may have. */
export type FileField = { field: string; most: number }

export type Uploaded = { sent: Sent; file: UploadedFile | undefined }

const MEGABYTE = 1_048_576
const MOST_FIELDS = 20
const LONGEST_NAME = 80

/** A form that carries the same file written as text is larger than the file by a third, and by its other fields. */
export const mostBodyOf = ({ most }: FileField): number => Math.ceil((most * 4) / 3) + MEGABYTE

/** Reading a multipart body logs its headers where all is logged, the session's cookie among them: so that is never logged. */
export const quietLevelOf = ({ log }: FastifyInstance): { logLevel?: 'info' } =>
  log.level === 'trace' || log.level === 'debug' ? { logLevel: 'info' } : {}

/**
 * Reads a form with at most one file, in memory. Refuses with `input.invalid` at the file's field what is too large, and with
 * `input.unreadable` what breaks off or has parts that no form of ours has.
 */
export async function readUpload(request: FastifyRequest, { field, most }: FileField): Promise<Uploaded> {
  const tooLarge = invalid({
    field,
    sentence: `The file is larger than ${plural(Math.floor(most / MEGABYTE), 'megabyte')}. Divide it and send its parts one after the other`,
  })
  if (Number(request.headers['content-length'] ?? 0) > mostBodyOf({ field, most })) throw tooLarge
  const fields = new Map<string, string | string[]>()
  let file: UploadedFile | undefined
  const limits = { files: 1, fileSize: most, fields: MOST_FIELDS, fieldSize: mostBodyOf({ field, most }) }
  try {
    for await (const part of request.parts({ limits: { ...limits, parts: MOST_FIELDS + 1, headerPairs: 20 } })) {
      if (part.type === 'file') {
        const bytes = await part.toBuffer()
        // A browser sends a part without a name where no file was chosen.
        if (part.fieldname === field && part.filename) file = { name: nameOf(part.filename), bytes }
      } else if (part.valueTruncated) throw tooLarge
      else if (typeof part.value === 'string') {
        const before = fields.get(part.fieldname)
        fields.set(part.fieldname, before === undefined ? part.value : [before, part.value].flat())
      }
    }
  } catch (error) {
    if (error instanceof WeftError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE') throw tooLarge
    throw new WeftError('input.unreadable', 'What was sent could not be read. Open the page and send it again.')
  }
  return { sent: Object.fromEntries(fields), file }
}

/** Some browsers send a path; what is no letter, digit or plain mark is left out. */
function nameOf(given: string): string {
  const name = given.split(/[\\/]/).at(-1) ?? ''
  return (
    name
      .replace(/[^\p{L}\p{N}._ ()-]/gu, '')
      .trim()
      .slice(0, LONGEST_NAME) || 'a file'
  )
}
