import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Temporal } from 'temporal-polyfill'
import { openInstallation } from '../../../src/cli/installation.ts'
import { findRunning } from '../../../src/database/embedded.ts'
import { openPool, type Pool } from '../../../src/database/pool.ts'
import type { Month } from '../../../src/kernel/month.ts'
import { seededRandom } from '../../../src/kernel/random.ts'
import { gone } from '../nation-data.ts'
import type { Step } from './steps.ts'

const PROGRAM = new URL('work-main.ts', import.meta.url).pathname

type Run = { seconds: Readonly<Record<Step, number>>; peakMb: number }
type Killed = { kills: number; seconds: number; seed: number }

/** The month of a nation whose PostgreSQL runs; another process works it. */
export type WorkedMonth = {
  people: number
  month: Month
  superuser: Pool
  /** Works the month to its end. */
  run(): Promise<Run>
  /** Kills the work at random moments, so many times or until it is done, and ends it. Gives the steps it was killed in. */
  runKilled(wanted: Killed): Promise<string[]>
  close(): Promise<void>
}

type Wanted = { folder: string; month: Month; now: Temporal.Instant; log: (words: string) => void }

export async function openMonth({ folder, month, now, log }: Wanted): Promise<WorkedMonth> {
  process.env.WEFT_DATA = folder
  const installation = await openInstallation({ log })
  const url = new URL((await findRunning(folder)) ?? '')
  url.pathname = '/weft'
  const superuser = openPool(url.href, { size: 2, statementSeconds: 3600, name: 'weft proof' })
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

type Working = { child: ChildProcess; step: () => string; ended: Promise<Run> }

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
  return { child, step: () => lines().at(-1)?.step ?? 'its start', ended }
}

async function runKilled(start: () => Working, { kills, seconds, seed }: Killed): Promise<string[]> {
  const random = seededRandom(`month ${seed}`)
  const killed: string[] = []
  while (killed.length < kills) {
    const { child, step, ended } = start()
    const whole = ended.then(
      () => true,
      () => false,
    )
    const done = await Promise.race([whole, sleep(1000 + random.next() * seconds * 500).then(() => undefined)])
    if (done) return killed
    child.kill('SIGKILL')
    if (await whole) return killed
    killed.push(step())
  }
  await start().ended
  return killed
}
