import { Temporal } from 'temporal-polyfill'
import type { Facts } from '../../journal/append.ts'
import { endOfDay, type Instant, isBusinessDay, londonDay, type PlainDate, startOfDay } from '../../kernel/calendar.ts'

/** An event of a history. */
export type Told = { kind: string; at: Instant; facts: Facts }

/** What a recount says of one obligation. `due` is nothing while its clock stands still. */
export type Counted = { id: string; state: string; due: string | null; holder: string; fellDue: boolean }

const before = (one: Instant, other: Instant) => one.epochMilliseconds < other.epochMilliseconds

/** Walks the calendar day by day: the end of the day on which so many business days have passed with the clock running all day. */
function dueAfter(start: Instant, count: number, stands: (day: PlainDate) => boolean = () => false): Instant | null {
  let [day, left] = [londonDay(start), count]
  for (let walked = 0; left > 0; walked += 1) {
    if (walked > 200) return null
    day = day.add({ days: 1 })
    if (isBusinessDay(day) && !stands(day)) left -= 1
  }
  return endOfDay(day)
}

type Ending = { at: Instant; as: 'met' | 'void' } | undefined

function judged(id: string, holder: string, due: Instant | null, ending: Ending, until: Instant): Counted {
  const said = { id, holder, due: due?.toString() ?? null }
  if (ending?.as === 'void') return { ...said, state: 'void', fellDue: due !== null && !before(ending.at, due) }
  const late = due !== null && ending !== undefined && !before(ending.at, due)
  if (ending) return { ...said, state: late ? 'met late' : 'met', fellDue: late }
  return { ...said, state: 'open', fellDue: due !== null && !before(until, due) }
}

/**
 * The rules said a second time, plainly: for each thing that asks for something, look through the whole history for what became
 * of it. `until` is the last instant at which what is due was marked.
 */
export function recount(history: readonly Told[], until: Instant): Counted[] {
  const of = (kind: string, name: string, value: unknown) =>
    history.filter(one => one.kind === kind && one.facts[name] === value)
  const references = [...new Set(history.flatMap(one => one.facts.reference ?? []))].map(String)
  return [
    ...references.flatMap(reference => ofReferral(reference, kind => of(kind, 'reference', reference), until)),
    ...references.flatMap(reference => ofHandOver(reference, kind => of(kind, 'reference', reference), until)),
    ...history.filter(one => one.kind === 'session.booked').map(one => ofSession(one, of, until)),
    ...history.filter(one => one.kind === 'sentence.allocated').flatMap(one => ofSentence(one, history, until)),
  ].sort((one, other) => (one.id < other.id ? -1 : 1))
}

function ofReferral(reference: string, told: (kind: string) => Told[], until: Instant): Counted[] {
  const found: Counted[] = []
  const [sent] = told('referral.sent')
  if (!sent) return []
  const turns = [...told('referral.sent'), ...told('referral.returned')].sort((a, b) => (before(a.at, b.at) ? -1 : 1))
  const stands = (day: PlainDate) =>
    turns.findLast(one => before(one.at, startOfDay(day)))?.kind === 'referral.returned' ||
    turns.some(one => one.kind === 'referral.returned' && londonDay(one.at).equals(day))
  const standsNow = turns.at(-1)?.kind === 'referral.returned'
  const [answer] = [...told('referral.accepted'), ...told('referral.declined')]
  const [withdrawn] = told('referral.withdrawn')
  const due = dueAfter(sent.at, 2, stands)
  const ending: Ending = answer ? { at: answer.at, as: 'met' } : withdrawn && { at: withdrawn.at, as: 'void' }
  found.push(
    judged(`answer-referral.referral-${reference}`, standsNow ? 'airedale-lead' : 'lantern-trust', due, ending, until),
  )
  const [accepted] = told('referral.accepted')
  const [ended] = told('service.ended')
  if (accepted) {
    const met = told('session.recorded').find(
      one => one.facts.kind === 'initial assessment' && one.facts.attendance === 'attended',
    )
    const end: Ending = met ? { at: met.at, as: 'met' } : ended && { at: ended.at, as: 'void' }
    found.push(
      judged(`initial-assessment.referral-${reference}`, 'lantern-trust', dueAfter(sent.at, 10, stands), end, until),
    )
  }
  for (const plan of told('service_plan.submitted')) {
    const agreed = told('service_plan.agreed').find(one => before(plan.at, one.at))
    const back = [...told('service_plan.sent_back'), ...told('service.ended')].find(one => before(plan.at, one.at))
    const first =
      agreed && !(back && before(back.at, agreed.at))
        ? { at: agreed.at, as: 'met' as const }
        : back && { at: back.at, as: 'void' as const }
    const instant = plan.at.toString({ smallestUnit: 'millisecond' }).replaceAll(/[^A-Za-z0-9]+/g, '-')
    found.push(
      judged(`agree-plan.referral-${reference}-plan-${instant}`, 'airedale-lead', dueAfter(plan.at, 2), first, until),
    )
  }
  if (ended) {
    const [report] = told('report.submitted')
    const end: Ending = report && { at: report.at, as: 'met' }
    found.push(
      judged(`end-of-service-report.referral-${reference}`, 'lantern-trust', dueAfter(ended.at, 5), end, until),
    )
  }
  return found
}

