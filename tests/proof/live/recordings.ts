import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import type { ReferralKey } from '../../../src/casework/referral/lock-referral.ts'
import { bookSessions } from '../../../src/casework/service/book-session.ts'
import { recordSession } from '../../../src/casework/service/record-session.ts'
import { signedIn } from '../../../src/cli/bench/stage.ts'
import type { Pool } from '../../../src/database/pool.ts'
import { type Actor, type Scope, type Scopes, withScope } from '../../../src/database/scope.ts'
import { londonDay, startOfDay } from '../../../src/kernel/calendar.ts'
import { seededRandom } from '../../../src/kernel/random.ts'
import type { Place } from './lateness.ts'

/** A session that was booked for yesterday and waits to be recorded by a case manager of who delivers it. */
export type Waiting = Place & { key: ReferralKey; session: string; actor: Actor }

const AT_ONCE = 10
/** Every half hour from eight in the morning to eight in the evening. */
const STARTS = Array.from(
  { length: 24 },
  (_, at) => `${String(8 + Math.floor(at / 2)).padStart(2, '0')}:${at % 2 === 0 ? '00' : '30'}`,
)
const DELIVER = { purpose: 'deliver a service', kind: 'writes' } as const

type Found = ReferralKey & { organisation: string; manager: string }
/** Books sessions for yesterday in services under way, of all areas, as many as are wanted or as a day holds, and gives them. */
export async function bookYesterday(
  { scopes, superuser }: { scopes: Scopes; superuser: Pool },
  most: number,
): Promise<Waiting[]> {
  const found = await superuser.query<Found>(SERVICES, [most])
  const each = STARTS.slice(0, Math.ceil(most / Math.max(found.rows.length, 1)))
  const actors = new Map<string, Promise<Actor>>()
  const actorOf = (manager: string) => {
    const actor = actors.get(manager) ?? signedIn(scopes, manager).then(({ actor }) => actor)
    actors.set(manager, actor)
    return actor
  }
  const earlier = Temporal.Now.instant().subtract({ hours: 48 })
  const waiting: Waiting[] = []
  await allAtOnce(found.rows, async ({ organisation, manager, ...key }) => {
    const actor = await actorOf(manager)
    const sessions = await withScope({ ...scopes, now: () => earlier }, { actor, ...DELIVER }, async tx => {
      for (const start of each) await book(tx, key, start)
      return booked(tx, key)
    })
    for (const session of sessions) waiting.push({ area: key.area, organisation, key, session, actor })
  })
  return seededRandom('live').shuffle(waiting)
}

/** Half an hour each, on the day after that of the work. */
const book = (tx: Scope, key: ReferralKey, start: string) =>
  bookSessions(tx, {
    key,
    day: londonDay(tx.now).add({ days: 1 }),
    start,
    minutes: 30,
    method: 'phone',
    format: 'one to one',
    times: 1,
    weeks: 1,
  })

/** The sessions of a service that are booked for the day after that of the work. */
async function booked(tx: Scope, { area, caseId, reference }: ReferralKey): Promise<string[]> {
  const [from, to] = [1, 2].map(days => startOfDay(londonDay(tx.now).add({ days })))
  const found = await tx.db
    .selectFrom('casework.session')
    .select('session')
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('reference', '=', reference)
    .where('kind', '=', 'session')
    .where('state', '=', 'booked')
    .where(sql<boolean>`starts_at >= ${from} AND starts_at < ${to}`)
    .execute()
  return found.map(({ session }) => session)
}

type Recording = { aSecond: number; committed: (place: Place, at: number) => void }

/**
 * Records these at an even pace, several at once and those of one organisation one after the other: while one of an organisation is
 * recorded, another organisation's is next. What falls behind is caught up as fast as can be. Gives the seconds it took.
 */
export async function recordAll(
  scopes: Scopes,
  waiting: readonly Waiting[],
  { aSecond, committed }: Recording,
): Promise<number> {
  const began = performance.now()
  const left = [...waiting]
  const under = new Map<string, Promise<void>>()
  const free = () => left.findIndex(({ organisation }) => !under.has(organisation))
  while (left.length > 0) {
    await sleep(Math.max(0, began + ((waiting.length - left.length) * 1000) / aSecond - performance.now()))
    while (under.size >= AT_ONCE || free() < 0) await Promise.race(under.values())
    for (const each of left.splice(free(), 1)) {
      const work = record(scopes, each).then(() => committed(each, performance.now()))
      under.set(each.organisation, work)
      void work.finally(() => under.delete(each.organisation)).catch(() => {})
    }
  }
  await Promise.all(under.values())
  return (performance.now() - began) / 1000
}

const record = (scopes: Scopes, { key, session, actor }: Waiting) =>
  withScope(scopes, { actor, ...DELIVER }, tx =>
    recordSession(tx, { ...key, session, attendance: 'yes', skills: [], done: 'They came.' }),
  )

async function allAtOnce<T>(all: readonly T[], work: (each: T) => Promise<void>) {
  const left = all.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const each of left) await work(each)
    }),
  )
}

/** One a case, in no order of areas or organisations; of a manager with one organisation, whose session is in its name. */
const SERVICES = `
  SELECT area, "caseId", reference, organisation, manager FROM (
    SELECT DISTINCT ON (s.area, s.case_id) s.area, s.case_id AS "caseId", s.reference, s.provider AS organisation, p.worker AS manager
      FROM casework.service s JOIN casework.referral r USING (area, case_id, reference)
      JOIN (SELECT organisation, min(worker) AS worker FROM directory.post p
             WHERE role = 'case manager' AND to_day IS NULL
               AND NOT EXISTS (SELECT FROM directory.post q WHERE q.worker = p.worker AND q.organisation <> p.organisation)
             GROUP BY organisation) p ON p.organisation = s.provider
     WHERE s.state IN ('planned', 'delivering') AND r.answered_at < now() - interval '3 days'
       AND NOT EXISTS (SELECT FROM access.limited_case l WHERE l.area = s.area AND l.case_id = s.case_id)
       AND NOT EXISTS (SELECT FROM access.named_worker n WHERE n.area = s.area AND n.case_id = s.case_id)
     ORDER BY s.area, s.case_id, s.reference) s
   ORDER BY md5("caseId") LIMIT $1`
