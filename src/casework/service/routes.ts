import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import type { Scope } from '../../database/scope.ts'
import { END_REASONS, NO_SESSION_REASONS } from '../../directory/reference/coded-reasons.ts'
import { invalid } from '../../kernel/errors.ts'
import { choice, code, day, line, optional, several, text, time, whole } from '../../web/routing/fields.ts'
import { form, page, type Route } from '../../web/routing/route.ts'
import { keyOf, referralInput } from '../referral/draft/routes.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { referralUrl } from '../referral/read-model.ts'
import { allocateWorkers } from './allocate-workers.ts'
import { type Booking, bookAssessment, bookSessions, moveSession } from './book-session.ts'
import { endService } from './end-service.ts'
import { loadOpenService, loadSession, loadTeam, type ServiceModel, type SessionModel } from './load-service.ts'
import type { SessionKey } from './lock-session.ts'
import { AnswerPlanPage, EndPage, PLAN_LINES, PlanPage, ReportPage, TeamPage } from './pages/acts.tsx'
import { AssessmentPage, BookPage, MovePage, RecordPage, SessionPage } from './pages/session.tsx'
import * as policies from './policy.ts'
import { recordSession } from './record-session.ts'
import { ASKERS, ATTENDANCES, FORMATS, METHODS, SKILLS } from './service.ts'
import { type Activity, agreeServicePlan, saveServicePlan, sendBackServicePlan } from './service-plan.ts'
import { outcomesWanted, REACHED, submitReport } from './submit-report.ts'

type Address = Parameters<typeof keyOf>[0]

const SERVICE = '/cases/:area/:case_id/referrals/:reference/service'
const SESSION = '/cases/:area/:case_id/referrals/:reference/sessions/:session'
const sessionInput = Type.Object({ ...referralInput.properties, session: code('the session') })
const sessionKey = (input: Address & { session: string }): SessionKey => ({ ...keyOf(input), session: input.session })

const load = (tx: Scope, input: Address) => loadOpenService(tx, keyOf(input))
const shows = (service: ServiceModel) => [service.key]
const showsSession = (session: SessionModel) => [session.service.key]
const common = { zone: 'case', purpose: 'deliver a service', input: referralInput } as const
const backTo = (flash: string) => (key: ReferralKey) => ({ to: referralUrl(key), flash })
const toSession = (flash: string) => (key: SessionKey) => ({ to: `${referralUrl(key)}/sessions/${key.session}`, flash })

const bookingFields = {
  day: day('the day'),
  start: time('the time it starts'),
  minutes: whole('how many minutes', { least: 5, most: 720 }),
  method: choice('how', METHODS),
  format: choice('one to one or group', FORMATS),
  worker: optional(code('a worker')),
}

const bookingOf = (input: Omit<Booking, 'day'> & { day: string }): Booking => ({
  day: Temporal.PlainDate.from(input.day),
  start: input.start,
  minutes: input.minutes,
  method: input.method,
  format: input.format,
  worker: input.worker,
})

const NTH = Array.from({ length: PLAN_LINES }, (_, at) => at + 1)
const planLines: object = Object.fromEntries(
  NTH.flatMap(nth => [
    [`words_${nth}`, optional(line('what will be done'))],
    [`need_${nth}`, optional(code('a need'))],
    [`sessions_${nth}`, optional(whole('how many sessions', { least: 1, most: 100 }))],
  ]),
)
/** `submit`: `no` keeps it a draft; anything else sends it. */
const PlanForm = Type.Object({
  submit: optional(choice('whether to send it', ['yes', 'no'])),
  words: optional(text('words about the plan', { most: 4000 })),
  ...planLines,
})

/** The lines of the form that say something. Refuses with `input.invalid` a line without its words or its number of sessions. */
function activitiesIn(input: Readonly<Record<string, unknown>>): Activity[] {
  return NTH.flatMap(nth => {
    const words = input[`words_${nth}`]
    const sessions = input[`sessions_${nth}`]
    const need = input[`need_${nth}`]
    if (words === undefined && sessions === undefined) return []
    if (typeof words !== 'string')
      throw invalid({ field: `words_${nth}`, sentence: `Say what will be done in activity ${nth}` })
    if (typeof sessions !== 'number')
      throw invalid({ field: `sessions_${nth}`, sentence: `Say in how many sessions activity ${nth} is done` })
    return [{ words, sessions, need: typeof need === 'string' ? need : null }]
  })
}

