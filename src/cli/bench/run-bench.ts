import type { PlainDate } from '../../kernel/calendar.ts'
import { hold } from './contest.ts'
import { monthClose, recomputation } from './figures.ts'
import type { BenchLine, Rounds } from './measure.ts'
import { pages } from './pages.ts'
import { reads } from './reads.ts'
import { scopeCost } from './scope-cost.ts'
import { openStage, type Stage } from './stage.ts'
import { throughput, writes } from './writes.ts'

export type BenchWanted = {
  people: number
  /** The day up to which they have lived. */
  asOf: PlainDate
  /** The data folder of a demonstration that is there already; its own number of people counts then. */
  data?: string | undefined
  rounds: Rounds
  /** Only lines whose name begins so. */
  only?: string | undefined
  print: (line: BenchLine) => void
  log: (line: string) => void
}

/** Makes a stage, measures on it line by line and takes it down. What uses the stage up comes last. */
export async function runBench(wanted: BenchWanted): Promise<void> {
  const stage = await openStage(wanted)
  try {
    await measureAll(stage, wanted)
  } finally {
    await stage.close()
  }
}

async function measureAll(stage: Stage, { data, rounds, only = '', print }: BenchWanted) {
  const { people } = stage
  const asked = (name: string) => name.startsWith(only)
  for (const contest of await reads(stage)) if (asked(contest.name)) print(await hold(contest, { people, rounds }))
  const { contests, close } = await pages(stage)
  try {
    for (const contest of contests) if (asked(contest.name)) print(await hold(contest, { people, rounds }))
  } finally {
    await close()
  }
  if (asked('access.scope() once')) print(await scopeCost(stage, rounds))
  for (const contest of await writes(stage, rounds))
    if (asked(contest.name)) print(await hold(contest, { people, rounds }))
  if (asked('events')) print(await throughput(stage, rounds))
  // On what is kept no month is closed for good, and an area is not counted anew again and again.
  if (data !== undefined) return
  if (asked('recomputation'))
    print(
      await hold(await recomputation(stage), { people, rounds: { warm: 1, counted: Math.min(rounds.counted, 15) } }),
    )
  if (asked('month')) print(await monthClose(stage))
}
