/**
 * Something in a file from outside that is not as it should be. `dirty`: it was understood all the same, and `took` is
 * what it was taken for. `unknown`: it is kept as it came, but Weft has no such thing. `wrong`: it was left out.
 * `record` is the record's own reference, or its place in the file where it has none; `found` is shortened.
 */
export type Finding = {
  readonly file: string
  readonly record: string
  readonly field: string
  readonly found: string
  readonly meaning: 'dirty' | 'unknown' | 'wrong'
  readonly took?: string
  readonly sentence: string
}

export type Note = (finding: Finding) => void

const MOST_FINDINGS = 5_000
const LONGEST = 80

/** Keeps the first 5,000 findings and counts the rest, so that a hostile file cannot fill the memory. */
export function collectFindings() {
  const findings: Finding[] = []
  const counted = { dirty: 0, unknown: 0, wrong: 0 }
  const note: Note = finding => {
    counted[finding.meaning] += 1
    if (findings.length < MOST_FINDINGS) findings.push(finding)
  }
  return { findings, counted, note }
}

/** A value from outside in a few words: never longer than a line, and never walked into. */
export function inShort(found: unknown): string {
  if (found === undefined) return 'nothing'
  if (Array.isArray(found)) return `a list of ${found.length}`
  if (typeof found === 'object' && found !== null) return 'an object'
  const text = typeof found === 'string' ? JSON.stringify(found.slice(0, LONGEST + 1)) : String(found)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
