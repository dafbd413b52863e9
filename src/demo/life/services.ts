import type { Random } from '../../kernel/random.ts'
import type { CastPartner } from '../cast.ts'
import { addOpenDays, at, type Day, dayAt, type Ms, openDay } from '../clock.ts'
import type { Achieved, Attendance, SessionKind, Wanted } from './acts.ts'
import { afterwards, type Diary, later, write } from './diary.ts'
import { byOfficer, type Stint } from './stint.ts'
import { troubleAt } from './trouble.ts'

const DAY_MS = 86_400_000

type Service = {
  stint: Stint
  partner: CastPartner
  reference: string
  need: string
  wanted: readonly Wanted[]
  sentAt: Ms
  acceptedAt: Ms
}

/** What follows an acceptance: allocation, assessment, plan, sessions, the end and its report. */
export function deliver(diary: Diary, service: Service): void {
  const { random } = diary
  const { partner, reference, acceptedAt, stint } = service
  const worker = random.pick(partner.staff).worker
  const manager = { worker: partner.manager.worker, organisation: partner.organisation.code }
  const allocatedAt = later(random, acceptedAt, random.int(0, 1))
  const lastAt = stint.to - 5 * DAY_MS
  if (allocatedAt >= lastAt) {
    write(diary, lastAt, manager, { act: 'end service', reference, as: 'ended early', reason: 'expired', words: null })
    return
  }
  write(diary, allocatedAt, manager, { act: 'allocate', reference, worker })
  const assessedAt = assess(diary, service, worker, allocatedAt, lastAt)
  const endAt = assessedAt === null ? null : work(diary, service, worker, assessedAt, lastAt)
  const engaged = endAt?.whole === true
  const endedAt = endAt === null ? lastAt : Math.min(endAt.at, lastAt)
  const who = { worker, organisation: partner.organisation.code }
  write(diary, endedAt, who, {
    act: 'end service',
    reference,
    as: engaged ? 'completed' : 'ended early',
    reason: engaged ? null : endedAt === lastAt ? 'expired' : 'not_engaged',
    words: engaged ? null : 'Tried by phone and letter.',
  })
  const reportAt = later(random, endedAt, random.chance(0.9) ? random.int(1, 4) : random.int(6, 9))
  if (reportAt >= stint.to - 60_000 && endedAt < lastAt) return
  write(diary, Math.min(reportAt, stint.to - 120_000), who, {
    act: 'report',
    reference,
    outcomes: service.wanted.map(({ outcome }) => ({ outcome, achieved: reached(random, engaged) })),
    further: 'Keeps in touch with the group.',
  })
}

const reached = (random: Random, engaged: boolean): Achieved =>
  random.weighted(
    engaged
      ? [
          ['yes', 5],
          ['partly', 3],
          ['no', 2],
        ]
      : [
          ['yes', 1],
          ['partly', 3],
          ['no', 6],
        ],
  )

/** The initial assessment, again if it is missed. Returns when the one attended was recorded. */
function assess(diary: Diary, service: Service, worker: string, from: Ms, lastAt: Ms): Ms | null {
  const { random } = diary
  const { partner, sentAt } = service
  const slow = Math.round(troubleAt(partner, from, diary.asOf) * 2)
  let day = Math.max(addOpenDays(dayAt(sentAt), random.int(3, 9) + slow), addOpenDays(dayAt(from), 1))
  let bookedAt = from + 300_000
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const came = attempt === 3 || random.chance(0.82) ? 'attended' : 'missed'
    const recordedAt = session(diary, service, { worker, kind: 'initial assessment', bookedAt, day, came, lastAt })
    if (recordedAt >= lastAt) return null
    if (came === 'attended') return recordedAt
    if (attempt === 2 && random.chance(0.3)) return null
    bookedAt = recordedAt + 300_000
    day = addOpenDays(dayAt(recordedAt), random.int(2, 5))
  }
  return null
}

