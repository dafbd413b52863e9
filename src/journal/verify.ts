import type pg from 'pg'
import type { Temporal } from 'temporal-polyfill'
import type { Pool } from '../database/pool.ts'
import { instantInWords, plural } from '../kernel/words.ts'
import { FIRST_PREVIOUS, headOf, merkleTree, type SealOf } from './merkle.ts'
import { eventsOf } from './seal.ts'

/** Where the journal is not what was sealed, in a sentence. */
export type Broken = { seal: bigint; event?: bigint; sentence: string }

/** `events`: those proven by a seal. `head`: the last one, to compare with what others were given. */
export type Verified = { ok: boolean; seals: number; events: number; head?: string; broken?: Broken }

/** A head that was given to somebody outside, in hex. */
export type PublishedHead = { seal: bigint; head: string }

type StoredSeal = SealOf & { head: Buffer; sealedAt: Temporal.Instant }

/**
 * Proves that no sealed event was changed, removed, added or put elsewhere, and that no seal was: every root and head is made anew
 * from the events that stand there now. Facts that were erased with their salt leave the proof whole. A journal cut short at its end
 * shows only against a head that somebody else holds (`published`). Runs as the jobs or the backup role.
 */
export async function verifyJournal(pool: Pool, published: readonly PublishedHead[] = []): Promise<Verified> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return await verifyInside(client, published)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

async function verifyInside(client: pg.PoolClient, published: readonly PublishedHead[]): Promise<Verified> {
  const seals = await readSeals(client)
  let before: StoredSeal | undefined
  let events = 0
  for (const seal of seals) {
    const broken = linkFault(seal, before) ?? (await contentFault(client, seal))
    if (broken) return { ok: false, seals: seals.length, events, broken }
    events += Number(seal.events)
    before = seal
  }
  const head = before === undefined ? {} : { head: before.head.toString('hex') }
  const broken = publishedFault(seals, published)
  return { ok: broken === undefined, seals: seals.length, events, ...head, ...(broken ? { broken } : {}) }
}

async function readSeals(client: pg.PoolClient): Promise<StoredSeal[]> {
  const found = await client.query<StoredSeal>(
    `SELECT number, epoch, from_tx::text AS "fromTx", to_tx::text AS "toTx", events, root, previous, head, sealed_at AS "sealedAt"
       FROM journal.seal ORDER BY number`,
  )
  return found.rows
}

const nameOf = (seal: StoredSeal) => `Seal ${seal.number} of ${instantInWords(seal.sealedAt)}`

/** Whether a seal stands where the one before it says. */
function linkFault(seal: StoredSeal, before: StoredSeal | undefined): Broken | undefined {
  const at = (sentence: string): Broken => ({ seal: seal.number, sentence })
  const expected = (before?.number ?? 0n) + 1n
  if (seal.number !== expected) return at(`${nameOf(seal)} stands where seal ${expected} should: a seal was removed.`)
  const start = before?.epoch === seal.epoch ? before.toTx : '0'
  if (seal.fromTx !== start)
    return at(`${nameOf(seal)} does not begin where the seal before it ends: its range was changed.`)
  if (!seal.previous.equals(before?.head ?? FIRST_PREVIOUS))
    return at(`${nameOf(seal)} is not chained to the seal before it: one of the two was changed.`)
  if (!headOf(seal).equals(seal.head))
    return at(`${nameOf(seal)} does not have the head that follows from it: the seal was changed.`)
  return undefined
}

type Leaf = { id: bigint; leaf: Buffer; kept: boolean; true_facts: boolean }
const LEAF = `e.id, journal.leaf(e) AS leaf,
  (e.facts IS NULL AND e.salt IS NULL) OR coalesce(e.facts_hash = journal.facts_hash(e.salt, e.facts), false) AS true_facts`

/** Whether the events of a seal's range are those that were sealed. */
async function contentFault(client: pg.PoolClient, seal: StoredSeal): Promise<Broken | undefined> {
  const tree = merkleTree()
  let first: bigint | undefined
  let last: bigint | undefined
  for await (const event of eventsOf<Leaf>(client, seal, LEAF)) {
    first ??= event.id
    last = event.id
    if (!event.true_facts)
      return {
        seal: seal.number,
        event: event.id,
        sentence: `Event ${event.id}, sealed in ${nameOf(seal)}, has other facts than those sealed.`,
      }
    tree.add(event.leaf)
  }
  if (tree.leaves() !== seal.events) return { seal: seal.number, sentence: countSentence(seal, tree.leaves()) }
  if (tree.root().equals(seal.root)) return undefined
  return {
    seal: seal.number,
    sentence: `${nameOf(seal)} does not match its events, ${first} to ${last}: at least one was changed, exchanged or put elsewhere.`,
  }
}

function countSentence(seal: StoredSeal, found: bigint): string {
  const difference = found - seal.events
  const what =
    difference < 0n
      ? `${plural(-difference, 'event was', 'events were')} removed`
      : `${plural(difference, 'event was', 'events were')} added`
  return `${nameOf(seal)} was made over ${plural(seal.events, 'event')} and ${found} stand there: ${what}.`
}

function publishedFault(seals: readonly StoredSeal[], published: readonly PublishedHead[]): Broken | undefined {
  for (const { seal: number, head } of published) {
    const seal = seals.find(each => each.number === number)
    if (seal === undefined)
      return { seal: number, sentence: `Seal ${number}, whose head was given out, is gone: the journal was cut short.` }
    if (seal.head.toString('hex') !== head)
      return {
        seal: number,
        sentence: `${nameOf(seal)} has another head than the one given out: the journal was written anew.`,
      }
  }
  return undefined
}
