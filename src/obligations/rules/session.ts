import type { CaseKey } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'
import { instant, word } from '../facts.ts'
import type { About, Act, Rule, SessionFacts } from '../rule.ts'
import { referralLink, running } from './referral.ts'

const RECORD = 'record-session'

export const sessionSubject = (session: string) => `session ${session}`

const linkOf = (key: CaseKey, session: string, reference: string | null) =>
  reference === null
    ? `/cases/${key.area}/${key.caseId}/appointments/${session}/record`
    : `${referralLink(key, reference)}/sessions/${session}/record`

/** The appointment of an event: what the event says, and what only the appointment itself says. */
export async function sessionOf({
  happening,
  session,
}: About): Promise<(SessionFacts & { session: string; endsAt: Instant }) | null> {
  const { facts } = happening
  const code = word(facts, 'session')
  if (code === null) return null
  const row = await session(code)
  const startsAt = instant(facts, 'startsAt') ?? row?.startsAt
  const organisation = word(facts, 'organisation') ?? row?.organisation
  if (startsAt === undefined || organisation === undefined) return null
  return {
    session: code,
    startsAt,
    organisation,
    minutes: row?.minutes ?? 0,
    endsAt: instant(facts, 'endsAt') ?? startsAt.add({ minutes: row?.minutes ?? 0 }),
    kind: word(facts, 'kind') ?? row?.kind ?? 'session',
    method: word(facts, 'method') ?? row?.method ?? 'not known',
    worker: row?.worker ?? null,
  }
}

const voided =
  (because: string) =>
  async ({ happening }: About): Promise<Act[]> => {
    const session = word(happening.facts, 'session')
    if (session === null) return []
    return [
      { act: 'end', code: RECORD, subject: sessionSubject(session), as: 'void', at: happening.occurredAt, because },
    ]
  }

/** Record a session: 1 business day from its end, owed by whoever gives it. */
export const recordSession: Rule = {
  'session.booked': async about => {
    const booked = await sessionOf(about)
    if (booked === null) return []
    const { organisation, session, worker } = booked
    const responsible = await about.responsibleAt(about.happening.occurredAt)
    return [
      {
        act: 'open',
        code: RECORD,
        subject: sessionSubject(session),
        owedBy: organisation,
        owedTo: responsible === organisation ? null : responsible,
        worker,
        starts: [running(booked.endsAt, organisation)],
        link: linkOf(about.key, session, word(about.happening.facts, 'reference')),
      },
    ]
  },
  'session.recorded': async ({ happening, recordedAt }) => {
    const session = word(happening.facts, 'session')
    if (session === null) return []
    return [
      {
        act: 'satisfy',
        code: RECORD,
        subject: sessionSubject(session),
        at: recordedAt,
        because: 'The session was recorded.',
      },
    ]
  },
  'session.moved': voided('The appointment was moved.'),
  'session.cancelled': voided('The appointment was cancelled.'),
}
