import { hash } from 'node:crypto'

/** A value as `jsonb::text` says it: the members of an object by the length of their names, then by their bytes. */
export function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => ({ name, bytes: Buffer.from(name), member }))
    .toSorted((one, other) => one.bytes.length - other.bytes.length || one.bytes.compare(other.bytes))
  return `{${members.map(({ name, member }) => `${JSON.stringify(name)}: ${jsonbText(member)}`).join(', ')}}`
}

const SALT_DIGITS = 32
const SALT_BYTES = SALT_DIGITS / 2

/**
 * Adds to events, as COPY reads them, the hash that `journal.facts_hash` gives. Each line must end with its salt and its facts as
 * `jsonbText` writes them.
 */
export function withHashes(text: string): string {
  let hashed = ''
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const line = text.slice(from, end)
    hashed += `${line}\t\\\\x${hashOf(line)}\n`
    from = end + 1
  }
  return hashed
}

let room = Buffer.alloc(4096)

function hashOf(line: string): string {
  const end = line.lastIndexOf('\t')
  const written = line.slice(end + 1)
  const facts = written.includes('\\') ? written.replaceAll('\\\\', '\\') : written
  if (SALT_BYTES + 3 * facts.length > room.length) room = Buffer.alloc(2 * (SALT_BYTES + 3 * facts.length))
  room.write(line.slice(end - SALT_DIGITS, end), 'hex')
  return hash('sha256', room.subarray(0, SALT_BYTES + room.write(facts, SALT_BYTES)), 'hex')
}