/** Of a hand-over offered once, and then accepted or not answered. */
function ofHandOver(reference: string, told: (kind: string) => Told[], until: Instant): Counted[] {
  const [offer] = told('handover.offered')
  if (!offer) return []
  const subject = `hand-over-${reference}`
  const to = String(offer.facts.to)
  const [accepted] = told('handover.accepted')
  const answer: Ending = accepted && { at: accepted.at, as: 'met' }
  const landing = offer.facts.kind === 'release' ? 1 : 5
  return [
    judged(`handover-answered.${subject}`, to, dueAfter(offer.at, 5), answer, until),
    ...told('handover.effective').map(({ at }) =>
      judged(`handover-landed.${subject}`, to, dueAfter(at, landing), undefined, until),
    ),
    ...told('handover.gap_accepted').map(({ facts: { item, closer, by } }) =>
      judged(
        `handover-gap.${subject}-gap-${item}`,
        String(closer),
        endOfDay(Temporal.PlainDate.from(String(by))),
        undefined,
        until,
      ),
    ),
  ]
}

function ofSession(booked: Told, of: (kind: string, name: string, value: unknown) => Told[], until: Instant): Counted {
  const session = String(booked.facts.session)
  const [recorded] = of('session.recorded', 'session', session)
  const [cancelled] = of('session.cancelled', 'session', session)
  const ending: Ending = recorded ? { at: recorded.at, as: 'met' } : cancelled && { at: cancelled.at, as: 'void' }
  const due = dueAfter(Temporal.Instant.from(String(booked.facts.endsAt)), 1)
  return judged(`record-session.session-${session}`, String(booked.facts.organisation), due, ending, until)
}

function ofSentence({ at, facts }: Told, history: readonly Told[], until: Instant): Counted[] {
  const due = dueAfter(at, 5)
  if (due === null) return []
  const startsAt = (one: Told) => Temporal.Instant.from(String(one.facts.startsAt))
  const sessions = history.filter(one => one.kind === 'session.booked' && one.facts.kind === 'supervision')
  const arranged = sessions.some(
    one => before(at, one.at) && before(one.at, due) && !before(startsAt(one), at) && before(startsAt(one), due),
  )
  const state = arranged ? 'met' : before(until, due) ? 'open' : 'missed'
  const first = {
    id: `SL001R.sentence-${facts.sentence}`,
    state,
    due: due.toString(),
    holder: 'airedale-lead',
    fellDue: state === 'missed',
  }
  const attended = history.find(
    one =>
      one.kind === 'session.recorded' &&
      one.facts.kind === 'supervision' &&
      one.facts.attendance === 'attended' &&
      before(at, one.at) &&
      !before(startsAt(one), at),
  )
  if (!attended) return [first]
  const complete = history.find(one => one.kind === 'plan.completed' && before(attended.at, one.at))
  const ending: Ending = complete && { at: complete.at, as: 'met' }
  return [
    first,
    judged(`SL003R.sentence-${facts.sentence}`, 'airedale-lead', dueAfter(startsAt(attended), 15), ending, until),
  ]
}
