import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCrowd } from './load/crowd.ts'
import { type Nation, onNation } from './load/nation.ts'
import { ACTS, type Act, type Tally } from './load/simulate.ts'
import type { Proof, ProofLine, Wanted } from './proof.ts'

/** Milliseconds within which 95 of 100 answers come, for the acts that have such a bar. */
const BARS: Readonly<Record<Act, number | undefined>> = {
  list: undefined,
  open: 80,
  search: 28,
  today: undefined,
  write: 170,
}
const USERS = 1_000
const THINK_SECONDS = 20
/** A server that has just begun plans its statements and reads its tables from disk: what it answers meanwhile is not counted. */
const WARM_SECONDS = 45
const REPORTING_MINUTES = 1

/** A thousand people at work at once on one server, from another process on this machine. */
export const load: Proof = {
  name: 'load',
  about: `${USERS.toLocaleString('en-GB')} simulated users, each thinking ${THINK_SECONDS} seconds on average between two acts, from another process over loopback; the first ${WARM_SECONDS} seconds are not counted.`,
  minutes: 5,
  people: 20_000,
  run: wanted => onNation(wanted, nation => simulate(nation, wanted)),
}

async function simulate(nation: Nation, wanted: Wanted) {
  const folder = await mkdtemp(join(tmpdir(), 'weft-load-'))
  try {
    const crowd = await openCrowd(nation, { users: USERS, seed: wanted.seed })
    wanted.log(
      `${crowd.length} users of ${new Set(crowd.map(user => user.organisation)).size} organisations have signed in.`,
    )
    const file = join(folder, 'crowd.json')
    await writeFile(file, JSON.stringify(crowd))
    const tally = await inAnotherProcess(file, nation.address, Math.max(wanted.minutes - REPORTING_MINUTES, 0.5))
    for (const line of linesOf(tally, wanted.people)) wanted.print(line)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function inAnotherProcess(crowd: string, address: string, minutes: number): Promise<Tally> {
  const program = new URL('./load/simulate-main.ts', import.meta.url).pathname
  const words = [
    '--import',
    'tsx',
    program,
    crowd,
    address,
    minutes * 60,
    Math.min(WARM_SECONDS, minutes * 30),
    THINK_SECONDS,
  ]
  const child = spawn(process.execPath, words.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', words => {
    said += words
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code =>
      code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`The users ended with ${code}.`)),
    )
  })
}

function linesOf({ times, faults, seconds, examples }: Tally, people: number): ProofLine[] {
  const answered = Object.values(times).reduce((sum, all) => sum + all.length, 0)
  return [
    ...ACTS.map((act): ProofLine => {
      const sorted = times[act].toSorted((one, other) => one - other)
      const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 10) / 10
      const bar = BARS[act]
      return {
        name: `${act}: within which 95 in 100 answers came`,
        people,
        measured: at(0.95),
        unit: 'ms',
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        held: sorted.length > 0 && (bar === undefined || at(0.95) <= bar),
        ...(bar === undefined ? {} : { bar: { atMost: bar } }),
      }
    }),
    {
      name: 'answers that were no answer',
      people,
      measured: faults,
      unit: 'faults',
      bar: { atMost: 0 },
      held: faults === 0,
      ...(examples.length > 0 ? { note: examples.join(' ') } : {}),
    },
    {
      name: 'answers a second',
      people,
      measured: Math.round((answered / seconds) * 10) / 10,
      unit: 'a second',
      held: answered > 0,
    },
  ]
}
