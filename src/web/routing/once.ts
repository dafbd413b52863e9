import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import { WeftError } from '../../kernel/errors.ts'
import type { Next } from './route.ts'

/** What an idempotency key looks like. */
export const KEY = /^[A-Za-z0-9._:-]{8,100}$/

/** The key of a request, where it carries one. Refuses with `input.invalid` one that is no key. */
export function keyOf(given: unknown): string | undefined {
  if (given === undefined || given === '') return undefined
  if (typeof given === 'string' && KEY.test(given)) return given
  throw new WeftError('input.invalid', 'The idempotency key must be 8 to 100 letters, digits, dots, colons or hyphens.')
}

/**
 * Does `work` once for this worker, route and key; again, it answers where the first went. The key keeps a reference and
 * never the answer, so that access is checked anew. Refuses with `key.reused` the same key with other words.
 */
export async function once(
  tx: Scope,
  { route, key, sent }: { route: string; key: string | undefined; sent: unknown },
  work: () => Promise<Next>,
): Promise<Next> {
  if (key === undefined) return work()
  const who = tx.actor.worker ?? `system of ${tx.actor.organisation}`
  const digest = createHash('sha256').update(JSON.stringify(sent)).digest()
  const known = await sql<{ result: string; request_hash: Buffer }>`
    SELECT result, request_hash FROM access.done WHERE worker = ${who} AND route = ${route} AND key = ${key}`.execute(
    tx.db,
  )
  const before = known.rows[0]
  if (before) {
    if (!before.request_hash.equals(digest))
      throw new WeftError('key.reused', 'This key was already used for another request. Use a new key for each act.')
    return { to: before.result }
  }
  const next = await work()
  await sql`INSERT INTO access.done (worker, route, key, request_hash, result) VALUES (${who}, ${route}, ${key}, ${digest}, ${next.to})`.execute(
    tx.db,
  )
  return next
}
