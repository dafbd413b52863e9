import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import { type Instant, londonDay } from '../kernel/calendar.ts'
import type { HolderStart } from './holder.ts'
import { OBLIGATION_STATES, type ObligationState } from './life.ts'
import { clockOf, monthDue, type Obligation } from './obligation.ts'
import type { About, Known } from './rule.ts'

/** A row of `obligations.obligation`, as the keeper's function gives it beside an event. */
type Row = {
  area: string
  case_id: string
  obligation: string
  code: string
  version: number
  subject: string
  owed_by: string
  owed_to: string | null
  holder: string
  worker: string | null
  started_at: Instant
  allowed: number | null
  due_at: Instant
  state: string
  settled_at: Instant | null
  settled_because: string | null
  fell_due: boolean
  link: string
}

type Start = { from_at: Instant; holder: string; joint_from: string | null; joint_to: string | null; paused: boolean }

export type KnownRow = Known & { row: Row }

/** Every obligation of a case that an event of this transaction is about, whoever sees the case by now. */
export async function obligationsOf(tx: Scope, { area, caseId }: CaseKey): Promise<KnownRow[]> {
  const found = await sql<Row>`SELECT * FROM obligations.of_case(${area}, ${caseId}) ORDER BY obligation`.execute(tx.db)
  return found.rows.map(row => ({
    obligation: row.obligation,
    code: row.code,
    subject: row.subject,
    state: stateOf(row.state),
    owedBy: row.owed_by,
    holder: row.holder,
    startedAt: row.started_at,
    dueAt: row.due_at,
    settledAt: row.settled_at,
    row,
  }))
}

/** Who held the clock, from when on. */
export async function startsOf(tx: Scope, { area, caseId }: CaseKey, obligation: string): Promise<HolderStart[]> {
  const found = await sql<Start>`SELECT * FROM obligations.segments_of(${area}, ${caseId}, ${obligation})`.execute(
    tx.db,
  )
  return found.rows.map(startOf)
}

export const startOf = ({ from_at, holder, joint_from, joint_to, paused }: Start): HolderStart => ({
  from: from_at,
  holder,
  joint: joint_from === null || joint_to === null ? null : { from: joint_from, to: joint_to },
  clock: paused ? 'paused' : 'running',
})

export const obligationOf = ({ row }: KnownRow, starts: readonly HolderStart[]): Obligation => ({
  area: row.area,
  caseId: row.case_id,
  obligation: row.obligation,
  code: row.code,
  version: row.version,
  subject: row.subject,
  owedBy: row.owed_by,
  owedTo: row.owed_to,
  worker: row.worker,
  starts,
  allowed: row.allowed,
  dueAt: row.due_at,
  state: stateOf(row.state),
  settledAt: row.settled_at,
  settledBecause: row.settled_because,
  fellDue: row.fell_due,
  link: row.link,
})

/** Writes an obligation and its segments. Only beside an event of this transaction about its case. */
export async function put(tx: Scope, it: Obligation): Promise<void> {
  const { holder, paused } = clockOf(it.starts)
  const row = {
    area: it.area,
    case_id: it.caseId,
    obligation: it.obligation,
    code: it.code,
    version: it.version,
    subject: it.subject,
    owed_by: it.owedBy,
    owed_to: it.owedTo,
    holder,
    worker: it.worker,
    started_at: it.starts[0]?.from,
    allowed: it.allowed,
    due_at: it.dueAt,
    month: monthDue(it.dueAt),
    paused,
    state: it.state,
    settled_at: it.settledAt,
    settled_because: it.settledBecause,
    fell_due: it.fellDue,
    link: it.link,
  }
  const starts = it.starts.map(start => ({
    from_at: start.from,
    holder: start.holder,
    joint_from: start.joint?.from ?? null,
    joint_to: start.joint?.to ?? null,
    paused: start.clock === 'paused',
  }))
  await sql`SELECT obligations.put(${JSON.stringify(row)}::jsonb, ${JSON.stringify(starts)}::jsonb)`.execute(tx.db)
}

/** The version of a definition in force when a clock begins, and the business days it allows. */
export async function definitionAt(tx: Scope, code: string, from: Instant) {
  const found = await tx.db
    .selectFrom('obligations.definition')
    .select(['version', 'due_count', 'due_count_of'])
    .where('code', '=', code)
    .where('from_day', '<=', londonDay(from))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!found) return null
  return {
    version: found.version,
    allows: (kind: string | undefined): number | null => countOf(found.due_count_of, kind) ?? found.due_count,
  }
}

const countOf = (counts: unknown, kind: string | undefined): number | undefined => {
  if (kind === undefined || typeof counts !== 'object' || counts === null) return undefined
  const own = Object.entries(counts).find(([of]) => of === kind)?.[1]
  return typeof own === 'number' ? own : undefined
}

/** What the rules may ask of the rows of the case. */
export const asks = (
  tx: Scope,
  key: CaseKey,
): Omit<About, 'happening' | 'key' | 'organisation' | 'recordedAt' | 'known'> => ({
  startsOf: obligation => startsOf(tx, key, obligation),
  async responsibleAt(at) {
    const row = await tx.db
      .selectFrom('casework.responsibility')
      .select('organisation')
      .where('from_at', '<=', at)
      .where('area', '=', key.area)
      .where('case_id', '=', key.caseId)
      .orderBy('from_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.organisation ?? null
  },
  async referral(reference) {
    const row = await tx.db
      .selectFrom('casework.referral')
      .select(['provider', 'sender', 'first_sent_at as firstSentAt'])
      .where('area', '=', key.area)
      .where('case_id', '=', key.caseId)
      .where('reference', '=', reference)
      .executeTakeFirst()
    return row ?? null
  },
  async session(session) {
    const row = await tx.db
      .selectFrom('casework.session')
      .select(['starts_at as startsAt', 'minutes', 'provider as organisation', 'kind', 'method', 'worker'])
      .where('area', '=', key.area)
      .where('case_id', '=', key.caseId)
      .where('session', '=', session)
      .executeTakeFirst()
    return row ?? null
  },
  async planCompleteAt() {
    const row = await tx.db
      .selectFrom('casework.plan')
      .select('complete_at')
      .where('area', '=', key.area)
      .where('case_id', '=', key.caseId)
      .executeTakeFirst()
    return row?.complete_at ?? null
  },
})

function stateOf(word: string): ObligationState {
  const state = OBLIGATION_STATES.find(one => one === word)
  if (state === undefined) throw new Error(`An obligation is in no known state: ${word}.`)
  return state
}
