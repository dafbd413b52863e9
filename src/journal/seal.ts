import type pg from 'pg'
import type { Temporal } from 'temporal-polyfill'
import type { Pool } from '../database/pool.ts'
import { FIRST_PREVIOUS, headOf, merkleTree } from './merkle.ts'

const LOCK = 5_331_009
const BATCH = 5_000
/** After so many events it is asked whether to stop. */
const STOPS_AFTER = 1_000n
/** The end of an epoch that a restore has ended: no transaction of it comes any more. */
const LAST_TX = '18446744073709551615'

type Last = { number: bigint; epoch: number; to_tx: string; head: Buffer }
type Range = { epoch: number; fromTx: string; toTx: string }

/**
 * Seals the events of every transaction that has ended since the last seal, as the jobs role; returns how many. What an open
 * transaction may still write is left for the next time. Two nodes may call it at once: the second returns 0. Where the signal comes
 * first nothing is sealed, and its reason is thrown.
 */
export async function sealJournal(jobs: Pool, now: Temporal.Instant, signal?: AbortSignal): Promise<number> {
  const client = await jobs.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
    const sealed = await sealInside(client, now, signal)
    await client.query('COMMIT')
    return sealed
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

async function sealInside(client: pg.PoolClient, now: Temporal.Instant, signal?: AbortSignal): Promise<number> {
  const lock = await client.query<{ got: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS got', [LOCK])
  if (lock.rows[0]?.got !== true) return 0
  let sealed = 0
  for (const range of await rangesToSeal(client, await lastSeal(client))) {
    const { root, leaves } = await readRange(client, range, signal)
    if (leaves === 0n) continue
    await writeSeal(client, { ...range, root, events: leaves, now })
    sealed += Number(leaves)
  }
  return sealed
}

async function lastSeal(client: pg.PoolClient): Promise<Last | undefined> {
  const found = await client.query<Last>(
    'SELECT number, epoch, to_tx::text, head FROM journal.seal ORDER BY number DESC LIMIT 1',
  )
  return found.rows[0]
}

/** What is left of epochs that a restore has ended, then this epoch up to the oldest transaction still at work. */
async function rangesToSeal(client: pg.PoolClient, last: Last | undefined): Promise<Range[]> {
  const found = await client.query<{ epoch: number; to_tx: string; ended: number[] }>(
    `SELECT journal.current_epoch() AS epoch, pg_snapshot_xmin(pg_current_snapshot())::text AS to_tx,
            ARRAY(SELECT DISTINCT epoch FROM journal.event WHERE epoch >= $1 AND epoch < journal.current_epoch() ORDER BY epoch) AS ended`,
    [last?.epoch ?? 0],
  )
  const current = found.rows[0]
  if (current === undefined) return []
  const fromIn = (epoch: number) => (last?.epoch === epoch ? last.to_tx : '0')
  return [
    ...current.ended.map(epoch => ({ epoch, fromTx: fromIn(epoch), toTx: LAST_TX })),
    { epoch: current.epoch, fromTx: fromIn(current.epoch), toTx: current.to_tx },
  ]
}

async function readRange(client: pg.PoolClient, range: Range, signal: AbortSignal | undefined) {
  const tree = merkleTree()
  for await (const { leaf } of eventsOf<{ leaf: Buffer }>(client, range, 'journal.leaf(e) AS leaf')) {
    tree.add(leaf)
    if (tree.leaves() % STOPS_AFTER === 0n) signal?.throwIfAborted()
  }
  return { root: tree.root(), leaves: tree.leaves() }
}

/** The events of a range in the order of their ids, inside the caller's transaction: while one batch is used the next is fetched. */
export async function* eventsOf<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  { epoch, fromTx, toTx }: Range,
  columns: string,
): AsyncGenerator<Row> {
  await client.query(
    `DECLARE sealing NO SCROLL CURSOR FOR SELECT ${columns} FROM journal.event e
      WHERE e.epoch = ${epoch} AND e.tx >= '${BigInt(fromTx)}'::xid8 AND e.tx < '${BigInt(toTx)}'::xid8 ORDER BY e.id`,
  )
  const fetch = () => client.query<Row>(`FETCH ${BATCH} FROM sealing`)
  for (let next: ReturnType<typeof fetch> | undefined = fetch(); next; ) {
    const { rows }: pg.QueryResult<Row> = await next
    next = rows.length < BATCH ? undefined : fetch()
    next?.catch(() => {})
    yield* rows
  }
  await client.query('CLOSE sealing')
}

async function writeSeal(
  client: pg.PoolClient,
  range: Range & { root: Buffer; events: bigint; now: Temporal.Instant },
): Promise<void> {
  const last = await lastSeal(client)
  const seal = { ...range, number: (last?.number ?? 0n) + 1n, previous: last?.head ?? FIRST_PREVIOUS }
  await client.query(
    `INSERT INTO journal.seal (number, epoch, from_tx, to_tx, events, root, previous, head, sealed_at)
     VALUES ($1, $2, $3::text::xid8, $4::text::xid8, $5, $6, $7, $8, $9)`,
    [seal.number, seal.epoch, seal.fromTx, seal.toTx, seal.events, seal.root, seal.previous, headOf(seal), range.now],
  )
}
