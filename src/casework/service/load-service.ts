import { may } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { END_REASONS, NO_SESSION_REASONS } from '../../directory/reference/coded-reasons.ts'
import { desiredOutcomeOf } from '../../directory/reference/desired-outcomes.ts'
import { pathwayOf } from '../../directory/reference/needs.ts'
import type { Instant, PlainDate } from '../../kernel/calendar.ts'
import { notFound } from '../../kernel/errors.ts'
import { caseHeader } from '../read-model.ts'
import { needsReferred } from '../referral/draft/save-draft.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { referralUrl } from '../referral/read-model.ts'
import { workersOf } from './allocate-workers.ts'
import * as policies from './policy.ts'
import { type ServiceState, serviceStateOf } from './service.ts'
import type { Activity } from './service-plan.ts'

export type SessionLine = {
  session: string
  url: string
  kind: string
  startsAt: Instant
  minutes: number
  method: string
  format: string
  state: string
  worker: string | null
}

export type Allocated = { worker: string; name: string; lead: boolean; from: Instant; to: Instant | null }

/** A service as its pages show it: every field by hand. */
export type ServiceModel = {
  key: ReferralKey
  url: string
  version: number
  state: ServiceState
  personName: string | null
  provider: string
  startOn: PlainDate | null
  workers: readonly Allocated[]
  plan: {
    state: string
    words: string | null
    answer: string | null
    sessions: number | null
    submittedAt: Instant | null
    agreedAt: Instant | null
    agreedBy: string | null
    activities: readonly Activity[]
  }
  needs: readonly { code: string; label: string }[]
  outcomes: readonly { code: string; label: string }[]
  sessions: readonly SessionLine[]
  ending: { as: string; reason: string | null; words: string | null; at: Instant } | null
  report: {
    halfPoints: number
    outcomes: readonly { label: string; achieved: string; comments: string | null }[]
    further: string | null
    submittedAt: Instant
  } | null
  /** The organisation of the viewer delivers it. */
  delivers: boolean
  may: Record<'allocate' | 'assess' | 'book' | 'plan' | 'answerPlan' | 'end' | 'report' | 'move' | 'record', boolean>
}

const REASONS = new Map<string, string>(END_REASONS.map(reason => [reason.code, reason.label]))

/** The service that followed a referral, or nothing where none did or it may not be seen. */
export async function loadService(tx: Scope, key: ReferralKey): Promise<ServiceModel | null> {
  const row = await tx.db
    .selectFrom('casework.service as s')
    .leftJoin('directory.worker as w', 'w.worker', 's.plan_agreed_by')
    .selectAll('s')
    .select('w.name as agreed_by_name')
    .where('s.area', '=', key.area)
    .where('s.case_id', '=', key.caseId)
    .where('s.reference', '=', key.reference)
    .executeTakeFirst()
  if (!row) return null
  const header = await caseHeader(tx, key)
  const needs = await needsReferred(tx, key)
  const report = await reportOf(tx, key)
  const subject: policies.ServiceSubject = {
    state: serviceStateOf(row.state),
    provider: row.provider,
    responsible: header.responsible.organisation,
    planState: row.plan_state,
    reported: report !== null,
  }
  const { actor } = tx
  return {
    key,
    url: referralUrl(key),
    version: row.version,
    state: subject.state,
    personName: header.name,
    provider: row.provider,
    startOn: row.start_on,
    workers: await allocatedTo(tx, key),
    plan: {
      state: row.plan_state,
      words: row.plan_words,
      answer: row.plan_answer,
      sessions: row.sessions_planned,
      submittedAt: row.plan_submitted_at,
      agreedAt: row.plan_agreed_at,
      agreedBy: row.agreed_by_name,
      activities: await activitiesOf(tx, key),
    },
    needs: [...new Set(needs.map(need => need.need))].map(code => ({ code, label: pathwayOf(code)?.label ?? code })),
    outcomes: [...new Set(needs.map(need => need.outcome))]
      .sort()
      .map(code => ({ code, label: desiredOutcomeOf(code)?.label ?? code })),
    sessions: await sessionsOf(tx, key),
    ending:
      row.end_as === null || row.ended_at === null
        ? null
        : {
            as: row.end_as,
            reason: row.end_reason === null ? null : (REASONS.get(row.end_reason) ?? row.end_reason),
            words: row.end_words,
            at: row.ended_at,
          },
    report,
    delivers: actor.organisation === row.provider,
    may: {
      allocate: may(actor, policies.allocateWorkers, subject),
      assess: may(actor, policies.bookAssessment, subject),
      book: may(actor, policies.bookSessions, subject),
      plan: may(actor, policies.writePlan, subject),
      answerPlan: may(actor, policies.answerPlan, subject),
      end: may(actor, policies.endService, subject),
      report: may(actor, policies.submitReport, subject),
      move: may(actor, policies.moveSession, subject),
      record: may(actor, policies.recordSession, subject),
    },
  }
}

