import { toJson } from '../../web/routing/json.ts'
import { type Act, type BenchLine, inTurns, quantile, type Rounds, rounded } from './measure.ts'

/** What is measured, and the limit that it is held against. */
export type Contest = {
  name: string
  /** The name of the limit. */
  of: string
  measured: Act
  limit: Act
  /**
   * What the rows that both sides give must be before anything is timed: the same; or those measured among those of the limit, where no
   * law of rows hides from it what ended; or of no account.
   */
  same: 'same' | 'among' | 'anything'
  /** At most so many rounds are counted, where what is measured uses something up. */
  most?: number
}

/** Holds a contest. Fails where the two sides do not answer the same. */
export async function hold(
  contest: Contest,
  { people, rounds }: { people: number; rounds: Rounds },
): Promise<BenchLine> {
  if (contest.same !== 'anything') await refuseDifferent(contest)
  const counted = Math.min(rounds.counted, contest.most ?? rounds.counted)
  const times = await inTurns(
    { warm: contest.most === undefined ? rounds.warm : 0, counted },
    contest.measured,
    contest.limit,
  )
  return {
    name: contest.name,
    people,
    p50_ms: rounded(quantile(times.measured, 0.5)),
    p95_ms: rounded(quantile(times.measured, 0.95)),
    ratio: rounded(quantile(times.measured, 0.5) / quantile(times.limit, 0.5), 2),
    of: contest.of,
  }
}

async function refuseDifferent({ name, measured, limit, same }: Contest) {
  const rows = [await measured(), await limit()].map(answer =>
    Array.isArray(answer) ? answer.map(toJson) : [toJson(answer)],
  )
  const [mine = [], theirs = []] = rows
  const known = new Set(theirs)
  const [one, other] = [mine.join(), (same === 'same' ? theirs : mine.filter(row => known.has(row))).join()]
  if (one !== other)
    throw new Error(`${name}: the two sides do not answer the same.\n${one.slice(0, 2000)}\n${other.slice(0, 2000)}`)
  if (mine.length === 0) throw new Error(`${name}: there is nothing to read.`)
}
