import { Type } from 'typebox'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { caseParams, choice, code, day, line, optional, text, time, whole, yesNo } from '../../web/routing/fields.ts'
import { form, type Route } from '../../web/routing/route.ts'
import { caseInput, dayOf, keyOf, onCase, showsCase, toCase } from '../case-route.ts'
import { keepRecord, changeOfficer as mayChangeOfficer, closeCase as mayClose } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'
import { ABSENCES, ATTENDANCES, bookAppointment, londonInstant, METHODS, recordAppointment } from './appointment.ts'
import { changeOfficer, responsibilityVersion } from './change-officer.ts'
import { CLOSE_REASONS, closeCase } from './close-case.ts'
import { officersOf } from './officers.ts'
import {
  BookPage,
  ClosePage,
  OfficerPage,
  ProgressPage,
  RecordPage,
  RequirementPage,
  SentenceChangePage,
  SentencePage,
} from './pages/forms.tsx'
import { changeSentence, recordSentence } from './record-sentence.ts'
import { addRequirement, REQUIREMENT_STATES, recordProgress, requirementsOn } from './requirement.ts'
import { SENTENCE_KINDS } from './sentence.ts'

const ofSentence = Type.Object({ ...caseParams, sentence: code('a sentence') })

async function sentenceRow(tx: Scope, { area, caseId }: CaseKey, sentence: string) {
  const row = await tx.db
    .selectFrom('casework.sentence')
    .select(['sentence', 'kind', 'ends_on', 'release_on', 'active', 'version'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('sentence', '=', sentence)
    .executeTakeFirst()
  if (!row) throw notFound()
  return row
}

async function requirementRow(tx: Scope, { area, caseId }: CaseKey, requirement: string) {
  const row = await tx.db
    .selectFrom('casework.requirement')
    .select(['requirement', 'kind', 'amount', 'unit', 'done', 'state'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('requirement', '=', requirement)
    .executeTakeFirst()
  if (!row) throw notFound()
  return row
}

async function appointmentRow(tx: Scope, { area, caseId }: CaseKey, session: string) {
  const row = await tx.db
    .selectFrom('casework.session as s')
    .leftJoin('directory.worker as w', 'w.worker', 's.worker')
    .select([
      's.session',
      's.kind',
      's.starts_at as startsAt',
      's.minutes',
      's.method',
      's.state',
      's.absence',
      's.version',
    ])
    .select('w.name as worker')
    .where('s.area', '=', area)
    .where('s.case_id', '=', caseId)
    .where('s.session', '=', session)
    .where('s.kind', '=', 'supervision')
    .executeTakeFirst()
  if (!row) throw notFound()
  return row
}

const responsibility: Route[] = [
  form({
    ...onCase,
    path: '/cases/:area/:case_id/officer',
    about: 'Change the officer of a case',
    permission: mayChangeOfficer,
    input: caseInput,
    body: Type.Object({ officer: code('the new officer'), reason: line('the reason') }),
    shows: showsCase,
    load: async (tx, input) => {
      const header = await caseHeader(tx, keyOf(input))
      return { header, officers: await officersOf(tx), version: responsibilityVersion(header.responsible) }
    },
    view: (model, again) => OfficerPage({ model, again }),
    submit: (tx, input, version) =>
      changeOfficer(tx, { key: keyOf(input), officer: input.officer, reason: input.reason, version }),
    then: (_, input) => toCase(input, 'The officer is changed.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/close',
    about: 'Close a case',
    permission: mayClose,
    input: caseInput,
    body: Type.Object({ reason: choice('why the case is closed', CLOSE_REASONS) }),
    shows: showsCase,
    load: async (tx, input) => {
      const header = await caseHeader(tx, keyOf(input))
      return { header, version: responsibilityVersion(header.responsible) }
    },
    view: (model, again) => ClosePage({ model, again }),
    submit: (tx, input, version) => closeCase(tx, { key: keyOf(input), reason: input.reason, version }),
    then: () => ({ to: '/cases', flash: 'The case is closed.' }),
  }),
]

const sentences: Route[] = [
  form({
    ...onCase,
    path: '/cases/:area/:case_id/sentences/new',
    about: 'Record a sentence or order',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object({
      kind: choice('the kind of sentence', SENTENCE_KINDS),
      started_on: day('the first day'),
      ends_on: optional(day('the last day')),
      months: optional(whole('the length in months', { least: 0, most: 1200 })),
      days: optional(whole('the length in days', { least: 0, most: 3660 })),
      allocated_on: optional(day('the day of allocation')),
      offence_on: optional(day('the day of the offence')),
      release_on: optional(day('the day of release')),
      words: optional(line("the court's words")),
    }),
    shows: showsCase,
    load: async (tx, input) => ({ header: await caseHeader(tx, keyOf(input)) }),
    view: (model, again) => SentencePage({ model, again }),
    submit: (tx, input) => {
      const startedOn = dayOf(input.started_on)
      if (startedOn === null) throw invalid({ field: 'started_on', sentence: 'Enter the first day' })
      return recordSentence(tx, {
        key: keyOf(input),
        words: input.words ?? null,
        said: {
          kind: input.kind,
          startedOn,
          endsOn: dayOf(input.ends_on),
          months: input.months ?? 0,
          days: input.days ?? 0,
          offenceOn: dayOf(input.offence_on),
          releaseOn: dayOf(input.release_on),
          allocatedOn: dayOf(input.allocated_on),
        },
      })
    },
    then: (_, input) => toCase(input, 'The sentence is recorded.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/sentences/:sentence',
    about: 'Change the last day or the release of a sentence, or end it',
    permission: keepRecord,
    input: ofSentence,
    body: Type.Object({
      ends_on: optional(day('the last day')),
      release_on: optional(day('the day of release')),
      runs: yesNo('whether it runs'),
    }),
    shows: showsCase,
    load: async (tx, input) => {
      const { sentence, kind, ends_on, release_on, active, version } = await sentenceRow(
        tx,
        keyOf(input),
        input.sentence,
      )
      return {
        header: await caseHeader(tx, keyOf(input)),
        sentence: { sentence, kind, endsOn: ends_on, releaseOn: release_on, active, version },
      }
    },
    view: (model, again) => SentenceChangePage({ model, again }),
    submit: (tx, input, version) =>
      changeSentence(tx, {
        key: keyOf(input),
        sentence: input.sentence,
        endsOn: dayOf(input.ends_on),
        releaseOn: dayOf(input.release_on),
        active: input.runs === 'yes',
        version,
      }),
    then: (_, input) => toCase(input, 'The sentence is changed.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/sentences/:sentence/requirements',
    about: 'Add a requirement to a sentence',
    permission: keepRecord,
    input: ofSentence,
    body: Type.Object({
      kind: code('a requirement'),
      amount: optional(whole('how much', { least: 0, most: 3660 })),
      due_by: optional(day('the day it is due')),
    }),
    shows: showsCase,
    load: async (tx, input) => {
      const { kind } = await sentenceRow(tx, keyOf(input), input.sentence)
      const types = requirementsOn(kind).map(({ code, label }) => ({ code, label }))
      return { header: await caseHeader(tx, keyOf(input)), sentence: input.sentence, kind, types }
    },
    view: (model, again) => RequirementPage({ model, again }),
    submit: (tx, input) =>
      addRequirement(tx, {
        key: keyOf(input),
        sentence: input.sentence,
        kind: input.kind,
        amount: input.amount ?? null,
        dueBy: dayOf(input.due_by),
      }),
    then: (_, input) => toCase(input, 'The requirement is added.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/requirements/:requirement',
    about: 'Record progress on a requirement',
    permission: keepRecord,
    input: Type.Object({ ...caseParams, requirement: code('a requirement') }),
    body: Type.Object({
      done: whole('what is done', { least: 0, most: 3660 }),
      state: choice('the state', REQUIREMENT_STATES),
    }),
    shows: showsCase,
    load: async (tx, input) => ({
      header: await caseHeader(tx, keyOf(input)),
      requirement: await requirementRow(tx, keyOf(input), input.requirement),
    }),
    view: (model, again) => ProgressPage({ model, again }),
    submit: (tx, input) =>
      recordProgress(tx, { key: keyOf(input), requirement: input.requirement, done: input.done, state: input.state }),
    then: (_, input) => toCase(input, 'The progress is recorded.'),
  }),
]

const appointments: Route[] = [
  form({
    ...onCase,
    path: '/cases/:area/:case_id/appointments/new',
    about: 'Book a supervision appointment',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object({
      on: day('the day'),
      at: time('the time'),
      minutes: whole('the minutes', { least: 5, most: 720 }),
      method: choice('how you meet', METHODS),
      worker: code('who meets the person'),
    }),
    shows: showsCase,
    load: async (tx, input) => ({ header: await caseHeader(tx, keyOf(input)), officers: await officersOf(tx) }),
    view: (model, again) => BookPage({ model, again }),
    submit: (tx, input) =>
      bookAppointment(tx, { ...input, key: keyOf(input), startsAt: londonInstant(input.on, input.at) }),
    then: (_, input) => toCase(input, 'The appointment is booked.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/appointments/:session/record',
    about: 'Record what came of a supervision appointment',
    permission: keepRecord,
    input: Type.Object({ ...caseParams, session: code('an appointment') }),
    body: Type.Object({
      attendance: choice('whether the person attended', ATTENDANCES),
      absence: optional(choice('whether the reason was acceptable', ABSENCES)),
      done: optional(text('what was done')),
      next: optional(text('what comes next')),
    }),
    shows: showsCase,
    load: async (tx, input) => ({
      header: await caseHeader(tx, keyOf(input)),
      appointment: await appointmentRow(tx, keyOf(input), input.session),
    }),
    view: (model, again) => RecordPage({ model, again }),
    submit: (tx, input, version) =>
      recordAppointment(tx, {
        key: keyOf(input),
        session: input.session,
        attendance: input.attendance,
        absence: input.absence ?? null,
        done: input.done ?? null,
        next: input.next ?? null,
        version,
      }),
    then: (_, input) => toCase(input, 'The appointment is recorded.'),
  }),
]

/** Who is responsible, the sentence, and the appointments of supervision. */
export const supervisionRoutes: Route[] = [...responsibility, ...sentences, ...appointments]
