import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openWire } from '../../../src/database/testing/wire.ts'
import { nothingYet, type Outcome, recountIn, strikeRound } from './kills.ts'
import type { Site } from './site.ts'
import type { Stage } from './stage.ts'

const LOST_AT_ONCE = 5

/** As a superuser would: every session of those who serve is ended. */
async function endSessions(superuserUrl: string) {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('weft_app', 'weft_jobs')",
  )
  await client.end()
}

/** Two nodes serve one database and one of them is killed under load; the other goes on and takes what the dead one left unsaid. */
export async function nodeRounds(
  site: Site,
  stage: Stage,
  { rounds, until, seed }: { rounds: number; until: number; seed: string },
): Promise<Outcome> {
  const outcome = nothingYet()
  let nodes = await Promise.all([site.startNode(), site.startNode()])
  for (let round = 0; round < rounds && (round === 0 || performance.now() < until); round += 1) {
    const [first, second] = nodes
    const fault = {
      strike: first.kill,
      recover: async () => second,
      load: 'goes on' as const,
    }
    await strikeRound({ site, stage, nodes: [first, second] }, fault, { outcome, seed: `${seed} ${round}` })
    if (outcome.faults.length > 0) break
    nodes = [second, await site.startNode()]
  }
  await Promise.all(nodes.map(node => node.stop()))
  await recountIn(site, outcome, 1)
  return outcome
}

/** The line or the server fails in ways that come back by themselves; Weft is never started again. */
export async function outageRounds(
  site: Site,
  stage: Stage,
  { rounds, until, seed }: { rounds: number; until: number; seed: string },
): Promise<Outcome & { lost: number }> {
  const { server, world } = site
  if (!server) throw new Error('An outage needs a server of its own.')
  const outcome = nothingYet()
  const wire = await openWire(server.superuserUrl)
  const node = await site.startNode({
    DATABASE_URL: wire.through(world.database.urlOf('weft_app')),
    DATABASE_JOBS_URL: wire.through(world.database.urlOf('weft_jobs')),
  })
  const outages = [
    async () => {
      await server.stop()
      await sleep(500)
      await server.start()
    },
    async () => wire.cut(),
    async () => wire.loseAnswers(LOST_AT_ONCE),
    () => endSessions(server.superuserUrl),
  ]
  for (let round = 0; round < rounds && (round === 0 || performance.now() < until); round += 1) {
    const strike = outages[round % outages.length] ?? wire.cut
    const fault = { strike: async () => strike(), recover: async () => node, load: 'goes on' as const }
    await strikeRound({ site, stage, nodes: [node] }, fault, { outcome, seed: `${seed} ${round}` })
    wire.loseAnswers(0)
    if (!node.alive()) outcome.faults.push('Weft ended with its connections')
    if (outcome.faults.length > 0) break
  }
  await node.stop()
  await wire.close()
  await recountIn(site, outcome, 1)
  return { ...outcome, lost: wire.lost() }
}