/** As `loadService`. Refuses with `not_found` where there is no service. */
export async function loadOpenService(tx: Scope, key: ReferralKey): Promise<ServiceModel> {
  const service = await loadService(tx, key)
  if (!service) throw notFound()
  return service
}

/** A service and the workers who may be put on it. Refuses with `not_found`. */
export const loadTeam = async (tx: Scope, key: ReferralKey) => ({
  service: await loadOpenService(tx, key),
  workers: await workersOf(tx),
})

const allocatedTo = async (tx: Scope, key: ReferralKey): Promise<Allocated[]> =>
  (
    await tx.db
      .selectFrom('casework.allocation as a')
      .innerJoin('directory.worker as w', 'w.worker', 'a.worker')
      .select(['a.worker', 'w.name', 'a.lead', 'a.from_at', 'a.to_at'])
      .where('a.area', '=', key.area)
      .where('a.case_id', '=', key.caseId)
      .where('a.reference', '=', key.reference)
      .orderBy('a.to_at', 'desc')
      .orderBy('a.lead', 'desc')
      .orderBy('w.name')
      .execute()
  ).map(row => ({
    worker: row.worker,
    name: row.name,
    lead: row.lead,
    from: row.from_at,
    to: row.to_at.toString().startsWith('+') ? null : row.to_at,
  }))

const activitiesOf = (tx: Scope, key: ReferralKey): Promise<Activity[]> =>
  tx.db
    .selectFrom('casework.activity')
    .select(['words', 'need', 'sessions'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .orderBy('activity')
    .execute()

async function sessionsOf(tx: Scope, key: ReferralKey): Promise<SessionLine[]> {
  const rows = await tx.db
    .selectFrom('casework.session as s')
    .leftJoin('directory.worker as w', 'w.worker', 's.worker')
    .select(['s.session', 's.kind', 's.starts_at', 's.minutes', 's.method', 's.format', 's.state', 'w.name'])
    .where('s.area', '=', key.area)
    .where('s.case_id', '=', key.caseId)
    .where('s.reference', '=', key.reference)
    .orderBy('s.starts_at')
    .orderBy('s.session')
    .execute()
  return rows.map(row => ({
    session: row.session,
    url: `${referralUrl(key)}/sessions/${row.session}`,
    kind: row.kind,
    startsAt: row.starts_at,
    minutes: row.minutes,
    method: row.method,
    format: row.format,
    state: row.state,
    worker: row.name,
  }))
}

async function reportOf(tx: Scope, key: ReferralKey): Promise<ServiceModel['report']> {
  const row = await tx.db
    .selectFrom('casework.report')
    .select(['half_points', 'further', 'submitted_at'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .executeTakeFirst()
  if (!row) return null
  const outcomes = await tx.db
    .selectFrom('casework.report_outcome')
    .select(['outcome', 'achieved', 'comments'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .orderBy('outcome')
    .execute()
  return {
    halfPoints: row.half_points,
    outcomes: outcomes.map(each => ({
      label: desiredOutcomeOf(each.outcome)?.label ?? each.outcome,
      achieved: each.achieved,
      comments: each.comments,
    })),
    further: row.further,
    submittedAt: row.submitted_at,
  }
}

/** A session with everything recorded of it. */
export type SessionModel = {
  service: ServiceModel
  line: SessionLine
  version: number
  begun: boolean
  absence: string | null
  noSessionReason: string | null
  lateReason: string | null
  skills: readonly string[]
  done: string | null
  response: string | null
  behaviour: string | null
  concern: string | null
  next: string | null
  recordedAt: Instant | null
  movedTo: string | null
  movedBy: string | null
  movedReason: string | null
}

const NOT_HELD = new Map<string, string>(NO_SESSION_REASONS.map(reason => [reason.code, reason.label]))

/** One session of a service. Refuses with `not_found` one that is not of this service. */
export async function loadSession(
  tx: Scope,
  { session, ...key }: ReferralKey & { session: string },
): Promise<SessionModel> {
  const service = await loadOpenService(tx, key)
  const line = service.sessions.find(each => each.session === session)
  const row = await tx.db
    .selectFrom('casework.session')
    .selectAll()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .where('session', '=', session)
    .executeTakeFirst()
  if (!line || !row) throw notFound()
  return {
    service,
    line,
    version: row.version,
    begun: row.starts_at.epochMilliseconds <= tx.now.epochMilliseconds,
    absence: row.absence,
    noSessionReason:
      row.no_session_reason === null ? null : (NOT_HELD.get(row.no_session_reason) ?? row.no_session_reason),
    lateReason: row.late_reason,
    skills: row.skills,
    done: row.done,
    response: row.response,
    behaviour: row.behaviour,
    concern: row.concern,
    next: row.next,
    recordedAt: row.recorded_at,
    movedTo: row.moved_to,
    movedBy: row.moved_by,
    movedReason: row.moved_reason,
  }
}
