import { Temporal } from 'temporal-polyfill'
import { type Instant, startOfDay } from '../../kernel/calendar.ts'
import { day, instant, word } from '../facts.ts'
import type { About, Act, Known, Rule, SessionFacts } from '../rule.ts'
import { ATTENDED, running } from './referral.ts'
import { sessionOf } from './session.ts'

/** First appointment and plan of each sort of sentence: the service levels of the contract. */
const LEVELS = {
  'community order': { first: 'SL001R', plan: 'SL003R' },
  'suspended sentence order': { first: 'SL001R', plan: 'SL003R' },
  licence: { first: 'SL002R', plan: 'SL004R' },
} as const

const PLAN_AFTER: Readonly<Record<string, string>> = { SL001R: 'SL003R', SL002R: 'SL004R' }
const FACE_TO_FACE = ['in person at a probation office', 'in person elsewhere']

const isLevelled = (kind: string | null): kind is keyof typeof LEVELS => kind !== null && kind in LEVELS
const isFirst = (known: Known) => known.code in PLAN_AFTER
const sentenceSubject = (sentence: string) => `sentence ${sentence}`

/** Whether an appointment is what a first appointment must be: face to face, of supervision, in the time from trigger to due. */
const counts = (booked: SessionFacts, from: Instant, due: Instant) =>
  booked.kind === 'supervision' &&
  FACE_TO_FACE.includes(booked.method) &&
  Temporal.Instant.compare(booked.startsAt, from) >= 0 &&
  Temporal.Instant.compare(booked.startsAt, due) < 0

/** Whether an appointment is still booked or has been held; moved and cancelled ones are not. */
const stands = (known: Known) => known.code === 'record-session' && known.state !== 'void'

async function standing({ known, session }: About): Promise<SessionFacts[]> {
  const found = await Promise.all(known.filter(stands).map(one => session(one.subject.replace('session ', ''))))
  return found.filter(one => one !== null)
}

const BOOKED = 'An appointment is booked for a date in time.'
const bookedBy = (booked: readonly SessionFacts[], from: Instant) => (due: Instant) =>
  booked.some(one => counts(one, from, due)) ? BOOKED : null

/** First appointment arranged: met by one booked for a date in time, whenever it was booked. */
export const firstAppointment: Rule = {
  'sentence.allocated': async about => {
    const { facts, occurredAt } = about.happening
    const [sentence, kind] = [word(facts, 'sentence'), word(facts, 'kind')]
    if (sentence === null || !isLevelled(kind)) return []
    const released = day(facts, 'releaseOn')
    const from = kind === 'licence' ? released && startOfDay(released) : (instant(facts, 'allocatedAt') ?? occurredAt)
    const responsible = await about.responsibleAt(occurredAt)
    if (!from || responsible === null) return []
    const subject = sentenceSubject(sentence)
    const code = LEVELS[kind].first
    const booked = await standing(about)
    return [
      {
        act: 'open',
        code,
        subject,
        owedBy: responsible,
        owedTo: null,
        starts: [running(from, responsible)],
        link: `/cases/${about.key.area}/${about.key.caseId}/appointments/new`,
        metBy: bookedBy(booked, from),
      },
    ]
  },
  'session.booked': async about => {
    const booked = await sessionOf(about)
    if (booked === null) return []
    return about.known
      .filter(one => isFirst(one) && counts(booked, one.startedAt, one.dueAt))
      .map(
        ({ code, subject }): Act => ({
          act: 'satisfy',
          code,
          subject,
          at: about.happening.occurredAt,
          because: BOOKED,
        }),
      )
  },
}

/** Plan complete: 15 business days from the first appointment that the person attended. */
export const planComplete: Rule = {
  'session.recorded': async about => {
    const { facts } = about.happening
    const held = await sessionOf(about)
    if (held?.kind !== 'supervision' || !ATTENDED.includes(word(facts, 'attendance'))) return []
    const completeAt = await about.planCompleteAt()
    const responsible = await about.responsibleAt(held.startsAt)
    if (responsible === null) return []
    return about.known
      .filter(
        one => isFirst(one) && one.state !== 'void' && Temporal.Instant.compare(one.startedAt, held.startsAt) <= 0,
      )
      .map(
        ({ code, subject }): Act => ({
          act: 'open',
          code: PLAN_AFTER[code] ?? code,
          subject,
          owedBy: responsible,
          owedTo: null,
          starts: [running(held.startsAt, responsible)],
          link: `/cases/${about.key.area}/${about.key.caseId}/plan`,
          metBy: () =>
            completeAt !== null && Temporal.Instant.compare(completeAt, held.startsAt) <= 0
              ? 'The plan was complete before.'
              : null,
        }),
      )
  },
  'plan.completed': async ({ known, happening }) =>
    known
      .filter(one => Object.values(PLAN_AFTER).includes(one.code))
      .map(({ code, subject }) => ({
        act: 'satisfy',
        code,
        subject,
        at: happening.occurredAt,
        because: 'The plan was declared complete.',
      })),
}

/** A sentence that ends ends what it still asked for; a release that moves moves its clock. */
export const sentenceChanged: Rule = {
  'sentence.changed': async about => {
    const { facts, occurredAt: at } = about.happening
    const sentence = word(facts, 'sentence')
    if (sentence === null) return []
    const subject = sentenceSubject(sentence)
    const ofSentence = about.known.filter(one => one.subject === subject)
    if (facts.active === false)
      return ofSentence.map(({ code }) => ({
        act: 'end',
        code,
        subject,
        as: 'void',
        at,
        because: 'The sentence ended.',
      }))
    const released = day(facts, 'releaseOn')
    if (released === null) return []
    const from = startOfDay(released)
    const booked = await standing(about)
    return ofSentence
      .filter(one => one.code === LEVELS.licence.first)
      .map(({ code }) => ({ act: 'restart', code, subject, from, at, metBy: bookedBy(booked, from) }))
  },
}
