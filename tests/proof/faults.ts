import { backupUnderLoad } from './faults/backups.ts'
import { clashRounds } from './faults/clashes.ts'
import { dueAroundClockChanges } from './faults/clocks.ts'
import { fullDisk, type Place } from './faults/full-disks.ts'
import { openGround } from './faults/ground.ts'
import { importRounds } from './faults/imports.ts'
import { killRounds, type Outcome, type Victim } from './faults/kills.ts'
import { freezeInterrupted, freezeUnderWork } from './faults/months.ts'
import { nodeRounds, outageRounds } from './faults/nodes.ts'
import { findDistribution } from './faults/postgres.ts'
import { openEmbeddedSite, openExternalSite, type Site } from './faults/site.ts'
import { endlessRound, lockedRound, type Slow } from './faults/slowness.ts'
import { openStage, type Stage } from './faults/stage.ts'
import type { Proof, ProofLine, Wanted } from './proof.ts'

const CASES = 4
/** PostgreSQL more often, since each new Weft takes its time to start and PostgreSQL does not. */
const VICTIMS: readonly Victim[] = [
  'PostgreSQL',
  'Weft',
  'PostgreSQL',
  'PostgreSQL',
  'PostgreSQL',
  'both at once',
  'PostgreSQL',
  'PostgreSQL',
]
/** Parts of the time that is left for rounds; the rest is for the PostgreSQL inside. */
const SHARES = { outages: 0.12, nodes: 0.13, imports: 0.1, kills: 0.38 }
/** One round of these for so many kills. */
const KILLS_FOR_ONE = { outages: 8, nodes: 16, imports: 12 }

/** Kills, outages, clashes and clocks: what was acknowledged stands once, and the whole adds up. */
export const faults: Proof = {
  name: 'faults',
  about:
    'Weft and PostgreSQL are killed, cut off, restarted and crowded in the middle of writes; each write that was acknowledged must stand exactly once, each other wholly or not at all, and journal, obligations, figures and frozen months must be what a recount gives.',
  minutes: 30,
  people: CASES,
  rounds: 100,
  async run(wanted) {
    const ends = performance.now() + wanted.minutes * 60_000
    const { print, seed } = wanted
    const due = dueAroundClockChanges(2_000, `clocks ${seed}`)
    print(
      lineOf('due times around the nights on which the clocks change', due.faults, `${due.looked} starts in 16 years`),
    )
    const program = await findDistribution()
    await fullDisks(program, wanted)
    if (program) await outside(program, wanted, ends)
    else
      print({
        name: 'an external PostgreSQL',
        held: false,
        measured: 0,
        unit: 'servers',
        note: 'Not tried: there is no PostgreSQL of the distribution on this machine (/usr/lib/postgresql).',
      })
    await inside('PostgreSQL inside', { wanted, until: ends, open: openEmbeddedSite })
  },
}

/** Everything that needs a PostgreSQL beside Weft. */
async function outside(program: string, wanted: Wanted, ends: number) {
  const { print, log, seed } = wanted
  const site = await openExternalSite(program)
  try {
    const { superuserUrl } = site
    const ground = await openGround(superuserUrl, CASES)
    log('Many at one moment.')
    const clashes = await clashRounds(ground, 4)
    print(
      lineOf(
        'the same at one moment, and deadlocks',
        clashes.faults,
        `${clashes.acts} acts, ${clashes.runsAgain} of them run or sent again`,
      ),
    )
    log('A back-up under load.')
    const backup = await backupUnderLoad(ground, superuserUrl)
    print(
      lineOf(
        'a back-up under load, restored',
        backup.faults,
        `${backup.rows} rows; ${backup.inside} of ${backup.sent} writes under way were in it`,
      ),
    )
    log('A month frozen under work.')
    const frozen = await freezeUnderWork(ground)
    print(
      lineOf(
        'a month frozen while its sessions are recorded',
        frozen.faults,
        `${frozen.before} sessions in it, ${frozen.after} after it`,
      ),
    )
    await ground.close()
    log('A freeze stopped in the middle.')
    const stage = await openStage(site.world, CASES)
    const stopped = await freezeInterrupted(
      { world: site.world, stage },
      { superuserUrl, freezer: async () => site.startNode() },
    )
    print(
      lineOf(
        'a freeze and its statements stopped in the middle and done again',
        stopped.faults,
        `stopped at ${stopped.stopped} places, at one by killing Weft`,
      ),
    )
    await slow(site, stage, wanted)
    const left = ends - performance.now()
    const until = (share: number) => performance.now() + left * share
    log('Outages.')
    const outages = await outageRounds(site, stage, {
      rounds: Math.ceil(wanted.rounds / KILLS_FOR_ONE.outages),
      until: until(SHARES.outages),
      seed: `outages ${seed}`,
    })
    print(
      outcomeLine(
        'PostgreSQL restarts, lines break, answers to commits are lost',
        outages,
        `${outages.lost} answers to commits were lost`,
      ),
    )
    log('Two nodes.')
    const nodes = await nodeRounds(site, stage, {
      rounds: Math.ceil(wanted.rounds / KILLS_FOR_ONE.nodes),
      until: until(SHARES.nodes),
      seed: `nodes ${seed}`,
    })
    print(outcomeLine('one of two nodes killed', nodes))
    await imports(site, wanted, until(SHARES.imports))
    await killed('PostgreSQL outside', { site, stage, wanted, until: until(SHARES.kills) })
  } finally {
    await site.close()
  }
}

