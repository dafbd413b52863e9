import { CLASS_BIT } from '../../casework/information-class.ts'
import { instantText, MINUTE, short } from '../clock.ts'
import type { By } from '../life/acts.ts'
import { appendService, moveService } from './service-acts.ts'
import { type ActOf, add, get, organisationOf, raise, type Story, tell, textOf, when, workerOf } from './story.ts'
import type { Row } from './tables.ts'

export function book(story: Story, act: ActOf<'book'>): void {
  const provider = organisationOf(act)
  const { session, reference, kind, minutes, method, format, worker } = act
  if (reference !== null) {
    const service = get(story, 'casework.service', 'reference', reference)
    raise(service)
    if (kind === 'initial assessment' && service.state === 'waiting') {
      service.state = 'assessing'
      appendService(story, act, 'service.assessing', reference)
    }
  }
  const startsAt = instantText(act.startsAt)
  add(story, 'casework.session', {
    session,
    reference,
    provider,
    kind,
    starts_at: startsAt,
    minutes,
    booked_at: when(act),
    method,
    format,
    state: 'booked',
    absence: null,
    no_session_reason: null,
    skills: [],
    worker,
    done: null,
    recorded_at: null,
    recorded_by: null,
    late_reason: null,
    version: 1,
  })
  if (reference === null)
    tell(story, act, 'session.booked', {
      subject: `appointment ${session}`,
      bit: CLASS_BIT.services,
      facts: { session, kind, startsAt: short(act.startsAt), organisation: provider },
    })
  else
    tell(story, act, 'session.booked', {
      subject: `session ${session}`,
      bit: CLASS_BIT.services,
      facts: {
        session,
        kind,
        reference,
        organisation: provider,
        startsAt: short(act.startsAt),
        endsAt: short(act.startsAt + minutes * MINUTE),
      },
    })
}

export function record(story: Story, act: ActOf<'record'>): void {
  const session = get(story, 'casework.session', 'session', act.session)
  if (session.reference === null) recordAppointment(story, act, session)
  else recordSession(story, act, session)
}

/** Why somebody came late to a session. */
export const LATE = 'The bus was late'

const SAID = { attended: 'yes', late: 'late', missed: 'no', 'did not happen': 'did not happen' } as const

function recordAppointment(story: Story, act: ActOf<'record'>, session: Row<'casework.session'>) {
  fill(act, session, act.absence)
  const facts = {
    session: act.session,
    kind: 'supervision',
    startsAt: short(Date.parse(textOf(session.starts_at))),
    attendance: SAID[act.came],
    organisation: session.provider,
  }
  tell(story, act, 'session.recorded', {
    subject: `appointment ${act.session}`,
    bit: CLASS_BIT.services,
    facts: act.absence === null ? facts : { ...facts, absence: act.absence },
  })
}

function recordSession(story: Story, act: ActOf<'record'>, session: Row<'casework.session'>) {
  const absence = absenceOf(act)
  fill(act, session, absence)
  session.no_session_reason = act.reason
  session.skills = act.skills
  session.late_reason = act.came === 'late' ? LATE : null
  const startsAt = Date.parse(textOf(session.starts_at))
  tell(story, act, 'session.recorded', {
    subject: `session ${act.session}`,
    bit: CLASS_BIT.services,
    facts: {
      session: act.session,
      kind: session.kind,
      reference: session.reference,
      organisation: session.provider,
      attendance: act.came,
      absence,
      startsAt: short(startsAt),
      endedAt: short(startsAt + Number(session.minutes) * MINUTE),
    },
  })
  const service = get(story, 'casework.service', 'reference', textOf(session.reference))
  const held = act.came === 'attended' || act.came === 'late'
  if (session.kind === 'session' && held && service.state === 'planned')
    moveService(story, act, { reference: textOf(session.reference), state: 'delivering' })
}

const absenceOf = ({ came, absence, reason }: ActOf<'record'>) =>
  came === 'did not happen' ? (reason === 'person_acceptable' ? 'acceptable' : null) : absence

function fill(act: ActOf<'record'> & { by: By }, session: Row<'casework.session'>, absence: string | null) {
  session.state = act.came
  session.absence = absence
  session.done = act.done
  session.recorded_at = when(act)
  session.recorded_by = workerOf(act)
  raise(session)
}
