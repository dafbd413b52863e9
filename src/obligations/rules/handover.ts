import { Temporal } from 'temporal-polyfill'
import type { CaseKey } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'
import { day, word } from '../facts.ts'
import type { About, Act, Known, Rule } from '../rule.ts'
import { running } from './referral.ts'

const ANSWERED = 'handover-answered'
const LANDED = 'handover-landed'
const GAP = 'handover-gap'

type Offer = { reference: string; subject: string; kind: string; from: string; to: string }

const linkOf = ({ area, caseId }: CaseKey, reference: string) => `/cases/${area}/${caseId}/hand-overs/${reference}`
const handOverSubject = (reference: string) => `hand-over ${reference}`

/** Responsibility's own obligations: they pass on with the case. */
const PASSES: readonly string[] = ['SL001R', 'SL002R', 'SL003R', 'SL004R', 'agree-plan', 'answer-referral']

const ofOffer =
  (make: (about: About, offer: Offer) => Act[]) =>
  async (about: About): Promise<Act[]> => {
    const { facts } = about.happening
    const [reference, from, to] = [word(facts, 'reference'), word(facts, 'from'), word(facts, 'to')]
    if (reference === null || from === null || to === null) return []
    return make(about, { reference, subject: handOverSubject(reference), kind: word(facts, 'kind') ?? '', from, to })
  }

const answered = (because: string) =>
  ofOffer(({ happening }, { subject }) => [
    { act: 'satisfy', code: ANSWERED, subject, at: happening.occurredAt, because },
  ])

/** Answer an offered hand-over: 5 business days from the offer; a joint while with the receiver, the sender's while returned. */
export const handOverAnswered: Rule = {
  'handover.offered': ofOffer((about, { subject, reference, from, to }) => {
    const start = { ...running(about.happening.occurredAt, to), joint: { from, to } }
    const known = about.known.some(one => one.code === ANSWERED && one.subject === subject)
    if (known) return [{ act: 'hold', code: ANSWERED, subject, start }]
    const link = linkOf(about.key, reference)
    return [{ act: 'open', code: ANSWERED, subject, owedBy: to, owedTo: from, starts: [start], link }]
  }),
  'handover.returned': ofOffer(({ happening }, { subject, from }) => [
    { act: 'hold', code: ANSWERED, subject, start: running(happening.occurredAt, from) },
  ]),
  'handover.accepted': answered('Accepted.'),
  'handover.declined': answered('Declined.'),
  'handover.withdrawn': ofOffer(({ happening, known }, { subject, reference }) =>
    known
      .filter(one => one.subject === subject || one.subject.startsWith(`hand-over ${reference} gap `))
      .map(one => ({
        act: 'end',
        code: one.code,
        subject: one.subject,
        as: 'void',
        at: happening.occurredAt,
        because: 'The hand-over was withdrawn.',
      })),
  ),
}

/** Land a hand-over: first contact 1 business day after release, 5 after an area move. */
export const handOverLanded: Rule = {
  'handover.effective': ofOffer((about, { subject, reference, kind, from, to }) => [
    {
      act: 'open',
      code: LANDED,
      subject,
      kind,
      owedBy: to,
      owedTo: from,
      starts: [running(about.happening.occurredAt, to)],
      link: linkOf(about.key, reference),
    },
  ]),
  'handover.landed': ofOffer(({ happening }, { subject }) => [
    { act: 'satisfy', code: LANDED, subject, at: happening.occurredAt, because: 'The first contact took place.' },
  ]),
}

/** Appointments still to come move with the case; those held before are recorded by who held them. */
const passes = (known: Known, from: string, at: Instant): boolean => {
  if (known.holder !== from) return false
  if (known.code === 'record-session') return Temporal.Instant.compare(known.startedAt, at) > 0
  return PASSES.includes(known.code)
}

/** What responsibility still owes, or holds of a returned referral, passes to the new holder at the instant of effect. */
export const responsibilityPasses: Rule = {
  'handover.effective': ofOffer(({ happening: { occurredAt: at }, known }, { from, to }) =>
    known
      .filter(one => passes(one, from, at))
      .map(({ code, subject }) => ({ act: 'pass', code, subject, from, to, at })),
  ),
}

/** A gap accepted: the organisation named closes it by the day named. */
export const handOverGap: Rule = {
  'handover.gap_accepted': async about => {
    const { facts, occurredAt } = about.happening
    const [reference, closer, by] = [word(facts, 'reference'), word(facts, 'closer'), day(facts, 'by')]
    if (reference === null || closer === null || by === null) return []
    const receiver = word(facts, 'to')
    return [
      {
        act: 'open',
        code: GAP,
        subject: `hand-over ${reference} gap ${word(facts, 'item') ?? ''}`.trim(),
        owedBy: closer,
        owedTo: receiver === closer ? null : receiver,
        starts: [running(occurredAt, closer)],
        by,
        link: linkOf(about.key, reference),
      },
    ]
  },
  'handover.gap_closed': async ({ happening }) => {
    const [reference, item] = [word(happening.facts, 'reference'), word(happening.facts, 'item')]
    if (reference === null) return []
    const subject = `hand-over ${reference} gap ${item ?? ''}`.trim()
    return [{ act: 'satisfy', code: GAP, subject, at: happening.occurredAt, because: 'The gap was closed.' }]
  },
}
