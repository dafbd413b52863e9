import { createHash } from 'node:crypto'

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

/**
 * Adds to events, as COPY reads them, the hash that `journal.facts_hash` gives. Each line must end with its salt and its facts as
 * `jsonbText` writes them.
 */
export function withHashes(text: string): string {
  const lines = text.split('\n')
  lines.pop()
  return lines.map(line => `${line}\t\\\\x${hashOf(line)}\n`).join('')
}

function hashOf(line: string): string {
  const end = line.lastIndexOf('\t')
  const facts = line.slice(end + 1)
  return createHash('sha256')
    .update(line.slice(end - SALT_DIGITS, end), 'hex')
    .update(facts.includes('\\') ? facts.replaceAll('\\\\', '\\') : facts)
    .digest('hex')
}
