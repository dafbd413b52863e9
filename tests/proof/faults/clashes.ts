import type { Scope } from '../../../src/database/scope.ts'
import { append } from '../../../src/journal/append.ts'
import { faultsOf, standingOf } from './check.ts'
import type { Ground } from './ground.ts'
import { send, sendAgain, sendAll } from './load.ts'

const AT_ONCE = 8

/** Faults of what many do at one moment, and how often PostgreSQL asked for a transaction to be run again. */
export type Clashes = { acts: number; runsAgain: number; faults: string[] }

/** The same referral accepted by many at once, each with a key of their own; series booked at once on one service; and real deadlocks. */
export async function clashRounds(ground: Ground, rounds: number): Promise<Clashes> {
  const all: Clashes = { acts: 0, runsAgain: 0, faults: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const rush of [acceptances, bookings, deadlocks]) {
      const { acts, runsAgain, faults } = await rush(ground, round)
      all.acts += acts
      all.runsAgain += runsAgain
      all.faults.push(...faults)
    }
  }
  all.faults.push(...(await faultsOf(ground.world.database)))
  return all
}

async function acceptances({ world, stage, url }: Ground): Promise<Clashes> {
  const [write] = await stage.writesFor({ notes: 0, records: 0, accepts: 1, series: 0 })
  if (!write) return { acts: 0, runsAgain: 0, faults: ['there is nothing to accept'] }
  const told = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, nth) => send({ ...write, key: `${write.key}-${nth}` }, url)),
  )
  const faults = told.filter(({ as }) => as !== 'done' && as !== 'refused').map(({ sentence }) => sentence)
  const done = told.findIndex(({ as }) => as === 'done')
  if (told.filter(({ as }) => as === 'done').length !== 1) faults.push('not exactly one acceptance was done')
  const key = `${write.key}-${done}`
  const standing = await standingOf(world.database, {
    ...write,
    key,
    trace: { ...write.trace, values: [key, ...write.trace.values.slice(1)] },
  })
  if (standing !== 'once') faults.push(`of acceptances at once the referral is accepted ${standing}`)
  return { acts: AT_ONCE, runsAgain: 0, faults }
}

async function bookings({ world, stage, url }: Ground): Promise<Clashes> {
  const many = await stage.writesFor({ notes: 0, records: 0, accepts: 0, series: AT_ONCE * stage.services.length })
  const writes = many.filter(write => write.url === many[0]?.url)
  const tally = await sendAll(writes, [url], { atOnce: writes.length })
  const faults = [...tally.values()]
    .filter(({ as }) => as !== 'done' && as !== 'refused')
    .map(({ sentence }) => sentence)
  const clashed = writes.filter(write => tally.get(write)?.as !== 'done')
  for (const [write] of await sendAgain(clashed, url)) faults.push(`${write.key} was never done`)
  for (const write of writes) {
    const standing = await standingOf(world.database, write)
    if (standing !== 'once') faults.push(`${write.key} is ${standing}`)
  }
  return { acts: writes.length, runsAgain: clashed.length, faults }
}

/** Two hold one referral each and then want the other's: PostgreSQL ends one of them, which runs again. */
async function deadlocks({ world, stage }: Ground, round: number): Promise<Clashes> {
  const [one, other] = stage.services
  if (!one || !other) return { acts: 0, runsAgain: 0, faults: ['a deadlock needs two services'] }
  const hold = (tx: Scope, reference: string) =>
    tx.db.selectFrom('casework.referral').select('state').where('reference', '=', reference).forUpdate().execute()
  let holding = 0
  let runs = 0
  const bothHold = async () => {
    for (let waited = 0; holding < 2 && waited < 2_000; waited += 1)
      await new Promise(resolve => setTimeout(resolve, 10))
  }
  const cross = (first: typeof one, second: typeof one) =>
    world.act('lantern-manager', async tx => {
      runs += 1
      await hold(tx, first.reference)
      holding += 1
      await bothHold()
      await hold(tx, second.reference)
      await append(tx, 'proof.crossed', {
        subject: `crossing ${round} from ${first.reference}`,
        case: { area: first.area, caseId: first.caseId },
      })
    })
  await Promise.all([cross(one, other), cross(other, one)])
  const written = await world.database.load(
    "SELECT count(*)::int AS n FROM journal.event WHERE kind = 'proof.crossed' AND subject LIKE $1",
    [`crossing ${round} from %`],
  )
  const faults = written.rows[0].n === 2 ? [] : [`two that crossed wrote ${written.rows[0].n} events`]
  if (runs < 3) faults.push('no deadlock came about')
  return { acts: 2, runsAgain: runs - 2, faults }
}
