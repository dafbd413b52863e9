import { Temporal } from 'temporal-polyfill'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import type { NoSessionReason } from '../../directory/reference/coded-reasons.ts'
import { append } from '../../journal/append.ts'
import { invalid } from '../../kernel/errors.ts'
import { CLASS_BIT } from '../information-class.ts'
import { finish } from './end-service.ts'
import { lockService, saveService } from './lock-service.ts'
import { lockSession, type SessionKey } from './lock-session.ts'
import * as policies from './policy.ts'
import type { Attendance, FORMATS, METHODS } from './service.ts'

/** What came of a session: attendance, inputs, what was done. */
export type SessionRecord = SessionKey & {
  attendance: Attendance
  late_reason?: string | undefined
  absence?: 'acceptable' | 'not acceptable' | undefined
  no_session_reason?: NoSessionReason | undefined
  method?: (typeof METHODS)[number] | undefined
  format?: (typeof FORMATS)[number] | undefined
  minutes?: number | undefined
  skills: readonly string[]
  done?: string | undefined
  response?: string | undefined
  behaviour?: string | undefined
  concern?: string | undefined
  next?: string | undefined
  last?: 'yes' | 'no' | undefined
}

const STATE_OF = { yes: 'attended', late: 'late', no: 'missed', 'did not happen': 'did not happen' } as const

/** Why nothing was held, in the words of `absence`: `no` says it, and so do two of the three reasons. */
const absenceOf = (record: SessionRecord) => {
  if (record.attendance === 'no') return record.absence ?? null
  if (record.attendance !== 'did not happen') return null
  return record.no_session_reason === 'person_acceptable'
    ? 'acceptable'
    : record.no_session_reason === 'person_not_acceptable'
      ? 'not acceptable'
      : null
}

function refuseIncomplete(record: SessionRecord) {
  const held = record.attendance === 'yes' || record.attendance === 'late'
  if (record.attendance === 'late' && record.late_reason === undefined)
    throw invalid({ field: 'late_reason', sentence: 'Say why they came late' })
  if (record.attendance === 'no' && record.absence === undefined)
    throw invalid({ field: 'absence', sentence: 'Say whether the absence is acceptable' })
  if (record.attendance === 'did not happen' && record.no_session_reason === undefined)
    throw invalid({ field: 'no_session_reason', sentence: 'Say why it did not happen' })
  if (held && record.done === undefined) throw invalid({ field: 'done', sentence: 'Say what was done' })
}

/**
 * Records a session after it began: attendance, what went into it and what came of it. A concern reaches the responsible officer
 * at once. The first session held begins delivery; the one said to be the last ends the service as completed. Refuses with `not_found`,
 * `not_allowed`, `change.clash`, `state.refused` what was recorded before, and `input.invalid`.
 */
export async function recordSession(tx: Scope, record: SessionRecord, seen?: number): Promise<SessionKey> {
  const held = await lockSession(tx, record, seen)
  allow(tx.actor, policies.recordSession, held.service.subject)
  held.refuseRecorded()
  refuseIncomplete(record)
  if (Temporal.Instant.compare(held.row.starts_at, tx.now) > 0)
    throw invalid({ field: 'attendance', sentence: 'This session has not begun. Record it afterwards, or move it' })
  const state = STATE_OF[record.attendance]
  const minutes = record.minutes ?? held.row.minutes
  await held.save({
    state,
    absence: absenceOf(record),
    no_session_reason: record.attendance === 'did not happen' ? (record.no_session_reason ?? null) : null,
    late_reason: record.attendance === 'late' ? (record.late_reason ?? null) : null,
    method: record.method ?? held.row.method,
    format: record.format ?? held.row.format,
    minutes,
    skills: [...record.skills],
    done: record.done ?? null,
    response: record.response ?? null,
    behaviour: record.behaviour ?? null,
    concern: record.concern ?? null,
    next: record.next ?? null,
    recorded_at: tx.now,
    recorded_by: tx.actor.worker,
  })
  const about = {
    subject: `session ${record.session}`,
    case: { area: record.area, caseId: record.caseId },
    bit: CLASS_BIT.services,
  }
  const facts = {
    session: record.session,
    kind: held.row.kind,
    reference: record.reference,
    organisation: held.row.provider,
    attendance: state,
    absence: absenceOf(record),
    startsAt: held.row.starts_at.toString(),
    endedAt: held.row.starts_at.add({ minutes }).toString(),
  }
  await append(tx, 'session.recorded', { ...about, facts })
  if (record.concern !== undefined)
    await append(tx, 'session.concern', {
      ...about,
      facts: { ...facts, to: held.service.subject.responsible, officer: held.service.officer },
    })
  await follow(tx, record, held.row.kind)
  return record
}

async function follow(tx: Scope, record: SessionRecord, kind: string) {
  if (kind !== 'session') return
  const held = record.attendance === 'yes' || record.attendance === 'late'
  const service = await lockService(tx, record)
  if (held && service.state === 'planned') await saveService(tx, service, {}, 'deliver')
  if (record.last !== 'yes') return
  const now = await lockService(tx, record)
  if (now.state !== 'ended') await finish(tx, now, { as: 'completed' })
}
