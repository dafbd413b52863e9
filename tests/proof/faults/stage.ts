import { Temporal } from 'temporal-polyfill'
import { makeToken } from '../../../src/access/account.ts'
import { bookSessions } from '../../../src/casework/service/book-session.ts'
import { agreeServicePlan, saveServicePlan } from '../../../src/casework/service/service-plan.ts'
import { LONDON, londonDay, startOfDay } from '../../../src/kernel/calendar.ts'
import { firstDay, type Month, monthOf, previousMonth } from '../../../src/kernel/month.ts'
import { markFallenDue } from '../../../src/obligations/fall-due.ts'
import {
  type StagedReferral,
  stageAccepted,
  stageAgreement,
  stageSent,
} from '../../../src/web/testing/referral-stage.ts'
import type { World } from '../../../src/web/testing/world.ts'
import { handoversOf } from './handovers.ts'
import type { Write } from './load.ts'

/** What the load works on: services under way, and writes to be sent. */
export type Stage = {
  services: readonly StagedReferral[]
  /** Writes that nobody has sent yet, in an order that mixes their kinds. */
  writesFor(round: {
    notes: number
    records: number
    accepts: number
    series: number
    handovers?: number
  }): Promise<Write[]>
}

/** Held by now on every day of the month that follows the one in which the services began. */
const HELD_AT_ONCE = 4
const IN_A_SERIES = 3
const HOURS = 24
const PLAN = { activities: [{ words: 'Find a tenancy', need: 'accommodation', sessions: 2 }], words: null } as const

const DONE = '(SELECT count(*)::int FROM access.done WHERE key = $1) AS done'

export async function openStage(world: World, cases: number): Promise<Stage> {
  await stageAgreement(world)
  const tokens = { officer: await tokenOf(world, 'lead-officer'), manager: await tokenOf(world, 'lantern-manager') }
  const receiver = await tokenOf(world, 'don-manager')
  const handover = handoversOf(world, { officer: tokens.officer, receiver })
  const services: StagedReferral[] = []
  for (let nth = 0; nth < cases; nth += 1) services.push(await planned(world))
  let count = 0
  const nextService = () => {
    count += 1
    return services[count % services.length]
  }
  const booking = bookerOf(world)

  async function records(wanted: number): Promise<Write[]> {
    const sessions: { session: string; service: StagedReferral }[] = []
    while (sessions.length < wanted) {
      const service = nextService()
      if (!service) break
      const some = Math.min(HELD_AT_ONCE, wanted - sessions.length)
      for (const session of await booking(service, some)) sessions.push({ session, service })
    }
    return sessions.map(({ session, service }) => ({
      kind: 'record',
      key: `record-${session}`,
      url: `${service.url}/sessions/${session}/record`,
      token: tokens.manager,
      body: { attendance: 'yes', skills: [], done: 'They came' },
      rows: 1,
      trace: {
        sql: `SELECT ${DONE}, (SELECT count(*)::int FROM casework.session WHERE session = $2 AND state = 'attended' AND recorded_at IS NOT NULL) AS rows,
                (SELECT count(*)::int FROM journal.event WHERE kind = 'session.recorded' AND subject = 'session ' || $2) AS events`,
        values: [`record-${session}`, session],
      },
    }))
  }

  async function accept(): Promise<Write> {
    const on = nextService()
    const { url, reference } = await stageSent(world, on ? { on: { area: on.area, caseId: on.caseId } } : {})
    return {
      kind: 'accept',
      key: `accept-${reference}`,
      url: `${url}/accept`,
      token: tokens.manager,
      body: { begins: 'day', start_on: londonDay(Temporal.Now.instant()).add({ days: 7 }).toString() },
      rows: 1,
      trace: {
        sql: `SELECT ${DONE}, (SELECT count(*)::int FROM casework.referral r JOIN casework.service s USING (area, case_id, reference) WHERE reference = $2 AND r.state = 'accepted') AS rows,
                (SELECT count(*)::int FROM journal.event WHERE kind = 'referral.accepted' AND facts->>'reference' = $2) AS events`,
        values: [`accept-${reference}`, reference],
      },
    }
  }

  function note(): Write {
    const on = nextService()
    const words = `Note ${count} of the load`
    return {
      kind: 'note',
      key: `note-${count}-of-the-load`,
      url: `/cases/${on?.area}/${on?.caseId}/notes/new`,
      token: tokens.officer,
      body: { words, class: 'identity' },
      rows: 1,
      trace: {
        sql: `SELECT ${DONE}, (SELECT count(*)::int FROM casework.note WHERE words = $2) AS rows,
                (SELECT count(*)::int FROM journal.event e JOIN casework.note n ON e.subject = 'note ' || n.note WHERE e.kind = 'note.written' AND n.words = $2) AS events`,
        values: [`note-${count}-of-the-load`, words],
      },
    }
  }

  function series(): Write {
    const on = nextService()
    const time = Temporal.PlainTime.from({ hour: 9 + Math.floor((count % 480) / 60), minute: count % 60 })
    const first = londonDay(Temporal.Now.instant()).add({ days: 1 + Math.floor(count / 480) })
    const starts = Array.from({ length: IN_A_SERIES }, (_, nth) =>
      first.add({ weeks: nth }).toZonedDateTime({ timeZone: LONDON, plainTime: time }).toInstant().toString(),
    )
    return {
      kind: 'series',
      key: `series-${count}-of-the-load`,
      url: `${on?.url}/service/sessions`,
      token: tokens.manager,
      body: {
        day: first.toString(),
        start: time.toString().slice(0, 5),
        minutes: 45,
        method: 'phone',
        format: 'one to one',
        times: IN_A_SERIES,
        weeks: 1,
      },
      rows: IN_A_SERIES,
      trace: {
        sql: `SELECT ${DONE}, (SELECT count(*)::int FROM casework.session WHERE reference = $2 AND starts_at = ANY ($3::timestamptz[]) AND minutes = 45) AS rows,
                (SELECT count(*)::int FROM journal.event e JOIN casework.session s ON e.subject = 'session ' || s.session
                  WHERE e.kind = 'session.booked' AND s.reference = $2 AND s.starts_at = ANY ($3::timestamptz[]) AND s.minutes = 45) AS events`,
        values: [`series-${count}-of-the-load`, on?.reference, starts],
      },
    }
  }

  return {
    services,
    async writesFor(round) {
      const writes = await records(round.records)
      for (let nth = 0; nth < round.accepts; nth += 1) writes.push(await accept())
      for (let nth = 0; nth < (round.handovers ?? 0); nth += 1) writes.push(await handover())
      for (let nth = 0; nth < round.series; nth += 1) writes.push(series())
      for (let nth = 0; nth < round.notes; nth += 1) writes.push(note())
      await markFallenDue(world.database.jobs, Temporal.Now.instant())
      return mixed(writes)
    },
  }
}

