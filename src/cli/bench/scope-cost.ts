import { sql } from 'kysely'
import { type Scope, withScope } from '../../database/scope.ts'
import { type BenchLine, inTurns, quantile, type Rounds, rounded } from './measure.ts'
import type { Stage } from './stage.ts'

const CALLS = 500

/** What it costs to check the signed scope once. A statement pays it once for each policy function that it evaluates. */
export async function scopeCost(stage: Stage, rounds: Rounds): Promise<BenchLine> {
  const each = (work: (tx: Scope) => Promise<unknown>) => () =>
    withScope(stage.scopes, { actor: stage.viewer, purpose: 'bench', kind: 'reads' }, work)
  const times = await inTurns(
    rounds,
    each(tx => sql`SELECT count((access.scope()).worker) FROM generate_series(1, ${CALLS}::int)`.execute(tx.db)),
    each(tx =>
      sql`SELECT count(sha256(sha256(convert_to('the setting that is signed ' || n, 'UTF8')))) FROM generate_series(1, ${CALLS}::int) n`.execute(
        tx.db,
      ),
    ),
  )
  const perCall = (share: number) => rounded(quantile(times.measured, share) / CALLS, 5)
  return {
    name: 'access.scope() once',
    people: stage.people,
    p50_ms: perCall(0.5),
    p95_ms: perCall(0.95),
    ratio: rounded(quantile(times.measured, 0.5) / quantile(times.limit, 0.5), 2),
    of: 'two SHA-256 sums',
  }
}
