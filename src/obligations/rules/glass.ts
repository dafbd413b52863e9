import { word } from '../facts.ts'
import type { Rule } from '../rule.ts'
import { running } from './referral.ts'

const REVIEW = 'glass-review'
const glassSubject = (glass: string) => `glass ${glass}`

/** Review broken glass: 2 business days, owed by the organisation whose worker broke it. */
export const glassReview: Rule = {
  'glass.broken': async about => {
    const { facts, occurredAt } = about.happening
    const [glass, breaker] = [word(facts, 'glass'), about.organisation]
    if (glass === null || breaker === null) return []
    const owner = word(facts, 'owner')
    return [
      {
        act: 'open',
        code: REVIEW,
        subject: glassSubject(glass),
        owedBy: breaker,
        owedTo: owner === breaker ? null : owner,
        starts: [running(occurredAt, breaker)],
        link: '/glass',
      },
    ]
  },
  'glass.reviewed': async ({ happening }) => {
    const glass = word(happening.facts, 'glass')
    if (glass === null) return []
    return [
      { act: 'satisfy', code: REVIEW, subject: glassSubject(glass), at: happening.occurredAt, because: 'Reviewed.' },
    ]
  },
}