/** The kinds take turns, so that wherever a fault falls each is under way. */
function mixed(writes: readonly Write[]): Write[] {
  const kinds = new Map<string, Write[]>()
  for (const write of writes) kinds.set(write.kind, [...(kinds.get(write.kind) ?? []), write])
  const places = [...kinds.values()].flatMap(list => list.map((write, at) => ({ write, at: (at + 0.5) / list.length })))
  return places.sort((one, other) => one.at - other.at).map(({ write }) => write)
}

/** The month before this one, in which every service of the stage began: it is gathered now. */
export const stagedMonth = (): Month => previousMonth(monthOf(londonDay(Temporal.Now.instant())))

/** The morning of its second day. */
const servicesBegan = () => startOfDay(firstDay(stagedMonth())).add({ hours: HOURS + 10 })

/** A service whose plan was agreed a minute after it was sent. */
async function planned(world: World): Promise<StagedReferral> {
  const begun = servicesBegan()
  world.setClock(begun.toString())
  const referral = await stageAccepted(world)
  await world.act('lantern-manager', tx => saveServicePlan(tx, { ...referral, ...PLAN, submit: 'yes' }))
  world.setClock(begun.add({ minutes: 1 }).toString())
  await world.act('lead-officer', tx => agreeServicePlan(tx, referral))
  world.setClock(undefined)
  return referral
}

/** Books sessions that have been held by now, week by week since the service began, at minutes of their own. */
function bookerOf(world: World) {
  let booked = 0
  return async (service: StagedReferral, wanted: number): Promise<string[]> => {
    const begun = servicesBegan().add({ hours: 1 })
    world.setClock(begun.toString())
    booked += 1
    const start = Temporal.PlainTime.from({ hour: 9 + Math.floor((booked % 480) / 60), minute: booked % 60 })
    const before = await sessionsOf(world, service)
    await world.act('lantern-manager', tx =>
      bookSessions(tx, {
        key: service,
        day: londonDay(begun).add({ days: 1 }),
        start: start.toString().slice(0, 5),
        minutes: 60,
        method: 'phone',
        format: 'one to one',
        times: wanted,
        weeks: 1,
      }),
    )
    world.setClock(undefined)
    return [...(await sessionsOf(world, service))].filter(session => !before.has(session))
  }
}

async function sessionsOf(world: World, { reference }: StagedReferral): Promise<Set<string>> {
  const found = await world.database.load('SELECT session FROM casework.session WHERE reference = $1', [reference])
  return new Set(found.rows.map(row => row.session))
}

/** An API token that may write. */
export async function tokenOf(world: World, worker: string): Promise<string> {
  const { organisation } = await world.actor(worker)
  return makeToken(world.database.scopes, {
    name: 'the load',
    worker,
    organisation: organisation ?? '',
    reach: 'write',
    until: Temporal.Now.instant().add({ hours: HOURS }),
  })
}
