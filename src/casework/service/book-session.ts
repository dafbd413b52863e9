import { Temporal } from 'temporal-polyfill'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { type Instant, LONDON, type PlainDate } from '../../kernel/calendar.ts'
import { invalid } from '../../kernel/errors.ts'
import { CLASS_BIT } from '../information-class.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { type HeldService, lockService, saveService } from './lock-service.ts'
import { lockSession, type SessionKey } from './lock-session.ts'
import * as policies from './policy.ts'
import type { ASKERS, FORMATS, METHODS } from './service.ts'

/** When, how long and how an appointment is meant to be; `start` is the local time in London, HH:MM. */
export type Booking = {
  day: PlainDate
  start: string
  minutes: number
  method: (typeof METHODS)[number]
  format: (typeof FORMATS)[number]
  worker?: string | undefined
}

type Kind = 'initial assessment' | 'session'

/** The instant at which a local day and time begin. Refuses with `input.invalid` a time that does not exist that day. */
export function startsAt({ day, start }: { day: PlainDate; start: string }): Instant {
  try {
    return day
      .toPlainDateTime(Temporal.PlainTime.from(start))
      .toZonedDateTime(LONDON, { disambiguation: 'reject' })
      .toInstant()
  } catch {
    throw invalid({
      field: 'start',
      sentence: 'That time does not exist, or exists twice, on that day. Choose another',
    })
  }
}

/** Books the initial assessment; the service begins with it. */
export async function bookAssessment(
  tx: Scope,
  { key, ...booking }: Booking & { key: ReferralKey },
  seen?: number,
): Promise<ReferralKey> {
  const service = await lockService(tx, key, seen)
  allow(tx.actor, policies.bookAssessment, service.subject)
  await refuseTooEarly(tx, service, startsAt(booking))
  await saveService(tx, service, {}, service.state === 'waiting' ? 'begin' : undefined)
  await book(tx, service, 'initial assessment', { ...booking, startsAt: startsAt(booking) })
  return key
}

const MOST_IN_A_SERIES = 26

/** Books one session, or a series of them a week or two apart at the same local time. */
export async function bookSessions(
  tx: Scope,
  { key, times, weeks, ...booking }: Booking & { key: ReferralKey; times: number; weeks: number },
  seen?: number,
): Promise<ReferralKey> {
  const service = await lockService(tx, key, seen)
  allow(tx.actor, policies.bookSessions, service.subject)
  if (times > MOST_IN_A_SERIES)
    throw invalid({ field: 'times', sentence: `Book ${MOST_IN_A_SERIES} sessions at most at once` })
  await refuseTooEarly(tx, service, startsAt(booking))
  await saveService(tx, service, {})
  for (let nth = 0; nth < times; nth++)
    await book(tx, service, 'session', {
      ...booking,
      startsAt: startsAt({ day: booking.day.add({ weeks: nth * weeks }), start: booking.start }),
    })
  return key
}

async function refuseTooEarly(tx: Scope, { key }: HeldService, starts: Instant) {
  const accepted = await tx.db
    .selectFrom('casework.referral')
    .select('answered_at')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .executeTakeFirst()
  if (accepted?.answered_at && Temporal.Instant.compare(starts, accepted.answered_at) < 0)
    throw invalid({ field: 'day', sentence: 'Enter a day after the referral was accepted' })
}

async function book(
  tx: Scope,
  { key, row }: HeldService,
  kind: Kind,
  booking: Omit<Booking, 'day' | 'start'> & { startsAt: Instant },
): Promise<string> {
  const made = await tx.db
    .selectFrom('casework.session')
    .select(({ fn }) => fn.countAll<bigint>().as('many'))
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .executeTakeFirst()
  const session = `${key.reference}-${Number(made?.many ?? 0) + 1}`
  await tx.db
    .insertInto('casework.session')
    .values({
      area: key.area,
      case_id: key.caseId,
      session,
      reference: key.reference,
      provider: row.provider,
      kind,
      starts_at: booking.startsAt,
      minutes: booking.minutes,
      booked_at: tx.now,
      method: booking.method,
      format: booking.format,
      state: 'booked',
      worker: booking.worker ?? null,
    })
    .execute()
  await append(tx, 'session.booked', {
    subject: `session ${session}`,
    case: { area: key.area, caseId: key.caseId },
    bit: CLASS_BIT.services,
    facts: {
      session,
      kind,
      reference: key.reference,
      organisation: row.provider,
      startsAt: booking.startsAt.toString(),
      endsAt: booking.startsAt.add({ minutes: booking.minutes }).toString(),
    },
  })
  return session
}

/** Moves an appointment that has not been recorded: who asked, and why, stay on the one that was moved. */
export async function moveSession(
  tx: Scope,
  {
    key,
    asked_by,
    reason,
    ...booking
  }: Booking & { key: SessionKey; asked_by: (typeof ASKERS)[number]; reason: string },
  seen?: number,
): Promise<SessionKey> {
  const held = await lockSession(tx, key, seen)
  allow(tx.actor, policies.moveSession, held.service.subject)
  held.refuseRecorded()
  const kind = held.row.kind === 'initial assessment' ? 'initial assessment' : 'session'
  const moved = await book(tx, held.service, kind, { ...booking, startsAt: startsAt(booking) })
  await held.save({ state: 'rescheduled', moved_to: moved, moved_by: asked_by, moved_reason: reason })
  await append(tx, 'session.moved', {
    subject: `session ${key.session}`,
    case: { area: key.area, caseId: key.caseId },
    bit: CLASS_BIT.services,
    facts: {
      session: key.session,
      to: moved,
      kind: held.row.kind,
      reference: key.reference,
      organisation: held.row.provider,
      startsAt: held.row.starts_at.toString(),
      askedBy: asked_by,
    },
  })
  return { ...key, session: moved }
}
