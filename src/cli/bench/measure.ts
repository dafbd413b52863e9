/** What one side does once. */
export type Act = () => Promise<unknown>

/** One line of the bench. `ratio`: the median over the median of `of`, taken in turns in the same run. */
export type BenchLine = {
  name: string
  people: number
  p50_ms: number
  p95_ms: number
  ratio: number
  of: string
  /** Where the line is about throughput. */
  per_second?: number
}

/** How often each side is run, and how often before that without being counted. */
export type Rounds = { warm: number; counted: number }

/** Milliseconds of each counted run of both sides, which take turns so that a busy moment falls on both. */
export async function inTurns({ warm, counted }: Rounds, measured: Act, limit: Act) {
  const times = { measured: [] as number[], limit: [] as number[] }
  for (let round = -warm; round < counted; round++) {
    const one = await timed(measured)
    const other = await timed(limit)
    if (round < 0) continue
    times.measured.push(one)
    times.limit.push(other)
  }
  return times
}

/** Milliseconds that an act takes. */
export async function timed(act: Act): Promise<number> {
  const began = performance.now()
  await act()
  return performance.now() - began
}

/** The value below which the share lies: 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const rounded = (value: number, places = 3): number => Number(value.toFixed(places))
