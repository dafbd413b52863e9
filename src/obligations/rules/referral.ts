import type { CaseKey } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'
import { word } from '../facts.ts'
import type { HolderStart } from '../holder.ts'
import { codeOf } from '../obligation.ts'
import type { About, Act, Rule } from '../rule.ts'

export const referralLink = ({ area, caseId }: CaseKey, reference: string) =>
  `/cases/${area}/${caseId}/referrals/${reference}`

export const referralSubject = (reference: string) => `referral ${reference}`

/** A clock that runs with one holder from an instant on. */
export const running = (from: Instant, holder: string): HolderStart => ({ from, holder, joint: null, clock: 'running' })

/** The two organisations of a referral, as the event says, or else as the referral does. */
export async function partiesOf(about: About, reference: string) {
  const { facts } = about.happening
  const [provider, sender] = [word(facts, 'provider'), word(facts, 'sender')]
  if (provider !== null && sender !== null) return { provider, sender }
  const referral = await about.referral(reference)
  return { provider: provider ?? referral?.provider ?? null, sender: sender ?? referral?.sender ?? null }
}

type OfReferral = { reference: string; subject: string; at: Instant }

const ofReferral =
  (make: (about: About, of: OfReferral) => Promise<Act[]> | Act[]) =>
  async (about: About): Promise<Act[]> => {
    const reference = word(about.happening.facts, 'reference')
    if (reference === null) return []
    return make(about, { reference, subject: referralSubject(reference), at: about.happening.occurredAt })
  }

const ANSWER = 'answer-referral'

const asked = ofReferral(async (about, { reference, subject, at }) => {
  const { provider, sender } = await partiesOf(about, reference)
  if (provider === null) return []
  const known = about.known.find(one => one.obligation === codeOf(ANSWER, subject))
  if (known) return [{ act: 'hold', code: ANSWER, subject, start: running(at, provider) }]
  const link = referralLink(about.key, reference)
  return [
    { act: 'open', code: ANSWER, subject, owedBy: provider, owedTo: sender, starts: [running(at, provider)], link },
  ]
})

const answered = (because: string) =>
  ofReferral((_, { subject, at }) => [{ act: 'satisfy', code: ANSWER, subject, at, because }])

/** Answer a referral: 2 business days from sent, paused with the sender while returned for information. */
export const answerReferral: Rule = {
  'referral.sent': asked,
  'referral.routed': asked,
  'referral.returned': ofReferral(async (about, { reference, subject, at }) => {
    const { sender } = await partiesOf(about, reference)
    if (sender === null) return []
    return [{ act: 'hold', code: ANSWER, subject, start: { ...running(at, sender), clock: 'paused' } }]
  }),
  'referral.accepted': answered('Accepted.'),
  'referral.declined': answered('Declined.'),
  'referral.withdrawn': ofReferral((_, { subject, at }) => [
    { act: 'end', code: ANSWER, subject, as: 'void', at, because: 'The referral was withdrawn.' },
  ]),
}

const ASSESSMENT = 'initial-assessment'

/** Attendance that counts as having met the person. */
export const ATTENDED: readonly (string | null)[] = ['yes', 'late', 'attended']

/** Initial assessment: 10 business days from first sent, the time while returned not counted. */
export const initialAssessment: Rule = {
  'referral.accepted': ofReferral(async (about, { reference, subject, at }) => {
    const { provider, sender } = await partiesOf(about, reference)
    if (provider === null) return []
    const answer = await about.startsOf(codeOf(ANSWER, subject))
    const firstSent = answer.length > 0 ? null : (await about.referral(reference))?.firstSentAt
    const starts = answer.length > 0 ? answer : [running(firstSent ?? at, provider)]
    const link = `${referralLink(about.key, reference)}/service/assessment`
    return [{ act: 'open', code: ASSESSMENT, subject, owedBy: provider, owedTo: sender, starts, link }]
  }),
  'session.recorded': ofReferral(({ happening }, { subject, at }) =>
    word(happening.facts, 'kind') === 'initial assessment' && ATTENDED.includes(word(happening.facts, 'attendance'))
      ? [{ act: 'satisfy', code: ASSESSMENT, subject, at, because: 'The initial assessment took place.' }]
      : [],
  ),
  'service.ended': ofReferral((_, { subject, at }) => [
    { act: 'end', code: ASSESSMENT, subject, as: 'void', at, because: 'The service ended before it.' },
  ]),
}
