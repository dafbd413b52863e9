import { word } from '../facts.ts'
import type { About, Act, Rule } from '../rule.ts'
import { partiesOf, referralLink, referralSubject, running } from './referral.ts'

const PLAN = 'agree-plan'
const REPORT = 'end-of-service-report'

/** Open plans of one referral: each submission is an obligation of its own. */
const openPlans = ({ known, happening }: About) =>
  known.filter(
    one =>
      one.code === PLAN &&
      one.state === 'open' &&
      one.subject.startsWith(`${referralSubject(word(happening.facts, 'reference') ?? '')} plan `),
  )

const voidPlans = async (about: About, because: string): Promise<Act[]> =>
  openPlans(about).map(({ code, subject }) => ({
    act: 'end',
    code,
    subject,
    as: 'void',
    at: about.happening.occurredAt,
    because,
  }))

/** Agree the service plan: 2 business days from each submission, owed by the responsible officer's organisation. */
export const agreePlan: Rule = {
  'service_plan.submitted': async about => {
    const { facts, occurredAt } = about.happening
    const reference = word(facts, 'reference')
    const responsible = await about.responsibleAt(occurredAt)
    if (reference === null || responsible === null) return []
    const { provider } = await partiesOf(about, reference)
    return [
      {
        act: 'open',
        code: PLAN,
        subject: `${referralSubject(reference)} plan ${occurredAt.toString({ smallestUnit: 'millisecond' })}`,
        owedBy: responsible,
        owedTo: provider,
        starts: [running(occurredAt, responsible)],
        link: `${referralLink(about.key, reference)}/service/plan/answer`,
      },
    ]
  },
  'service_plan.agreed': async about =>
    openPlans(about).map(({ code, subject }) => ({
      act: 'satisfy',
      code,
      subject,
      at: about.happening.occurredAt,
      because: 'The plan was agreed.',
    })),
  'service_plan.sent_back': about => voidPlans(about, 'The plan was sent back.'),
  'service.ended': about => voidPlans(about, 'The service ended.'),
}

/** End-of-service report: 5 business days from the end of the service. */
export const endOfServiceReport: Rule = {
  'service.ended': async about => {
    const { facts, occurredAt } = about.happening
    const reference = word(facts, 'reference')
    if (reference === null) return []
    const { provider, sender } = await partiesOf(about, reference)
    if (provider === null) return []
    return [
      {
        act: 'open',
        code: REPORT,
        subject: referralSubject(reference),
        owedBy: provider,
        owedTo: sender,
        starts: [running(occurredAt, provider)],
        link: `${referralLink(about.key, reference)}/service/report`,
      },
    ]
  },
  'report.submitted': async ({ happening }) => {
    const reference = word(happening.facts, 'reference')
    if (reference === null) return []
    const subject = referralSubject(reference)
    return [{ act: 'satisfy', code: REPORT, subject, at: happening.occurredAt, because: 'The report was submitted.' }]
  },
}
