import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Disk, moveTo, openDisk } from './disks.ts'
import { nothingYet, type Outcome, recountIn, settle } from './kills.ts'
import { judged, sendAll, type Told, type Write } from './load.ts'
import { type Node, openEmbeddedSite, openExternalSite, type Site, waitUp } from './site.ts'
import { openStage, tokenOf } from './stage.ts'

/** What became of a full disk: besides the writes, how many were refused for want of room, and how many pages were still shown. */
export type Filled = Outcome & { noRoom: number; away: number; pages: number; shown: number }

/** Where the disk that fills up is: under the tables, under PostgreSQL's log of changes, or under all that Weft keeps. */
export type Place = 'tables' | 'log' | 'all'

const MEBIBYTES = { tables: 256, log: 96, all: 480 } as const
const LOG_SETTINGS = { min_wal_size: '32MB', max_wal_size: '48MB' }
const LOAD = { notes: 96, records: 16, accepts: 4, series: 12 }
const AT_A_TIME = 16
/** Pages looked at while there is no room: two of contracts, which nobody writes down, and one of cases, which is written down. */
const PAGES = ['/api/imports', '/api/partners', '/api/cases']

/** Fills the disk under a load, looks, makes room and holds what stands; nothing where no disk can be made. */
export async function fullDisk(place: Place, program: string | undefined): Promise<Filled | undefined> {
  const disk = await openDisk(MEBIBYTES[place])
  if (!disk) return undefined
  try {
    const site = place === 'all' ? await openEmbeddedSite(disk.folder) : await onDisk(place, disk, program ?? '')
    return await filled(site, { disk, place }).finally(async () => {
      await disk.free()
      await site.close()
    })
  } finally {
    await disk.remove()
  }
}

async function onDisk(place: Place, disk: Disk, program: string): Promise<Site> {
  const beside = await mkdtemp(join(tmpdir(), 'weft-beside-'))
  await chmod(beside, 0o711)
  const site = await openExternalSite(program, {
    settings: LOG_SETTINGS,
    async arrange(cluster) {
      if (place === 'log') return moveTo(join(disk.folder, 'log'), join(cluster, 'pg_wal'))
      await moveTo(join(beside, 'log'), join(cluster, 'pg_wal'))
      await moveTo(join(disk.folder, 'postgres'), cluster)
    },
  })
  const close = async () => {
    await site.close()
    await rm(beside, { recursive: true, force: true })
  }
  return { ...site, close }
}

async function filled(site: Site, { disk, place }: { disk: Disk; place: Place }): Promise<Filled> {
  const outcome = { ...nothingYet(), noRoom: 0, away: 0, pages: 0, shown: 0 }
  const node = await site.startNode()
  const stage = await openStage(site.world, 2)
  const writes = await stage.writesFor(LOAD)
  const token = await tokenOf(site.world, 'lantern-manager')
  const tally = new Map<Write, Told>()
  const needed = place === 'tables' ? 'noRoom' : 'away'
  for (let at = 0; at < writes.length && outcome[needed] === 0; at += AT_A_TIME) {
    await disk.fill()
    if (place !== 'tables') await beginNextOfTheLog(site)
    const told = await sendAll(writes.slice(at, at + AT_A_TIME), [node.url])
    for (const [write, answer] of told) tally.set(write, answer)
    count(outcome, told.values())
  }
  await look(node, { token, outcome })
  if (outcome.noRoom + outcome.away === 0) outcome.faults.push('no write was refused: the disk was not full')
  if (!node.alive()) outcome.faults.push('Weft ended when its disk was full')
  await disk.free()
  if (place === 'log') {
    await site.killPostgres()
    await site.restartPostgres()
  }
  await waitUp(node)
  await settle(site, { writes, tally, node, outcome })
  outcome.rounds = 1
  await recountIn(site, outcome, 1)
  await node.stop()
  return outcome
}

function count(outcome: Filled, told: Iterable<Told>) {
  for (const { as, sentence } of told) {
    if (as === 'unanswered') outcome.faults.push(`a write was not answered: ${sentence}`)
    if (as === 'refused' && sentence.includes('no room')) outcome.noRoom += 1
    else if (as === 'refused') outcome.away += 1
  }
}

/** A page is shown or clearly refused, whatever the disk. */
async function look(node: Node, { token, outcome }: { token: string; outcome: Filled }) {
  for (const page of PAGES) {
    const answer = await fetch(node.url + page, { headers: { authorization: `Bearer ${token}` } })
    const body = await answer.text()
    outcome.pages += 1
    if (answer.status === 200) outcome.shown += 1
    else if (judged(answer.status, body).as !== 'refused') outcome.faults.push(`${page}: ${answer.status} ${body}`)
  }
}

/** Uses up what is left of the piece at work, so that PostgreSQL needs a new one, which there is no room for. */
async function beginNextOfTheLog({ superuserUrl }: Site) {
  const client = new pg.Client({ connectionString: superuserUrl })
  client.on('error', () => {})
  try {
    await client.connect()
    for (let nth = 0; nth < 4; nth += 1) {
      await client.query('CREATE TEMP TABLE IF NOT EXISTS unseen (); SELECT txid_current()')
      await client.query('SELECT pg_switch_wal()')
    }
  } catch {
  } finally {
    await client.end().catch(() => {})
  }
}
