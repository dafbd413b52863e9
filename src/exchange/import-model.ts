import type { Temporal } from 'temporal-polyfill'
import type { Scope } from '../database/scope.ts'
import { notFound } from '../kernel/errors.ts'

export type BatchListed = {
  batch: string
  kind: string
  at: Temporal.Instant
  by: string
  folder: string
  state: string
  undoneAt: Temporal.Instant | null
  counts: Record<string, number>
}

/** Imports, the latest first, with what each counted. */
export async function listBatches(tx: Scope): Promise<BatchListed[]> {
  const found = await tx.db
    .selectFrom('exchange.batch')
    .select(['batch', 'kind', 'at', 'by', 'folder', 'state', 'undone_at', 'counts'])
    .orderBy('number', 'desc')
    .limit(100)
    .execute()
  return found.map(({ undone_at: undoneAt, counts, ...row }) => ({ ...row, undoneAt, counts: numbersOf(counts) }))
}

const numbersOf = (counts: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries(typeof counts === 'object' && counts !== null ? counts : {}).filter(
      (pair): pair is [string, number] => typeof pair[1] === 'number',
    ),
  )

/** One import with its report. Refuses with `not_found` one that does not exist. */
export async function batchModel(tx: Scope, batch: string) {
  const listed = (await listBatches(tx)).find(each => each.batch === batch)
  if (listed === undefined) throw notFound()
  const findings = await tx.db
    .selectFrom('exchange.finding')
    .select(['file', 'record', 'field', 'found', 'meaning', 'took', 'sentence'])
    .where('batch', '=', batch)
    .orderBy('file')
    .orderBy('number')
    .execute()
  return { ...listed, findings }
}
export type BatchModel = Awaited<ReturnType<typeof batchModel>>
