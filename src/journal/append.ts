import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Scope } from '../database/scope.ts'

/** A case, by the area in which it opened and its own code. */
export type CaseKey = { area: string; caseId: string }

/** Facts of an event: plain JSON. Never personal data of a class other than the event's. */
export type Facts = Readonly<Record<string, unknown>>

/** What happened, as subscribers get it. */
export type Happening = {
  kind: string
  subject: string
  case?: CaseKey | undefined
  occurredAt: Temporal.Instant
  facts: Facts
}

/** What a floor below does in the same transaction when something happened above it. */
export type Subscriber = (tx: Scope, happening: Happening) => Promise<void>

let subscribers: readonly Subscriber[] = []

/** Wires, at start, what follows from events; data runs one way, so nobody above calls anybody below. */
export function wire(wired: readonly Subscriber[]): void {
  subscribers = wired
}

/**
 * Appends an event in the transaction of the change and lets the subscribers act in it. `subject` names what it is about
 * ("referral AB1234AC"); `bit` is the information class its facts belong to (0: everybody involved sees it).
 */
export async function append(
  tx: Scope,
  kind: string,
  {
    subject,
    case: about,
    bit = 0,
    occurredAt = tx.now,
    facts = {},
  }: { subject: string; case?: CaseKey; bit?: number; occurredAt?: Temporal.Instant; facts?: Facts },
): Promise<void> {
  await insertEvent(tx, { kind, subject, about, bit, occurredAt, facts })
  for (const subscriber of subscribers) await subscriber(tx, { kind, subject, case: about, occurredAt, facts })
}

/** Writes down that the actor saw these cases, before they are shown: one event an answer. */
export async function recordLook(tx: Scope, what: string, cases: readonly CaseKey[]): Promise<void> {
  if (cases.length === 0) return
  await insertEvent(tx, {
    kind: 'record.looked_at',
    subject: what,
    about: undefined,
    bit: 0,
    occurredAt: tx.now,
    facts: { cases: cases.length },
  })
  await sql`
    INSERT INTO journal.look (area, case_id, event, organisation, worker, purpose, what, at)
    SELECT DISTINCT c.area, c.case_id, currval('journal.event_id_seq'), ${tx.actor.organisation}, ${tx.actor.worker}, ${tx.purpose}, ${what}, ${tx.now}::timestamptz
      FROM unnest(${cases.map(key => key.area)}::text[], ${cases.map(key => key.caseId)}::text[]) AS c (area, case_id)
  `.execute(tx.db)
}

/** RETURNING would ask for the right to read the event too, which most writers do not have. */
async function insertEvent(
  tx: Scope,
  event: {
    kind: string
    subject: string
    about: CaseKey | undefined
    bit: number
    occurredAt: Temporal.Instant
    facts: Facts
  },
): Promise<void> {
  const salt = randomBytes(16)
  const facts = JSON.stringify(event.facts, (_, value) => (typeof value === 'bigint' ? value.toString() : value))
  await sql`
    INSERT INTO journal.event
      (kind, subject, area, case_id, class, worker, organisation, purpose, request, occurred_at, recorded_at, salt, facts, facts_hash)
    VALUES (${event.kind}, ${event.subject}, ${event.about?.area ?? null}, ${event.about?.caseId ?? null}, ${event.bit},
      ${tx.actor.worker}, ${tx.actor.organisation}, ${tx.purpose}, ${tx.request}, ${event.occurredAt}, ${tx.now}, ${salt}, ${facts}::jsonb,
      journal.facts_hash(${salt}, ${facts}::jsonb))`.execute(tx.db)
}