/** Outcomes a report may hold: those of every category that a women's service may be asked for. */
const MOST_OUTCOMES = 30
const reportLines: object = Object.fromEntries(
  Array.from({ length: MOST_OUTCOMES }, (_, at) => at + 1).flatMap(nth => [
    [`achieved_${nth}`, optional(choice('whether it was reached', REACHED))],
    [`comments_${nth}`, optional(text('comments', { most: 2000 }))],
  ]),
)
const ReportForm = Type.Object({
  further: optional(text('what the officer should know', { most: 4000 })),
  ...reportLines,
})

const outcomesIn = (wanted: readonly string[], input: Readonly<Record<string, unknown>>) =>
  wanted.flatMap((outcome, at) => {
    const achieved = REACHED.find(each => each === input[`achieved_${at + 1}`])
    const comments = input[`comments_${at + 1}`]
    return achieved === undefined
      ? []
      : [{ outcome, achieved, comments: typeof comments === 'string' ? comments : null }]
  })

export const serviceRoutes: readonly Route[] = [
  form({
    ...common,
    path: `${SERVICE}/team`,
    about: 'Who works on a service',
    permission: policies.allocateWorkers,
    body: Type.Object({ workers: Type.Array(code('a worker'), { maxItems: 30 }), lead: code('who leads') }),
    load: (tx, input) => loadTeam(tx, keyOf(input)),
    shows: ({ service }) => [service.key],
    view: ({ service, workers }, again) => TeamPage({ service, workers, again }),
    submit: (tx, input, version) =>
      allocateWorkers(tx, { ...keyOf(input), workers: input.workers, lead: input.lead }, version),
    then: backTo('Saved. They see the person’s record now.'),
  }),
  form({
    ...common,
    path: `${SERVICE}/assessment`,
    about: 'Book the initial assessment',
    permission: policies.bookAssessment,
    body: Type.Object(bookingFields),
    load,
    shows,
    view: (service, again) => AssessmentPage({ service, again }),
    submit: (tx, input, version) => bookAssessment(tx, { key: keyOf(input), ...bookingOf(input) }, version),
    then: backTo('The initial assessment is booked.'),
  }),
  form({
    ...common,
    path: `${SERVICE}/sessions`,
    about: 'Book sessions of a service',
    permission: policies.bookSessions,
    body: Type.Object({
      ...bookingFields,
      times: whole('how many sessions', { least: 1, most: 26 }),
      weeks: whole('how many weeks apart', { least: 1, most: 12 }),
    }),
    load,
    shows,
    view: (service, again) => BookPage({ service, again }),
    submit: (tx, input, version) =>
      bookSessions(tx, { key: keyOf(input), ...bookingOf(input), times: input.times, weeks: input.weeks }, version),
    then: backTo('Booked.'),
  }),
  form({
    ...common,
    path: `${SERVICE}/plan`,
    about: 'Service plan',
    permission: policies.writePlan,
    body: PlanForm,
    load,
    shows,
    view: (service, again) => PlanPage({ service, again }),
    submit: async (tx, input, version) => {
      const submit = input.submit ?? 'yes'
      const written = { ...keyOf(input), activities: activitiesIn(input), words: input.words ?? null, submit }
      return { key: await saveServicePlan(tx, written, version), submit }
    },
    then: ({ key, submit }) =>
      backTo(
        submit === 'yes' ? 'The plan was sent to the responsible officer.' : 'The plan is saved. It was not sent yet.',
      )(key),
  }),
  form({
    ...common,
    path: `${SERVICE}/plan/answer`,
    about: 'Agree a service plan or send it back',
    purpose: 'supervise',
    permission: policies.answerPlan,
    body: Type.Object({
      answer: choice('whether you agree it', ['agree', 'send back']),
      words: optional(text('what must change', { most: 4000 })),
    }),
    load,
    shows,
    view: (service, again) => AnswerPlanPage({ service, again }),
    submit: (tx, input, version) =>
      input.answer === 'agree'
        ? agreeServicePlan(tx, keyOf(input), version)
        : sendBackServicePlan(tx, { ...keyOf(input), words: input.words }, version),
    then: backTo('Your answer is saved, and the provider is told.'),
  }),
  form({
    ...common,
    path: `${SERVICE}/end`,
    about: 'End a service',
    permission: policies.endService,
    body: Type.Object({
      as: choice('how it ends', ['completed', 'ended early', 'withdrawn']),
      reason: optional(
        choice(
          'why it ends',
          END_REASONS.map(reason => reason.code),
        ),
      ),
      words: optional(text('anything to add', { most: 4000 })),
    }),
    load,
    shows,
    view: (service, again) => EndPage({ service, again }),
    submit: (tx, input, version) =>
      endService(tx, { ...keyOf(input), as: input.as, reason: input.reason, words: input.words }, version),
    then: backTo('The service has ended.'),
  }),
  form({
    ...common,
    path: `${SERVICE}/report`,
    about: 'End-of-service report',
    permission: policies.submitReport,
    body: ReportForm,
    load,
    shows,
    view: (service, again) => ReportPage({ service, again }),
    submit: async (tx, input, version) =>
      submitReport(
        tx,
        {
          ...keyOf(input),
          outcomes: outcomesIn(await outcomesWanted(tx, keyOf(input)), input),
          further: input.further ?? null,
        },
        version,
      ),
    then: backTo('The report was sent.'),
  }),
  page({
    ...common,
    path: SESSION,
    about: 'A session',
    input: sessionInput,
    permission: policies.recordSession,
    load: (tx, input) => loadSession(tx, sessionKey(input)),
    shows: showsSession,
    view: session => SessionPage({ session }),
  }),
  form({
    ...common,
    path: `${SESSION}/move`,
    about: 'Move an appointment',
    input: sessionInput,
    permission: policies.moveSession,
    body: Type.Object({
      ...bookingFields,
      asked_by: choice('who asked', ASKERS),
      reason: text('why', { most: 2000 }),
    }),
    load: (tx, input) => loadSession(tx, sessionKey(input)),
    shows: showsSession,
    view: (session, again) => MovePage({ session, again }),
    submit: (tx, input, version) =>
      moveSession(
        tx,
        { key: sessionKey(input), ...bookingOf(input), asked_by: input.asked_by, reason: input.reason },
        version,
      ),
    then: toSession('Moved. This is the new appointment.'),
  }),
  form({
    ...common,
    path: `${SESSION}/record`,
    about: 'Record a session',
    input: sessionInput,
    permission: policies.recordSession,
    body: Type.Object({
      attendance: choice('whether the person came', ATTENDANCES),
      late_reason: optional(line('why they were late')),
      absence: optional(choice('whether the absence is acceptable', ['acceptable', 'not acceptable'])),
      no_session_reason: optional(
        choice(
          'why it did not happen',
          NO_SESSION_REASONS.map(reason => reason.code),
        ),
      ),
      method: optional(choice('how', METHODS)),
      format: optional(choice('one to one or group', FORMATS)),
      minutes: optional(whole('how many minutes', { least: 5, most: 720 })),
      skills: several('skills', SKILLS),
      done: optional(text('what was done')),
      response: optional(text('how they responded')),
      behaviour: optional(text('how they behaved')),
      concern: optional(text('the concern')),
      next: optional(text('what comes next')),
      last: optional(choice('whether it was the last', ['yes', 'no'])),
    }),
    load: (tx, input) => loadSession(tx, sessionKey(input)),
    shows: showsSession,
    view: (session, again) => RecordPage({ session, again }),
    submit: (tx, { area, case_id, reference, session, ...record }, version) =>
      recordSession(tx, { ...record, ...sessionKey({ area, case_id, reference, session }) }, version),
    then: toSession('Recorded.'),
  }),
]
