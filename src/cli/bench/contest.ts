import { toJson } from '../../web/routing/json.ts'
import { type Act, type BenchLine, inTurns, quantile, type Rounds, rounded } from './measure.ts'

/** What is measured, and the limit that it is held against. */
export type Contest = {
  name: string
  /** The name of the limit. */
  of: string
  measured: Act
  limit: Act
  /** Both sides give rows, which must be the same before anything is timed. */
  same: boolean
  /** At most so many rounds are counted, where what is measured uses something up. */
  most?: number
}

/** Holds a contest. Fails where the two sides do not answer the same. */
export async function hold(
  contest: Contest,
  { people, rounds }: { people: number; rounds: Rounds },
): Promise<BenchLine> {
  if (contest.same) await refuseDifferent(contest)
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

async function refuseDifferent({ name, measured, limit }: Contest) {
  const [one, other] = [toJson(await measured()), toJson(await limit())]
  if (one !== other)
    throw new Error(`${name}: the two sides do not answer the same.\n${one.slice(0, 2000)}\n${other.slice(0, 2000)}`)
  if (one === '[]') throw new Error(`${name}: there is nothing to read.`)
}
