import { sql } from 'kysely'
import { ownCases, seesAtLarge } from '../access/reach.ts'
import type { Scope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import { notFound } from '../kernel/errors.ts'
import { type HeldDays, heldDays, overrun } from './holder.ts'
import { OBLIGATION_STATES, type ObligationState } from './life.ts'
import { startOf } from './store.ts'

/** An open obligation that an organisation holds, or waits for. */
export type OpenObligation = CaseKey & {
  obligation: string
  code: string
  title: string
  subject: string
  owedTo: string | null
  holder: string
  holderName: string
  /** Its trigger; of a session to record, the end of the session. */
  startedAt: Instant
  /** None while its clock stands still. */
  dueAt: Instant | null
  link: string
  /** The viewer works on the case themselves. */
  mine: boolean
  /** Nobody in the viewer's organisation works on the case. */
  unallocated: boolean
}

/** Of a longer list the most pressing are given, and whoever shows them says so. */
export const MOST_OPEN = 1_000

type OpenRow = {
  area: string
  case_id: string
  obligation: string
  code: string
  title: string
  subject: string
  owed_to: string | null
  holder: string
  /** Nothing where it is the actor's own organisation. */
  holder_name: string | null
  started_at: Instant
  due_at: Instant | null
  link: string
  mine: boolean
  unallocated: boolean
}

/** Of obligations named x: those that wait for whoever holds them. Reviews of broken glass stand apart. */
const held = (tx: Scope) => sql`x.state = 'open' AND x.started_at <= ${tx.now} AND x.code <> 'glass-review'`

/** Of obligations named x that are owed to the organisation: those that others hold past their time. */
const awaited = (tx: Scope) =>
  sql`x.holder <> ${tx.actor.organisation} AND x.state = 'open' AND NOT x.paused AND x.due_at <= ${tx.now} AND x.code <> 'glass-review'`

/**
 * What the actor's organisation holds now, as far as the actor may see it, and what others hold past its time that is owed to
 * it; the most pressing first, no more than `MOST_OPEN`. Of a viewer who does not see at large only the cases that are theirs are asked.
 */
export async function openObligations(tx: Scope): Promise<OpenObligation[]> {
  const { organisation, worker } = tx.actor
  const pressing = sql`ORDER BY x.due_at LIMIT ${MOST_OPEN}`
  const found = await sql<OpenRow>`
    SELECT o.area, o.case_id, o.obligation, o.code, d.title, o.subject, o.owed_to, o.holder, o.started_at,
           CASE WHEN NOT o.paused THEN o.due_at END AS due_at, o.link,
           (SELECT g.name FROM directory.organisation g WHERE g.organisation = o.holder AND o.holder <> ${organisation}) AS holder_name,
           (o.area, o.case_id) IN (SELECT p.area, p.case_id FROM access.person_live p
                                    WHERE p.worker = ${worker} AND p.organisation = ${organisation} AND p.mine) AS mine,
           NOT EXISTS (SELECT FROM access.assignment a WHERE a.area = o.area AND a.case_id = o.case_id
                      AND a.organisation = ${organisation} AND a.to_at > ${tx.now}) AS unallocated
      FROM ((SELECT x.* FROM obligations.obligation x WHERE x.holder = ${seesAtLarge(tx)} AND ${held(tx)} ${pressing})
            UNION ALL
            (SELECT x.* FROM obligations.obligation x WHERE x.owed_to = ${seesAtLarge(tx)} AND ${awaited(tx)} ${pressing})
            UNION ALL
            (SELECT x.* FROM ${ownCases(tx)} c JOIN obligations.obligation x ON x.area = c.area AND x.case_id = c.case_id
              WHERE (x.holder = ${organisation} AND ${held(tx)}) OR (x.owed_to = ${organisation} AND ${awaited(tx)}))
            ORDER BY due_at LIMIT ${MOST_OPEN}) o
      JOIN obligations.definition d USING (code, version)
     ORDER BY o.due_at, o.area, o.case_id, o.obligation`.execute(tx.db)
  return found.rows.map(row => ({
    area: row.area,
    caseId: row.case_id,
    obligation: row.obligation,
    code: row.code,
    title: row.title,
    subject: row.subject,
    owedTo: row.owed_to,
    holder: row.holder,
    holderName: row.holder_name ?? tx.actor.organisationName,
    startedAt: row.started_at,
    dueAt: row.due_at,
    link: row.link,
    mine: row.mine,
    unallocated: row.unallocated,
  }))
}

/** How many of one definition the actor's organisation holds, for those who see no records. */
export type HeldCount = { code: string; title: string; open: number; overdue: number; nextDue: Instant }

/** Counts of what the actor's organisation holds now, by definition; no person's record is read. */
export async function heldCounts(tx: Scope): Promise<HeldCount[]> {
  const found = await sql<{ code: string; title: string; open_now: number; overdue: number; next_due: Instant }>`
    SELECT h.*, (SELECT d.title FROM obligations.definition d WHERE d.code = h.code ORDER BY d.version DESC LIMIT 1) AS title
      FROM obligations.held_now(${tx.now}) h ORDER BY h.next_due, h.code`.execute(tx.db)
  return found.rows.map(({ code, title, open_now: open, overdue, next_due: nextDue }) => ({
    code,
    title,
    open,
    overdue,
    nextDue,
  }))
}

/** One obligation with its definition and its clock. */
export type ObligationView = CaseKey & {
  obligation: string
  code: string
  version: number
  title: string
  words: string
  pauses: string | null
  satisfiedBy: string
  endedBy: string | null
  source: string
  subject: string
  owedBy: string
  owedTo: string | null
  holder: string
  state: ObligationState
  paused: boolean
  startedAt: Instant
  dueAt: Instant
  allowed: number | null
  settledAt: Instant | null
  settledBecause: string | null
  link: string
  person: string | null
  segments: readonly {
    from: Instant
    holder: string
    jointFrom: string | null
    jointTo: string | null
    paused: boolean
  }[]
  /** Business days by holder and joint up to now or to its end, and how much of them is overrun. */
  days: readonly { holder: string; joint: string | null; days: number; late: number }[]
  now: Instant
}

/** One obligation. Refuses with `not_found` what does not exist or may not be seen. */
export async function obligationView(
  tx: Scope,
  { area, caseId }: CaseKey,
  obligation: string,
): Promise<ObligationView> {
  const row = await tx.db
    .selectFrom('obligations.obligation as o')
    .innerJoin('obligations.definition as d', join =>
      join.onRef('d.code', '=', 'o.code').onRef('d.version', '=', 'o.version'),
    )
    .innerJoin('directory.organisation as by', 'by.organisation', 'o.owed_by')
    .innerJoin('directory.organisation as now', 'now.organisation', 'o.holder')
    .leftJoin('directory.organisation as to', 'to.organisation', 'o.owed_to')
    .leftJoin('casework.identity as i', join =>
      join.onRef('i.area', '=', 'o.area').onRef('i.case_id', '=', 'o.case_id'),
    )
    .selectAll('o')
    .select(['d.title', 'd.words', 'd.pauses', 'd.satisfied_by', 'd.ended_by', 'd.source'])
    .select(['by.name as by_name', 'now.name as holder_name', 'to.name as to_name', 'i.first_name', 'i.last_name'])
    .where('o.area', '=', area)
    .where('o.case_id', '=', caseId)
    .where('o.obligation', '=', obligation)
    .executeTakeFirst()
  if (!row) throw notFound()
  const segments = await segmentsOf(tx, { area, caseId }, obligation)
  const starts = segments.map(startOf)
  const names = new Map(segments.map(one => [one.holder, one.holder_name]))
  const named = (code: string) => names.get(code) ?? code
  const until = laterOf(row.started_at, row.settled_at ?? tx.now)
  const late = row.allowed === null ? [] : overrun(starts, until, row.allowed)
  return {
    area,
    caseId,
    obligation,
    code: row.code,
    version: row.version,
    title: row.title,
    words: row.words,
    pauses: row.pauses,
    satisfiedBy: row.satisfied_by,
    endedBy: row.ended_by,
    source: row.source,
    subject: row.subject,
    owedBy: row.by_name,
    owedTo: row.to_name,
    holder: row.holder_name,
    state: OBLIGATION_STATES.find(state => state === row.state) ?? 'open',
    paused: row.paused,
    startedAt: row.started_at,
    dueAt: row.due_at,
    allowed: row.allowed,
    settledAt: row.settled_at,
    settledBecause: row.settled_because,
    link: row.link,
    person: row.first_name === null ? null : `${row.first_name} ${row.last_name}`,
    segments: segments.map(one => ({
      from: one.from_at,
      holder: one.holder_name,
      jointFrom: one.joint_from === null ? null : one.joint_from_name,
      jointTo: one.joint_to === null ? null : one.joint_to_name,
      paused: one.paused,
    })),
    days: heldDays(starts, until).map(held => ({
      holder: named(held.holder),
      joint: held.joint === null ? null : `${jointName(segments, held.joint.from)} to ${named(held.joint.to)}`,
      days: held.days,
      late: late.find(one => sameHolder(one, held))?.days ?? 0,
    })),
    now: tx.now,
  }
}

type SegmentRow = {
  from_at: Instant
  holder: string
  holder_name: string
  joint_from: string | null
  joint_from_name: string | null
  joint_to: string | null
  joint_to_name: string | null
  paused: boolean
}

async function segmentsOf(tx: Scope, { area, caseId }: CaseKey, obligation: string): Promise<SegmentRow[]> {
  const found = await sql<SegmentRow>`
    SELECT s.from_at, s.holder, h.name AS holder_name, s.joint_from, f.name AS joint_from_name, s.joint_to, t.name AS joint_to_name, s.paused
      FROM obligations.segment s JOIN directory.organisation h ON h.organisation = s.holder
      LEFT JOIN directory.organisation f ON f.organisation = s.joint_from
      LEFT JOIN directory.organisation t ON t.organisation = s.joint_to
     WHERE s.area = ${area} AND s.case_id = ${caseId} AND s.obligation = ${obligation} ORDER BY s.from_at`.execute(
    tx.db,
  )
  return found.rows
}

const jointName = (segments: readonly SegmentRow[], code: string): string =>
  segments.find(one => one.joint_from === code)?.joint_from_name ?? code

const sameHolder = (one: HeldDays, other: HeldDays) =>
  one.holder === other.holder && one.joint?.from === other.joint?.from && one.joint?.to === other.joint?.to

const laterOf = (one: Instant, other: Instant): Instant => (one.epochNanoseconds > other.epochNanoseconds ? one : other)
