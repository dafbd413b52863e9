import pg from 'pg'
import { nothingYet, type Outcome, recountIn, settle } from './kills.ts'
import { sendAll, type Tally } from './load.ts'
import type { Node, Site } from './site.ts'
import type { Stage } from './stage.ts'

/** What came of writes that could not go on: how many were refused, within how long, and how many others were done meanwhile. */
export type Slow = Outcome & { refused: number; longestSeconds: number; meanwhile: number }

/** More than a Weft has connections for, and fewer. */
const CROWD = 24
const FEW = 8
const PATIENCE_MS = 60_000
const OTHERS = { notes: 0, records: 8, accepts: 2, series: 2 }

/** Another session holds a lock on what a crowd wants to write. */
export const lockedRound = (site: Site, stage: Stage) =>
  slowRound(site, stage, {
    crowd: CROWD,
    begin: 'BEGIN; LOCK TABLE casework.note IN ACCESS EXCLUSIVE MODE',
    end: 'ROLLBACK',
    says: 'longer than usual',
  })

/** Writes whose statement would never end. */
export const endlessRound = (site: Site, stage: Stage) =>
  slowRound(site, stage, {
    crowd: FEW,
    begin: `CREATE FUNCTION casework.endless() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(3600); RETURN NEW; END';
      CREATE TRIGGER endless BEFORE INSERT ON casework.note FOR EACH ROW EXECUTE FUNCTION casework.endless()`,
    end: 'DROP TRIGGER endless ON casework.note; DROP FUNCTION casework.endless()',
    says: 'took too long',
  })

type Hindrance = { crowd: number; begin: string; end: string; says: string }

async function slowRound(site: Site, stage: Stage, { crowd, begin, end, says }: Hindrance): Promise<Slow> {
  const outcome = { ...nothingYet(), refused: 0, longestSeconds: 0, meanwhile: 0 }
  const writes = await stage.writesFor({ ...OTHERS, notes: crowd })
  const notes = writes.filter(({ kind }) => kind === 'note')
  const others = writes.filter(({ kind }) => kind !== 'note')
  const node = await site.startNode()
  const holder = new pg.Client({ connectionString: site.world.database.ownerUrl })
  await holder.connect()
  await holder.query(begin)
  const begun = performance.now()
  const hindered = sendAll(notes, [node.url], { atOnce: crowd, patience: PATIENCE_MS }).then(tally => ({
    tally,
    seconds: (performance.now() - begun) / 1000,
  }))
  const done = await sendAll(others, [node.url])
  const { tally, seconds } = await hindered
  await holder.query(end)
  await holder.end()
  outcome.longestSeconds = Math.ceil(seconds)
  outcome.faults.push(...hinderedFaults(tally, says), ...othersFaults(done))
  outcome.refused = tally.size
  outcome.meanwhile = [...done.values()].filter(({ as }) => as === 'done').length
  await ended(node, { site, outcome, writes, tally: new Map([...tally, ...done]) })
  return outcome
}

type Ending = { site: Site; outcome: Slow; writes: Parameters<typeof settle>[1]['writes']; tally: Tally }

async function ended(node: Node, { site, outcome, writes, tally }: Ending) {
  await settle(site, { writes, tally, node, outcome })
  outcome.rounds = 1
  await recountIn(site, outcome, 1)
  await node.stop()
}

const hinderedFaults = (tally: Tally, says: string) => [
  ...[...tally]
    .filter(([, { as }]) => as !== 'refused' && as !== 'unclear')
    .map(([{ key }, { as, sentence }]) => `${key} could not be written and was ${as}: ${sentence}`),
  ...([...tally.values()].some(({ sentence }) => sentence.includes(says)) ? [] : [`nobody was told that it ${says}`]),
]

/** They may clash with each other, but they find a connection. */
const othersFaults = (tally: Tally) =>
  [...tally]
    .filter(([, { as, sentence }]) => as === 'unanswered' || sentence.includes('does not answer'))
    .map(([{ key }, { as, sentence }]) => `${key} had nothing in its way and was ${as}: ${sentence}`)
