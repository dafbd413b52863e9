import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { CLASS_BIT } from '../../casework/information-class.ts'
import { acceptReferral } from '../../casework/referral/answer-referral.ts'
import type { ReferralKey } from '../../casework/referral/lock-referral.ts'
import { bookSessions } from '../../casework/service/book-session.ts'
import { recordSession } from '../../casework/service/record-session.ts'
import { inJobs } from '../../database/jobs.ts'
import { type Actor, type Scope, withScope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { londonDay } from '../../kernel/calendar.ts'
import type { Contest } from './contest.ts'
import { type Act, type BenchLine, inTurns, quantile, type Rounds, rounded } from './measure.ts'
import type { Stage } from './stage.ts'

const BARE = 'one event written and committed by hand'
const AT_ONCE = 8

type Work = { key: ReferralKey; actor: Actor }

/** Use cases that write, each in its transaction with its events and obligations, against the least that a write can be. */
export async function writes(stage: Stage, { counted }: Rounds): Promise<Contest[]> {
  const services = await servicesDelivered(stage, counted)
  await bookYesterday(stage, services)
  const sent = await sendCopies(stage, services)
  return [
    usingUp(stage, 'record a session', services, async (tx, key) =>
      recordSession(tx, {
        ...key,
        session: await lastBooked(tx, key),
        attendance: 'yes',
        skills: [],
        done: 'They came',
      }),
    ),
    usingUp(stage, 'accept a referral', sent, (tx, key) => acceptReferral(tx, { ...key, waiting_place: 1 })),
  ]
}

/** Sessions booked, eight at once: events a second through the journal and the obligations that follow from them. */
export async function throughput(stage: Stage, { counted }: Rounds): Promise<BenchLine> {
  const services = await servicesDelivered(stage, counted * AT_ONCE)
  const before = await lastEvent(stage)
  const times: number[] = []
  const bare = bareWrite(stage)
  const queue = [...services]
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { key, actor } = next
      const at = performance.now()
      await withScope(stage.scopes, { actor, purpose: 'deliver a service', kind: 'writes' }, tx => book(tx, key, 7))
      times.push(performance.now() - at)
    }
  }
  const least = await inTurns({ warm: 0, counted }, bare, bare)
  const began = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const seconds = (performance.now() - began) / 1000
  const events = Number((await lastEvent(stage)) - before) - counted * 2
  return {
    name: 'events through journal and obligations',
    people: stage.people,
    p50_ms: rounded(quantile(times, 0.5)),
    p95_ms: rounded(quantile(times, 0.95)),
    ratio: rounded((seconds * 1000) / events / quantile(least.limit, 0.5), 2),
    of: BARE,
    per_second: rounded(events / seconds, 1),
  }
}

function usingUp(
  stage: Stage,
  name: string,
  works: readonly Work[],
  act: (tx: Scope, key: ReferralKey) => Promise<unknown>,
): Contest {
  const left = [...works]
  const measured: Act = async () => {
    const work = left.pop()
    if (!work) throw new Error(`${name}: nothing is left to do it with.`)
    return withScope(stage.scopes, { actor: work.actor, purpose: 'deliver a service', kind: 'writes' }, tx =>
      act(tx, work.key),
    )
  }
  return { name, of: BARE, measured, limit: bareWrite(stage), same: 'anything', most: works.length }
}

/** One row into the journal in a transaction of its own, without row security. */
const bareWrite =
  ({ lawless }: Stage): Act =>
  async () => {
    const salt = randomBytes(16)
    await lawless.pool.query(
      `INSERT INTO journal.event (kind, subject, purpose, occurred_at, salt, facts, facts_hash)
     VALUES ('bench', 'nothing', 'bench', now(), $1, '{}', journal.facts_hash($1, '{}'))`,
      [salt],
    )
  }

async function lastEvent({ lawless }: Stage): Promise<bigint> {
  const found = await lawless.pool.query<{ last: bigint }>('SELECT max(id) AS last FROM journal.event')
  return found.rows[0]?.last ?? 0n
}

