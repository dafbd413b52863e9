import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../kernel/calendar.ts'
import type { Told } from './recount.ts'

const START = Temporal.Instant.from('2026-03-20T08:00:00Z')
const REFERRALS = ['AB1234AC', 'CD2345EF'] as const
const MOST_HOURS = 90

/** How the story of a referral may go, step by step; any story may break off. */
const STORIES = [
  ['sent', 'accepted', 'assessed', 'submitted', 'sent_back', 'submitted', 'agreed', 'ended', 'report'],
  ['sent', 'returned', 'sent', 'accepted', 'submitted', 'ended', 'report'],
  ['sent', 'returned', 'sent', 'returned', 'sent', 'declined'],
  ['sent', 'returned', 'withdrawn'],
  ['sent', 'accepted', 'ended'],
] as const

const KINDS = {
  sent: 'referral.sent',
  returned: 'referral.returned',
  accepted: 'referral.accepted',
  declined: 'referral.declined',
  withdrawn: 'referral.withdrawn',
  assessed: 'session.recorded',
  submitted: 'service_plan.submitted',
  sent_back: 'service_plan.sent_back',
  agreed: 'service_plan.agreed',
  ended: 'service.ended',
  report: 'report.submitted',
} as const

const gaps = (length: number) =>
  fc.array(fc.integer({ min: 1, max: MOST_HOURS }), { minLength: length, maxLength: length })

const referralStory = (reference: string) =>
  fc
    .record({ story: fc.constantFrom(...STORIES), length: fc.integer({ min: 1, max: 9 }), hours: gaps(9) })
    .map(({ story, length, hours }) => {
      let at: Instant = START
      return story.slice(0, length).map((step, place): Told => {
        at = at.add({ hours: hours[place] ?? 1, minutes: 1 })
        const parties = { reference, provider: 'lantern-trust', sender: 'airedale-lead' }
        if (step !== 'assessed') return { kind: KINDS[step], at, facts: parties }
        const facts = {
          session: `${reference}-0`,
          kind: 'initial assessment',
          attendance: 'attended',
          startsAt: at.toString(),
        }
        return { kind: KINDS[step], at, facts: { ...parties, ...facts } }
      })
    })

const supervisionStory = fc
  .record({
    allocated: fc.integer({ min: 0, max: 100 }),
    sessions: fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom('attended', 'missed', 'cancelled', 'nothing'),
        fc.integer({ min: 1, max: 60 }),
      ),
      { maxLength: 3 },
    ),
    planned: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
  })
  .map(({ allocated, sessions, planned }): Told[] => {
    const told: Told[] = [
      {
        kind: 'sentence.allocated',
        at: START.add({ hours: allocated }),
        facts: { sentence: 'S1', kind: 'community order' },
      },
    ]
    for (const [place, [booked, ahead, outcome, after]] of sessions.entries()) {
      const at = START.add({ hours: booked, minutes: 10 + place })
      const startsAt = at.add({ hours: ahead })
      const endsAt = startsAt.add({ minutes: 60 })
      const facts = {
        session: `S${place}`,
        kind: 'supervision',
        organisation: 'airedale-lead',
        method: 'in person elsewhere',
        startsAt: startsAt.toString(),
        endsAt: endsAt.toString(),
      }
      told.push({ kind: 'session.booked', at, facts })
      const then = endsAt.add({ hours: after, seconds: place })
      if (outcome === 'cancelled') told.push({ kind: 'session.cancelled', at: then, facts })
      else if (outcome !== 'nothing')
        told.push({ kind: 'session.recorded', at: then, facts: { ...facts, attendance: outcome } })
    }
    if (planned !== undefined)
      told.push({ kind: 'plan.completed', at: START.add({ hours: planned, seconds: 30 }), facts: {} })
    return told
  })

/** Histories of one case over some weeks around Easter and the change to summer time, in the order of time. */
export const histories = fc
  .tuple(referralStory(REFERRALS[0]), referralStory(REFERRALS[1]), supervisionStory)
  .map(stories => stories.flat().sort((one, other) => one.at.epochMilliseconds - other.at.epochMilliseconds))
