import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../src/kernel/random.ts'
import { faultsOf, standingOf } from './check.ts'
import { send, sendAgain, sendAll, type Tally, type Write } from './load.ts'
import { type Node, type Site, startedAgain, waitUp } from './site.ts'
import type { Stage } from './stage.ts'

const ROUND = { notes: 8, records: 4, accepts: 2, series: 3, handovers: 2 }
const LONGEST_MS = 700
/** The whole is recounted after so many rounds, and at the end: what a fault does to it stays. */
const RECOUNT_EVERY = 5

/** What the rounds of one kind of fault came to. */
export type Outcome = {
  rounds: number
  acknowledged: number
  unacknowledged: number
  /** Of the unacknowledged: those that stood in the database all the same, and were not doubled by sending them again. */
  stoodUnsaid: number
  faults: string[]
}

export const nothingYet = (): Outcome => ({ rounds: 0, acknowledged: 0, unacknowledged: 0, stoodUnsaid: 0, faults: [] })

export type Fault = {
  /** What is done in the middle of the load. */
  strike: () => Promise<void>
  /** What is done before the looks at what stands, and gives the node to go on with. */
  recover: () => Promise<Node>
  /** Whether those who send see the fault through, or there is nobody left to send to. */
  load: 'goes on' | 'ends'
}

/** One round: a load, a fault in the middle of it, what stands afterwards, and the same keys sent again. */
export async function strikeRound(
  { site, stage, nodes }: { site: Site; stage: Stage; nodes: readonly Node[] },
  fault: Fault,
  { outcome, seed }: { outcome: Outcome; seed: string },
): Promise<Node> {
  const random = seededRandom(seed)
  const writes = await stage.writesFor(ROUND)
  let struck = false
  const sending = sendAll(
    writes,
    nodes.map(node => node.url),
    { stopped: () => struck },
  )
  await sleep(random.int(0, LONGEST_MS))
  await fault.strike()
  struck = fault.load === 'ends'
  const tally = await sending
  const node = await fault.recover()
  await waitUp(node)
  await settle(site, { writes, tally, node, outcome })
  outcome.rounds += 1
  await recountIn(site, outcome)
  return node
}

type Settling = { writes: readonly Write[]; tally: Tally; node: Node; outcome: Outcome }

/** Holds what stands against what was said, sends the rest again under the same keys, and a few that were done already. */
export async function settle({ world }: Site, { writes, tally, node, outcome }: Settling): Promise<void> {
  const { database } = world
  const acknowledged = writes.filter(write => tally.get(write)?.as === 'done')
  const others = writes.filter(write => tally.get(write)?.as !== 'done')
  outcome.acknowledged += acknowledged.length
  outcome.unacknowledged += others.filter(write => tally.has(write)).length
  for (const [write, told] of tally)
    if (told.as === 'unclear') outcome.faults.push(`${write.key} was answered ${told.status}: ${told.sentence}`)
  for (const write of acknowledged) {
    const standing = await standingOf(database, write)
    if (standing !== 'once') outcome.faults.push(`${write.key} was acknowledged and is ${standing}`)
  }
  for (const write of others) {
    const standing = await standingOf(database, write)
    if (standing === 'once') outcome.stoodUnsaid += 1
    else if (standing !== 'absent') outcome.faults.push(`${write.key} was not acknowledged and is ${standing}`)
  }
  for (const [write, told] of await sendAgain(others, node.url))
    outcome.faults.push(`${write.key} was never done: ${told.status} ${told.sentence}`)
  for (const write of acknowledged.slice(0, 3)) {
    const told = await send(write, node.url)
    if (told.as !== 'done') outcome.faults.push(`${write.key} sent again was answered ${told.status}: ${told.sentence}`)
  }
  for (const write of writes) {
    const standing = await standingOf(database, write)
    if (standing !== 'once') outcome.faults.push(`${write.key} sent again is ${standing}`)
  }
}

/** What is wrong with the whole, in the rounds in which it is recounted. */
export async function recountIn({ world }: Site, outcome: Outcome, every = RECOUNT_EVERY): Promise<void> {
  if (outcome.rounds % every === 0) outcome.faults.push(...(await faultsOf(world.database)))
}

export type Victim = 'Weft' | 'PostgreSQL' | 'both at once'

/** Kills what serves one database again and again: Weft, PostgreSQL, or both at once, whatever chance says. */
export async function killRounds(
  site: Site,
  stage: Stage,
  { rounds, until, seed, victims }: { rounds: number; until: number; seed: string; victims: readonly Victim[] },
): Promise<Outcome> {
  const outcome = nothingYet()
  let node = await site.startNode()
  for (let round = 0; round < rounds && (round === 0 || performance.now() < until); round += 1) {
    const victim = victims[round % victims.length]
    const current = node
    let killedAt = new Date()
    const strike = async () => {
      killedAt = new Date()
      await Promise.all([
        victim === 'PostgreSQL' ? undefined : current.kill(),
        victim === 'Weft' ? undefined : site.killPostgres(),
      ])
    }
    const recover = async () => {
      const went = victim !== 'Weft'
      if (went) await site.restartPostgres()
      if (victim === 'PostgreSQL') {
        if (!current.alive()) outcome.faults.push('Weft ended with its PostgreSQL')
        else {
          await startedAgain(site, killedAt)
          return current
        }
      }
      const anew = await site.startNode()
      if (went) await startedAgain(site, killedAt)
      return anew
    }
    node = await strikeRound(
      { site, stage, nodes: [node] },
      { strike, recover, load: victim === 'PostgreSQL' ? 'goes on' : 'ends' },
      { outcome, seed: `${seed} ${round}` },
    )
    if (outcome.faults.length > 0) break
  }
  await recountIn(site, outcome, 1)
  await node.stop()
  return outcome
}
