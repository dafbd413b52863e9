import { Temporal } from 'temporal-polyfill'
import type { Scope } from '../../database/scope.ts'
import type { TestDatabase } from '../../database/testing/test-database.ts'
import type { CaseKey } from '../../journal/append.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { acceptTransfer, type Gap } from '../accept-transfer.ts'
import { CHECK_CODES, type CheckCode } from '../checklist.ts'
import { draftTransfer } from '../draft-transfer.ts'
import { offerTransfer } from '../offer-transfer.ts'
import { prepareTransfer } from '../prepare-transfer.ts'
import type { Transfer } from '../transfer-rows.ts'

/** The partnership of a test, as far as its hand-overs need it. */
type World = {
  database: TestDatabase
  act<T>(worker: string, work: (tx: Scope) => Promise<T>): Promise<T>
}

/** Workers who hand over and take, and the receiver, of the area move that most tests make. */
export type Parties = { sender: string; receiver: string; officer: string; to: string; toArea: string }

export const AIREDALE_TO_DON: Parties = {
  sender: 'lead-officer',
  receiver: 'don-manager',
  officer: 'don-officer',
  to: 'don-lead',
  toArea: 'C09',
}

export const drafted = (world: World, key: CaseKey, by: Parties = AIREDALE_TO_DON): Promise<Transfer> =>
  world.act(by.sender, tx =>
    draftTransfer(tx, {
      ...key,
      kind: 'area move',
      to: by.to,
      toArea: by.toArea,
      reason: 'Moved in with family.',
      ownWords: 'My dog matters to me.',
    }),
  )

export async function offered(world: World, key: CaseKey, by: Parties = AIREDALE_TO_DON): Promise<Transfer> {
  const transfer = await drafted(world, key, by)
  await world.act(by.sender, tx =>
    prepareTransfer(
      tx,
      { ...transfer, words: { health: 'Nothing to share.', enforcement: 'None.', told: 'The date.' } },
      undefined,
    ),
  )
  return world.act(by.sender, tx => offerTransfer(tx, transfer, undefined))
}

/** Accepts with whatever is missing as a gap that the sender closes tomorrow. */
export const accepted = (
  world: World,
  transfer: Transfer,
  { by = AIREDALE_TO_DON, inDays = 0 }: { by?: Parties; inDays?: number } = {},
): Promise<Transfer> =>
  world.act(by.receiver, tx => {
    const today = londonDay(tx.now)
    const gap: Gap = { closer: 'sender', by: today.add({ days: 1 }) }
    const gaps: Partial<Record<CheckCode, Gap>> = {}
    for (const code of CHECK_CODES) gaps[code] = gap
    return acceptTransfer(
      tx,
      { ...transfer, officer: by.officer, effectiveOn: today.add({ days: inDays }), gaps },
      undefined,
    )
  })

/** Writes what a complete case holds, so that Weft ticks every item that is its own. */
export async function completed(world: World, { area, caseId }: CaseKey, now: string): Promise<void> {
  const at = Temporal.Instant.from(now)
  const load = (table: string, columns: string, values: unknown[]) =>
    world.database.load(
      `INSERT INTO casework.${table} (area, case_id, ${columns}) VALUES ($1, $2${values.map((_, n) => `, $${n + 3}`).join('')})`,
      [area, caseId, ...values],
    )
  await load('contact', 'phone', ['01632 960001'])
  await load('sentence', 'sentence, kind, started_on, ends_on, source', [
    'one',
    'community order',
    londonDay(at),
    londonDay(at).add({ days: 100 }),
    'test',
  ])
  await load('need', 'need, severity, assessed_at, source', ['accommodation', 'severe', at, 'test'])
  await load('plan', 'made_at', [at])
  await load('goal', 'goal, words, place', ['one', 'A home', 1])
  await load('risk_level', 'level, warnings, assessed_at', ['medium', ['arson'], at])
  await booked(
    world,
    { area, caseId },
    { session: 'next', startsAt: at.add({ hours: 48 }).toString(), provider: 'airedale-lead' },
  )
}

export const booked = (
  world: World,
  { area, caseId }: CaseKey,
  {
    session,
    startsAt,
    provider,
    state = 'booked',
  }: { session: string; startsAt: string; provider: string; state?: string },
) =>
  world.database.load(
    `INSERT INTO casework.session (area, case_id, session, provider, kind, starts_at, minutes, booked_at, method, format, state)
     VALUES ($1, $2, $3, $4, 'supervision', $5::timestamptz, 45, $5::timestamptz - interval '7 days', 'in person elsewhere', 'one to one', $6)`,
    [area, caseId, session, provider, startsAt, state],
  )

/** The journal of a case: kinds of its hand-overs' events with their facts, in order. */
export async function eventsOf(world: World, { area, caseId }: CaseKey) {
  const found = await world.database.jobs.query<{ kind: string; facts: Record<string, unknown> }>(
    "SELECT kind, facts FROM journal.event WHERE area = $1 AND case_id = $2 AND kind LIKE 'handover.%' ORDER BY id",
    [area, caseId],
  )
  return found.rows
}