/** The plan and its sessions. `whole`: all of them were held. */
function work(diary: Diary, service: Service, worker: string, from: Ms, lastAt: Ms): { at: Ms; whole: boolean } {
  const { random } = diary
  const { stint, partner, reference, need } = service
  const count = random.int(4, 10)
  const submittedAt = later(random, from, random.int(1, 4))
  if (submittedAt >= lastAt) return { at: lastAt, whole: false }
  write(
    diary,
    submittedAt,
    { worker, organisation: partner.organisation.code },
    {
      act: 'submit plan',
      reference,
      words: 'Meet each week and work on what the person chose.',
      sessions: count,
      need,
    },
  )
  const agreedAt = later(random, submittedAt, random.chance(0.9) ? random.int(0, 2) : random.int(3, 6))
  if (agreedAt >= lastAt) return { at: lastAt, whole: false }
  write(diary, agreedAt, byOfficer(stint, agreedAt), { act: 'agree plan', reference })
  const gives = random.chance(0.16) ? random.int(1, 3) : count
  let bookedAt = agreedAt + 1_800_000
  let day: Day = addOpenDays(dayAt(agreedAt), random.int(2, 5))
  let held = 0
  for (let number = 1; number <= gives; number += 1) {
    if (day > diary.asOf + 12 || at(day, 18) >= lastAt) return { at: lastAt, whole: false }
    const came = random.weighted([
      ['attended', 79],
      ['late', 6],
      ['missed', 11],
      ['did not happen', 4],
    ] as const)
    bookedAt = session(diary, service, { worker, kind: 'session', bookedAt, day, came, lastAt }) + 300_000
    if (bookedAt >= lastAt) return { at: lastAt, whole: false }
    if (came === 'attended' || came === 'late') held += 1
    day = openDay(Math.max(dayAt(bookedAt), day) + random.int(6, 9))
  }
  return { at: later(random, bookedAt, random.int(1, 3)), whole: gives === count && held > 0 }
}

type Booked = { worker: string; kind: SessionKind; bookedAt: Ms; day: Day; came: Attendance; lastAt: Ms }

/** One appointment of a service: booked, held or not, recorded. Returns when it was recorded. */
function session(
  diary: Diary,
  { partner, reference }: Service,
  { worker, kind, bookedAt, day, came, lastAt }: Booked,
): Ms {
  const { random } = diary
  const before = diary.acts.filter(act => act.act === 'book' && act.reference === reference).length
  const key = `${reference}-${before + 1}`
  const startsAt = at(day, random.int(9, 16), 15 * random.int(0, 3))
  const minutes = random.pick([45, 60, 60, 90])
  const who = { worker, organisation: partner.organisation.code }
  const madeAt = Math.min(bookedAt, startsAt - 600_000)
  if (madeAt >= lastAt) return lastAt
  write(diary, madeAt, who, {
    act: 'book',
    session: key,
    reference,
    kind,
    startsAt,
    minutes,
    method: random.weighted([
      ['in person elsewhere', 70],
      ['phone', 18],
      ['video', 12],
    ]),
    format: kind === 'session' && random.chance(0.2) ? 'group' : 'one to one',
    worker,
  })
  const trouble = troubleAt(partner, startsAt, diary.asOf)
  const late = Math.round(trouble * (0.6 + random.next())) + (random.chance(0.06) ? random.int(1, 3) : 0)
  const recordedAt = later(random, afterwards(startsAt, minutes), late > 0 ? late + 1 : random.int(0, 1))
  if (recordedAt >= lastAt) return lastAt
  write(diary, recordedAt, who, {
    act: 'record',
    session: key,
    came,
    absence: came === 'missed' ? (random.chance(0.4) ? 'acceptable' : 'not acceptable') : null,
    reason: came === 'did not happen' ? random.pick(['logistics', 'person_acceptable']) : null,
    done: came === 'attended' || came === 'late' ? 'Worked on the plan.' : null,
    skills: random.shuffle(['case work', 'mentoring', 'peer support', 'teaching']).slice(0, 1),
  })
  return recordedAt
}
