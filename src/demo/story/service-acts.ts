import { CLASS_BIT } from '../../casework/information-class.ts'
import { halfPoints } from '../../casework/service/submit-report.ts'
import { END_REASONS } from '../../directory/reference/coded-reasons.ts'
import type { Facts } from '../../journal/append.ts'
import { type Ms, short } from '../clock.ts'
import type { By } from '../life/acts.ts'
import { type ActOf, add, get, raise, responsibleAt, type Story, tell, textOf, when, workerOf } from './story.ts'

type Doing = { readonly at: Ms; readonly by: By }

/** The event of a service, with the facts that each of them carries. */
export function appendService(story: Story, act: Doing, kind: string, reference: string, more: Facts = {}): void {
  const referral = get(story, 'casework.referral', 'reference', reference)
  const { provider, category, sender, funding, agreement, line } = referral
  tell(story, act, kind, {
    subject: `referral ${reference}`,
    bit: CLASS_BIT.services,
    facts: { reference, provider, organisation: provider, category, sender, funding, agreement, line, ...more },
  })
}

export function moveService(
  story: Story,
  act: Doing,
  { reference, state }: { reference: string; state: 'planned' | 'delivering' },
): void {
  const service = get(story, 'casework.service', 'reference', reference)
  service.state = state
  raise(service)
  appendService(story, act, `service.${state}`, reference)
}

export function allocate(story: Story, act: ActOf<'allocate'>): void {
  const { reference, worker } = act
  const { provider } = get(story, 'casework.service', 'reference', reference)
  add(story, 'casework.allocation', { reference, provider, worker, lead: true, from_at: when(act), to_at: 'infinity' })
  appendService(story, act, 'service.allocated', reference, { workers: 1, lead: worker })
}

export function submitPlan(story: Story, act: ActOf<'submit plan'>): void {
  const { reference, words, sessions, need } = act
  const service = get(story, 'casework.service', 'reference', reference)
  add(story, 'casework.activity', {
    reference,
    provider: service.provider,
    activity: 1,
    words: 'Weekly sessions',
    need,
    sessions,
  })
  service.plan_words = words
  service.sessions_planned = sessions
  service.plan_state = 'submitted'
  service.plan_submitted_at = when(act)
  raise(service)
  appendService(story, act, 'service_plan.submitted', reference, {
    sessions,
    activities: 1,
    responsible: responsibleAt(story, act.at),
  })
}

export function agreePlan(story: Story, act: ActOf<'agree plan'>): void {
  const service = get(story, 'casework.service', 'reference', act.reference)
  service.plan_state = 'agreed'
  service.plan_agreed_at = when(act)
  service.plan_agreed_by = workerOf(act)
  moveService(story, act, { reference: act.reference, state: 'planned' })
  appendService(story, act, 'service_plan.agreed', act.reference, { responsible: responsibleAt(story, act.at) })
}

export function endService(story: Story, act: ActOf<'end service'>): void {
  const { reference, as } = act
  const service = get(story, 'casework.service', 'reference', reference)
  const from = service.state
  service.state = 'ended'
  service.end_as = as
  service.end_reason = act.reason
  service.end_words = act.words
  service.ended_at = when(act)
  raise(service)
  for (const session of story.rows['casework.session']) {
    if (
      session.reference !== reference ||
      session.state !== 'booked' ||
      Date.parse(textOf(session.starts_at)) <= act.at
    )
      continue
    session.state = 'cancelled'
    raise(session)
    const startsAt = short(Date.parse(textOf(session.starts_at)))
    tell(story, act, 'session.cancelled', {
      subject: `session ${session.session}`,
      bit: CLASS_BIT.services,
      facts: { session: session.session, kind: session.kind, reference, organisation: service.provider, startsAt },
    })
  }
  appendService(story, act, 'service.ended', reference, {
    as,
    reason: act.reason,
    group: END_REASONS.find(each => each.code === act.reason)?.group ?? null,
    from,
    endedAt: short(act.at),
  })
}

export function report(story: Story, act: ActOf<'report'>): void {
  const { reference, outcomes } = act
  const { provider } = get(story, 'casework.service', 'reference', reference)
  const points = halfPoints(outcomes.map(each => each.achieved))
  add(story, 'casework.report', {
    reference,
    provider,
    half_points: points,
    outcomes: outcomes.length,
    further: act.further,
    submitted_at: when(act),
    submitted_by: workerOf(act),
  })
  for (const each of outcomes) add(story, 'casework.report_outcome', { reference, provider, ...each })
  appendService(story, act, 'report.submitted', reference, { halfPoints: points, outcomes: outcomes.length })
}
