import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Statement } from './statement.ts'

/** The statement as canonical JSON (RFC 8785); money as whole pence in text. The same statement gives the same bytes. */
export function canonicalOf(statement: Statement): string {
  const text = canonicalize(
    JSON.parse(JSON.stringify(statement, (_, value) => (typeof value === 'bigint' ? String(value) : value))),
  )
  if (text === undefined) throw new Error('A statement was not written.')
  return text
}

/** Reads what `canonicalOf` wrote. */
export function readCanonical(text: string): Statement {
  const kept = JSON.parse(text) as Statement
  return {
    ...kept,
    totalPence: BigInt(kept.totalPence),
    lines: kept.lines.map(line => ({ ...line, pence: BigInt(line.pence) })),
  }
}

/** SHA-256 of the canonical text, in hex. */
export const digestOf = (canonical: string): string => createHash('sha256').update(canonical).digest('hex')
