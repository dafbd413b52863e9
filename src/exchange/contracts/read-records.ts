import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '../parse-json.ts'
import type { Note } from './finding.ts'

const MOST_BYTES = 32 * 1024 * 1024

/** What a JSON file holds, or undefined with a finding where it is absent, too large (32 MiB) or no JSON. */
export async function readJson(folder: string, file: string, note: Note): Promise<unknown> {
  const refuse = (found: string, sentence: string) =>
    note({ file, record: '', field: '', found, meaning: 'wrong', sentence })
  try {
    const { size, isFile } = await sizeOf(join(folder, file))
    if (!isFile) return refuse('no file', `${file} is not a file. Put the file itself in the folder.`)
    if (size > MOST_BYTES) return refuse(`${size} bytes`, `${file} is larger than 32 MiB. Send it in parts.`)
    const text = await readFile(join(folder, file), 'utf8')
    return parseJson(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return error instanceof SyntaxError
      ? refuse('not JSON', `${file} is not JSON, or it is cut short. Export it again.`)
      : refuse('nothing', `${file} cannot be read. Check that it is in the folder.`)
  }
}

/** The records of a JSON file that should be a list; none, with a finding, where it is something else. */
export function listOf(found: unknown, file: string, field: string, note: Note): readonly unknown[] {
  if (Array.isArray(found)) return found
  if (found === undefined) return []
  const sentence = `${field || file} should be a list. Export it again.`
  note({ file, record: '', field, found: typeof found, meaning: 'wrong', sentence })
  return []
}

async function sizeOf(path: string) {
  const entry = await stat(path)
  return { size: entry.size, isFile: entry.isFile() }
}
