import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Temporal } from 'temporal-polyfill'
import { openInstallation } from '../../../src/cli/installation.ts'
import type { Pool } from '../../../src/database/pool.ts'
import type { Month } from '../../../src/kernel/month.ts'
import { seededRandom } from '../../../src/kernel/random.ts'
import { gone, openSuperuser } from '../nation-data.ts'
import { STEPS, type Step } from './steps.ts'

const PROGRAM = new URL('work-main.ts', import.meta.url).pathname

type Run = { seconds: Readonly<Record<Step, number>>; peakMb: number }
/** `kills`: the steps in which to kill, in their order; `seconds`: what each took without a stop. */
type Killed = { kills: readonly Step[]; seconds: Readonly<Record<Step, number>>; seed: number }

/** The month of a nation whose PostgreSQL runs; another process works it. */
export type WorkedMonth = {
  people: number
  month: Month
  superuser: Pool
  /** Works the month to its end. */
  run(): Promise<Run>
  /** Kills the work in each of these steps at a random moment, unless it is done by then, and ends it. Gives the steps it was killed in. */
  runKilled(wanted: Killed): Promise<Step[]>
  close(): Promise<void>
}

type Wanted = { folder: string; month: Month; now: Temporal.Instant; log: (words: string) => void }

export async function openMonth({ folder, month, now, log }: Wanted): Promise<WorkedMonth> {
  process.env.WEFT_DATA = folder
  const installation = await openInstallation({ log })
  const superuser = await openSuperuser(folder)
  const found = await superuser.query<{ people: string }>('SELECT count(*) AS people FROM casework.case')
  const start = () => listenTo(folder, [month, now.toString()])
  return {
    people: Number(found.rows[0]?.people),
    month,
    superuser,
    run: () => start().ended,
    runKilled: wanted => runKilled(start, wanted),
    close: async () => {
      await superuser.end()
      await installation.stop()
    },
  }
}

type Working = { child: ChildProcess; step: () => Step | undefined; ended: Promise<Run> }

function listenTo(folder: string, words: readonly string[]): Working {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...words], {
    env: { ...process.env, WEFT_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout?.on('data', more => {
    said += more
  })
  const lines = () =>
    said
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line))
  const ended = gone(child).then(code => {
    const last = lines().at(-1)
    if (code !== 0 || last?.seconds === undefined) throw new Error(`The month ended with ${code}.`)
    return last as Run
  })
  return { child, step: () => lines().at(-1)?.step, ended }
}

/** How far into a step a kill strikes at the latest: less than its whole, since what an earlier run did of it is not done again. */
const LATEST = 0.6
const LOOK_MS = 5

async function runKilled(start: () => Working, { kills, seconds, seed }: Killed): Promise<Step[]> {
  const random = seededRandom(`month ${seed}`)
  const killed: Step[] = []
  for (const aim of kills) {
    const { child, step, ended } = start()
    const whole = ended.then(
      () => true,
      () => false,
    )
    const reached = begun(step, aim, whole)
    const struck = reached.then(() => sleep(random.next() * seconds[aim] * LATEST * 1000).then(() => false))
    if (await Promise.race([whole, struck])) return killed
    const during = step()
    child.kill('SIGKILL')
    if (await whole) return killed
    if (during) killed.push(during)
  }
  await start().ended
  return killed
}

/** Resolves once the work is in this step or past it, or has ended. */
async function begun(step: () => Step | undefined, aim: Step, whole: Promise<boolean>) {
  let over = false
  void whole.then(() => {
    over = true
  })
  const there = () => {
    const at = step()
    return at !== undefined && STEPS.indexOf(at) >= STEPS.indexOf(aim)
  }
  while (!over && !there()) await sleep(LOOK_MS)
}
