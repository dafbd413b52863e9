import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import { append } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'

/** One look at a person's record. */
export type Look = { at: Instant; worker: string; organisation: string; purpose: string; what: string }

/** Looks at the person with this exact identifier, newest first; that it was asked is written down, and not the identifier. */
export async function whoLooked(tx: Scope, identifier: string): Promise<Look[]> {
  const found = await sql<{
    at: Instant
    worker: string | null
    organisation: string | null
    purpose: string
    what: string
  }>`
    SELECT k.at, coalesce(w.name, 'The organisation’s own system') AS worker, coalesce(o.name, k.organisation) AS organisation, k.purpose, k.what
      FROM access.who_looked(${identifier.toUpperCase()}) k
      LEFT JOIN directory.worker w ON w.worker = k.worker LEFT JOIN directory.organisation o ON o.organisation = k.organisation
     ORDER BY k.at DESC, k.event DESC LIMIT 5000`.execute(tx.db)
  await append(tx, 'looks.asked', { subject: 'looks', facts: { looks: found.rows.length } })
  return found.rows.map(row => ({ ...row, worker: row.worker ?? '', organisation: row.organisation ?? '' }))
}

/** An event of the organisation's journal. */
export type JournalLine = {
  id: bigint
  at: Instant
  kind: string
  subject: string
  caseId: string | null
  worker: string
  purpose: string
  facts: Readonly<Record<string, unknown>> | null
}

export type JournalAsked = {
  kind?: string | undefined
  worker?: string | undefined
  day?: string | undefined
  before?: string | undefined
}

const PAGE = 50

/** Own organisation's events, newest first, a page at a time: `before` is the last id of the page before. */
export async function journalPage(tx: Scope, asked: JournalAsked) {
  let query = tx.db
    .selectFrom('journal.event as e')
    .leftJoin('directory.worker as w', 'w.worker', 'e.worker')
    .select(['e.id', 'e.recorded_at', 'e.kind', 'e.subject', 'e.case_id', 'e.worker', 'w.name', 'e.purpose', 'e.facts'])
    .where('e.organisation', '=', tx.actor.organisation)
  if (asked.kind) query = query.where('e.kind', '=', asked.kind)
  if (asked.worker) query = query.where('e.worker', '=', asked.worker)
  if (asked.day)
    query = query.where(sql<boolean>`(e.recorded_at AT TIME ZONE 'Europe/London')::date = ${asked.day}::date`)
  if (asked.before) query = query.where('e.id', '<', BigInt(asked.before))
  const rows = await query
    .orderBy('e.id', 'desc')
    .limit(PAGE + 1)
    .execute()
  const lines: JournalLine[] = rows.slice(0, PAGE).map(row => ({
    id: row.id,
    at: row.recorded_at,
    kind: row.kind,
    subject: row.subject,
    caseId: row.case_id,
    worker: row.name ?? row.worker ?? 'The organisation’s own system',
    purpose: row.purpose,
    facts: isFacts(row.facts) ? row.facts : null,
  }))
  return { lines, next: rows.length > PAGE ? lines.at(-1)?.id : undefined }
}

const isFacts = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The kinds of event and the workers that the organisation's journal speaks of, to choose from. */
export async function journalChoices(tx: Scope) {
  const kinds = await kindsOf(tx)
  const workers = await tx.db
    .selectFrom('directory.post as p')
    .innerJoin('directory.worker as w', 'w.worker', 'p.worker')
    .select(['w.worker', 'w.name'])
    .distinct()
    .where('p.organisation', '=', tx.actor.organisation)
    .orderBy('w.name')
    .execute()
  return { kinds, workers }
}

/** From each kind straight to the next one in the index: events are millions, and their kinds some sixty. */
async function kindsOf(tx: Scope): Promise<string[]> {
  const { organisation } = tx.actor
  const found = await sql<{ kind: string }>`
    WITH RECURSIVE found AS (
      (SELECT kind FROM journal.event WHERE organisation = ${organisation} ORDER BY kind LIMIT 1)
      UNION ALL
      SELECT (SELECT e.kind FROM journal.event e WHERE e.organisation = ${organisation} AND e.kind > f.kind ORDER BY e.kind LIMIT 1)
        FROM found f WHERE f.kind IS NOT NULL)
    SELECT kind FROM found WHERE kind IS NOT NULL`.execute(tx.db)
  return found.rows.map(({ kind }) => kind)
}

/** How far the journal is sealed, and the head that proves it. */
export async function sealing(tx: Scope) {
  const row = await tx.db
    .selectFrom('journal.seal')
    .select(['number', 'sealed_at', 'head', sql<bigint>`(SELECT sum(events)::bigint FROM journal.seal)`.as('events')])
    .orderBy('number', 'desc')
    .executeTakeFirst()
  return row && { seal: row.number, at: row.sealed_at, head: row.head.toString('hex'), events: row.events }
}