/** Services under way, one of a case, and a case manager of who delivers each. */
async function servicesDelivered(stage: Stage, most: number): Promise<Work[]> {
  const found = await stage.lawless.pool.query<ReferralKey & { manager: string }>(
    `SELECT DISTINCT ON (s.area, s.case_id) s.area, s.case_id AS "caseId", s.reference, p.worker AS manager
       FROM casework.service s JOIN casework.referral r USING (area, case_id, reference)
       JOIN directory.post p ON p.organisation = s.provider AND p.role = 'case manager' AND p.to_day IS NULL
      WHERE s.state IN ('planned', 'delivering') AND r.answered_at < now() - interval '3 days'
        AND NOT EXISTS (SELECT FROM access.limited_case l WHERE l.area = s.area AND l.case_id = s.case_id)
        AND NOT EXISTS (SELECT FROM access.named_worker n WHERE n.area = s.area AND n.case_id = s.case_id)
      ORDER BY s.area, s.case_id, s.reference, p.worker LIMIT $1`,
    [most],
  )
  const actors = new Map<string, Actor>()
  const works: Work[] = []
  for (const { manager, ...key } of found.rows) {
    const actor = actors.get(manager) ?? (await stage.actor(manager))
    actors.set(manager, actor)
    works.push({ key, actor })
  }
  return works
}

const book = (tx: Scope, key: ReferralKey, inDays: number) =>
  bookSessions(tx, {
    key,
    day: londonDay(tx.now).add({ days: inDays }),
    start: '10:00',
    minutes: 60,
    method: 'phone',
    format: 'one to one',
    times: 1,
    weeks: 1,
  })

async function bookYesterday(stage: Stage, works: readonly Work[]) {
  const before = Temporal.Now.instant().subtract({ hours: 48 })
  const scopes = { ...stage.scopes, now: () => before }
  for (const { key, actor } of works)
    await withScope(scopes, { actor, purpose: 'deliver a service', kind: 'writes' }, tx => book(tx, key, 1))
}

async function lastBooked(tx: Scope, { area, caseId, reference }: ReferralKey): Promise<string> {
  const found = await sql<{ session: string }>`
    SELECT session FROM casework.session WHERE area = ${area} AND case_id = ${caseId} AND reference = ${reference} AND state = 'booked'
       AND starts_at < ${tx.now} AND kind = 'session' ORDER BY starts_at DESC LIMIT 1`.execute(tx.db)
  return found.rows[0]?.session ?? ''
}

/** Referrals like those that led to these services, sent to the same providers and not yet answered. */
async function sendCopies(stage: Stage, works: readonly Work[]): Promise<Work[]> {
  const sent: Work[] = []
  // Data that are kept hold the copies of earlier runs.
  const run = Date.now().toString(36).toUpperCase()
  for (const { key, actor } of works) {
    const copy = { ...key, reference: `N${key.reference.slice(1)}${run}` }
    const made = await stage.lawless.pool.query<Record<string, string | number | null>>(
      `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, agreement, line, funding, state,
         tasks_done, complexity, made_at, first_sent_at, sent_at)
       SELECT area, case_id, $4, category, sender, sender_worker, provider, agreement, line, funding, 'sent',
         tasks_done, complexity, now(), now(), now() FROM casework.referral WHERE (area, case_id, reference) = ($1, $2, $3)
       RETURNING reference, category, provider, sender, funding, agreement, line`,
      [key.area, key.caseId, key.reference, copy.reference],
    )
    await inJobs(stage.jobs, { now: Temporal.Now.instant(), purpose: 'bench' }, tx =>
      append(tx, 'referral.sent', {
        subject: `referral ${copy.reference}`,
        case: { area: key.area, caseId: key.caseId },
        bit: CLASS_BIT.services,
        facts: { ...made.rows[0], again: false },
      }),
    )
    await stage.lawless.pool.query('SELECT access.refresh($1, $2)', [key.area, key.caseId])
    sent.push({ key: copy, actor })
  }
  return sent
}