const PLACES: Readonly<Record<Place, string>> = {
  tables: 'no room for the tables of PostgreSQL outside',
  log: 'no room for the log of PostgreSQL outside, which ends',
  all: 'no room in the data folder, with PostgreSQL inside',
}

async function fullDisks(program: string | undefined, { print, log }: Wanted) {
  for (const place of ['tables', 'log', 'all'] as const) {
    if (place !== 'all' && !program) continue
    log(`A full disk: ${PLACES[place]}.`)
    const found = await fullDisk(place, program)
    if (found)
      print(
        outcomeLine(
          PLACES[place],
          found,
          `${found.noRoom} were told that there is no room, ${found.away} otherwise why not; ${found.shown} of ${found.pages} pages were shown meanwhile`,
        ),
      )
    else log(`Not tried: ${PLACES[place]}. This account may not mount a small file system; root may.`)
  }
}

async function imports(site: Site, { print, log, rounds, seed }: Wanted, until: number) {
  log('Caseloads read in, and stopped.')
  const wanted = { rounds: Math.ceil(rounds / KILLS_FOR_ONE.imports), until, seed: `imports ${seed}` }
  const { faults: found, stood, people, ...outcome } = await importRounds(site, wanted)
  print(
    lineOf(
      'a caseload stopped while it is read in, and sent again',
      found,
      `${outcome.rounds} files, ${outcome.unacknowledged} of them not answered; ${stood} of ${people} people were there before the file was sent again, all wholly`,
    ),
  )
}

async function slow(site: Site, stage: Stage, { print, log }: Wanted) {
  log('Locks and endless statements.')
  const told = ({ refused, longestSeconds, meanwhile }: Slow) =>
    `${refused} were refused, all within ${longestSeconds} s; ${meanwhile} others were done meanwhile`
  const locked = await lockedRound(site, stage)
  print(outcomeLine('a crowd waits for what another holds', locked, told(locked)))
  const endless = await endlessRound(site, stage)
  print(outcomeLine('statements that do not end', endless, told(endless)))
}

type Rounds = { wanted: Wanted; until: number; open: () => Promise<Site> }

async function inside(name: string, { wanted, until, open }: Rounds) {
  const site = await open()
  try {
    const first = await site.startNode()
    const stage = await openStage(site.world, CASES)
    await first.stop()
    await killed(name, { site, stage, wanted, until })
  } finally {
    await site.close()
  }
}

type Killing = { site: Site; stage: Stage; wanted: Wanted; until: number }

async function killed(name: string, { site, stage, wanted, until }: Killing) {
  wanted.log(`Killing: ${name}.`)
  const seed = `kills ${name} ${wanted.seed}`
  const outcome = await killRounds(site, stage, {
    rounds: Math.ceil(wanted.rounds / 2),
    until,
    seed,
    victims: VICTIMS,
  })
  wanted.print(outcomeLine(`killed at random points of a load, ${name}`, outcome))
}

const outcomeLine = (name: string, outcome: Outcome, more?: string): ProofLine =>
  lineOf(
    name,
    outcome.faults,
    [
      `${outcome.rounds} rounds; ${outcome.acknowledged} writes acknowledged before the retry, ${outcome.unacknowledged} sent and not`,
      `${outcome.stoodUnsaid} of those stood all the same and were not doubled`,
      ...(more ? [more] : []),
    ].join('; '),
  )

function lineOf(name: string, found: readonly string[], looked: string): ProofLine {
  const note = [`${looked}.`, ...found.slice(0, 5)].join(' ')
  return { name, held: found.length === 0, measured: found.length, unit: 'faults', bar: { atMost: 0 }, note }
}
