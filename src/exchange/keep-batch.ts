import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, type Scopes, withScope } from '../database/scope.ts'
import { append } from '../journal/append.ts'

/** How many people came to what; `left` and `failed`: nothing was written for them. */
export type PeopleCounts = Readonly<Record<'new' | 'changed' | 'unchanged' | 'left' | 'failed' | 'limited', number>>

/** What the report of people read in keeps of a fault: where it stood, never what it held. */
export type FindingKept = {
  readonly file: string
  readonly record: string
  readonly field: string
  readonly meaning: 'dirty' | 'unknown' | 'wrong'
  readonly sentence: string
}

export type BatchKept = {
  readonly kind: 'people' | 'caseload'
  readonly folder: string
  readonly counts: PeopleCounts
  readonly findings: readonly FindingKept[]
}

/** Keeps the report of people read in, one event with it. Null where nothing was new or changed: then there is nothing to report. */
export async function keepBatch(
  { scopes, actor }: { scopes: Scopes; actor: Actor },
  { kind, folder, counts, findings }: BatchKept,
): Promise<string | null> {
  if (counts.new + counts.changed === 0) return null
  const meanings = (['dirty', 'unknown', 'wrong'] as const).map(
    meaning => [meaning, findings.filter(finding => finding.meaning === meaning).length] as const,
  )
  const counted = { ...counts, ...Object.fromEntries(meanings) }
  const digest = createHash('sha256')
    .update(JSON.stringify([counted, findings]))
    .digest('hex')
  return withScope(scopes, { actor, purpose: 'import', kind: 'reads' }, async tx => {
    const kept = await sql<{
      batch: string
    }>`SELECT exchange.keep_batch(${kind}, ${folder}, ${digest}, ${JSON.stringify(counted)}::jsonb,
      ${JSON.stringify(findings)}::jsonb, ${tx.now}) AS batch`.execute(tx.db)
    const batch = kept.rows[0]?.batch ?? ''
    await append(tx, 'import.committed', { subject: `batch ${batch}`, facts: { kind, ...counted } })
    return batch
  })
}
