import { Temporal } from 'temporal-polyfill'
import { londonDay } from '../../kernel/calendar.ts'
import { invalid } from '../../kernel/errors.ts'
import { runBench } from '../bench/run-bench.ts'

/** How `weft bench` is called. */
export type BenchOptions = { people: string; data?: string; only?: string }

const LEAST_PEOPLE = 30
const MOST_PEOPLE = 100_000
const ROUNDS = { warm: 20, counted: 120 } as const

/** `weft bench`: measures in a database of its own, or in one that is kept, and prints a JSON line for each thing measured. */
export async function bench({ people: given, data, only }: BenchOptions): Promise<void> {
  const people = Number(given)
  if (!Number.isInteger(people) || people < LEAST_PEOPLE || people > MOST_PEOPLE)
    throw invalid({
      field: '--people',
      sentence: `Give a whole number from ${LEAST_PEOPLE} to ${MOST_PEOPLE.toLocaleString('en-GB')}.`,
    })
  await runBench({
    people,
    asOf: londonDay(Temporal.Now.instant()),
    rounds: ROUNDS,
    data,
    only,
    print: line => console.log(JSON.stringify(line)),
    log: line => console.error(line),
  })
}
