import type pg from 'pg'
import type { Temporal } from 'temporal-polyfill'

/** A committed event, as a tail of the journal gets it. */
export type ReadEvent = {
  id: bigint
  kind: string
  subject: string
  area: string | null
  case_id: string | null
  organisation: string | null
  occurred_at: Temporal.Instant
  recorded_at: Temporal.Instant
  facts: Readonly<Record<string, unknown>> | null
}

const MOST = 1000

/**
 * The next committed events of the journal that `reader` has not read, in the order of their transactions, a thousand at
 * most, and moves its place past them. Run it in the transaction of what is made of them: then each event is read once,
 * whatever fails. An event is given when every transaction that began before its own has ended, so that none is passed by.
 * Two readers of one name must not run at once; names are independent of each other.
 */
export async function readNew(client: pg.ClientBase, reader: string, most = MOST): Promise<ReadEvent[]> {
  const found = await client.query<ReadEvent & { epoch: number; tx: string }>(
    `SELECT e.id, e.epoch, e.tx, e.kind, e.subject, e.area, e.case_id, e.organisation, e.occurred_at, e.recorded_at, e.facts
       FROM journal.event e
      WHERE (e.epoch, e.tx, e.id) > (
              coalesce((SELECT epoch FROM journal.reader WHERE reader = $1), 0),
              coalesce((SELECT tx FROM journal.reader WHERE reader = $1), '0'::xid8),
              coalesce((SELECT id FROM journal.reader WHERE reader = $1), 0))
        AND (e.epoch < journal.current_epoch() OR e.tx < pg_snapshot_xmin(pg_current_snapshot()))
      ORDER BY e.epoch, e.tx, e.id LIMIT $2`,
    [reader, most],
  )
  const last = found.rows.at(-1)
  if (last) await place(client, reader, { epoch: last.epoch, tx: last.tx, id: last.id })
  return found.rows.map(({ epoch: _epoch, tx: _tx, ...event }) => event)
}

/**
 * Puts a reader that has no place yet behind everything that has ended by now, for one who has just made the same from
 * the rows themselves or is about to; false where the reader has a place already, which stays.
 */
export async function beginAtEnd(client: pg.ClientBase, reader: string): Promise<boolean> {
  const begun = await client.query(
    `INSERT INTO journal.reader (reader, epoch, tx, id)
     VALUES ($1, journal.current_epoch(), pg_snapshot_xmin(pg_current_snapshot()), 0) ON CONFLICT DO NOTHING`,
    [reader],
  )
  return begun.rowCount === 1
}

const place = (client: pg.ClientBase, reader: string, { epoch, tx, id }: { epoch: number; tx: string; id: bigint }) =>
  client.query(
    `INSERT INTO journal.reader (reader, epoch, tx, id) VALUES ($1, $2, $3::xid8, $4)
     ON CONFLICT (reader) DO UPDATE SET epoch = excluded.epoch, tx = excluded.tx, id = excluded.id`,
    [reader, epoch, tx, id],
  )
