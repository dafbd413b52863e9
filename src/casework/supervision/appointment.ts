import { Temporal } from 'temporal-polyfill'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { type Instant, LONDON } from '../../kernel/calendar.ts'
import { invalid, notFound, WeftError } from '../../kernel/errors.ts'
import { makeCaseReference } from '../../kernel/identifiers.ts'
import { instantInWords } from '../../kernel/words.ts'
import { CLASS_BIT } from '../information-class.ts'
import { keepRecord } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import { officersOf } from './officers.ts'

export const METHODS = ['in person at a probation office', 'in person elsewhere', 'phone', 'video'] as const
export const ATTENDANCES = ['yes', 'late', 'no'] as const
export const ABSENCES = ['acceptable', 'not acceptable'] as const

/** A local day and time in London as an instant. A time that the spring change skips is the one an hour later. */
export const londonInstant = (day: string, time: string): Instant =>
  Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone: LONDON, plainTime: Temporal.PlainTime.from(time) })
    .toInstant()

export type BookAppointment = {
  key: CaseKey
  startsAt: Instant
  minutes: number
  method: (typeof METHODS)[number]
  worker: string
}

/** Books a supervision appointment. Refuses with `input.invalid` a time that has passed and a worker of another organisation. */
export async function bookAppointment(
  tx: Scope,
  { key, startsAt, minutes, method, worker }: BookAppointment,
  random: () => number = Math.random,
): Promise<string> {
  const header = await caseHeader(tx, key)
  allow(tx.actor, keepRecord, header)
  const organisation = header.responsible.organisation
  if (organisation === null) throw notFound()
  if (startsAt.epochMilliseconds < tx.now.epochMilliseconds)
    throw invalid({ field: 'on', sentence: 'Enter a day and a time that lie ahead.' })
  if (worker !== header.responsible.officer && !(await officersOf(tx)).some(officer => officer.worker === worker))
    throw invalid({ field: 'worker', sentence: 'Choose somebody of your organisation.' })
  const session = makeCaseReference(random)
  await tx.db
    .insertInto('casework.session')
    .values({
      area: key.area,
      case_id: key.caseId,
      session,
      provider: organisation,
      kind: 'supervision',
      starts_at: startsAt,
      minutes,
      booked_at: tx.now,
      method,
      format: 'one to one',
      state: 'booked',
      worker,
    })
    .execute()
  await append(tx, 'session.booked', {
    subject: `appointment ${session}`,
    case: key,
    bit: CLASS_BIT.services,
    facts: { session, kind: 'supervision', startsAt: startsAt.toString(), organisation },
  })
  return session
}

export type RecordAppointment = {
  key: CaseKey
  session: string
  attendance: (typeof ATTENDANCES)[number]
  absence: (typeof ABSENCES)[number] | null
  done: string | null
  next: string | null
  version?: number | undefined
}

const STATE = { yes: 'attended', late: 'late', no: 'missed' } as const

/**
 * What came of a supervision appointment. Refuses with `state.refused` one that has not begun or is already recorded, with
 * `input.invalid` a missed one without saying whether the reason was acceptable.
 */
export async function recordAppointment(tx: Scope, given: RecordAppointment): Promise<void> {
  const { key, session, attendance, version } = given
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const row = await tx.db
    .selectFrom('casework.session')
    .select(['starts_at', 'state', 'provider', 'version'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('session', '=', session)
    .where('kind', '=', 'supervision')
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  refuseClash(version, row.version, row.state)
  if (row.state !== 'booked')
    throw new WeftError('state.refused', `This appointment is already recorded: ${row.state}.`)
  if (row.starts_at.epochMilliseconds > tx.now.epochMilliseconds)
    throw new WeftError('state.refused', `This appointment begins on ${instantInWords(row.starts_at)}. Record it then.`)
  if (attendance === 'no' && given.absence === null)
    throw invalid({ field: 'absence', sentence: 'Choose whether the reason was acceptable' })
  const absence = attendance === 'no' ? given.absence : null
  await tx.db
    .updateTable('casework.session')
    .set({
      state: STATE[attendance],
      absence,
      done: given.done,
      next: given.next,
      recorded_at: tx.now,
      recorded_by: tx.actor.worker,
      version: row.version + 1,
    })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('session', '=', session)
    .execute()
  const facts = {
    session,
    kind: 'supervision',
    startsAt: row.starts_at.toString(),
    attendance,
    organisation: row.provider,
  }
  await append(tx, 'session.recorded', {
    subject: `appointment ${session}`,
    case: key,
    bit: CLASS_BIT.services,
    facts: absence === null ? facts : { ...facts, absence },
  })
}
