import { glassToReview as glassOf } from '../../../access/glass.ts'
import type { Contributor } from '../item.ts'

/** Broken glass that waits for a review by this data-protection officer or case manager, who did not break it. */
export const glassToReview: Contributor = async tx => {
  if (!tx.actor.roles.some(role => role === 'data-protection officer' || role === 'case manager')) return []
  const { waiting } = await glassOf(tx)
  return waiting
    .filter(each => each.worker !== tx.actor.worker)
    .map(each => ({
      kind: 'glass-review',
      kindTitle: 'Review broken glass',
      title: 'Review broken glass',
      about: `by ${each.workerName}, ${each.organisationName}`,
      href: `/glass/reviews/${each.glass}`,
      due: each.reviewDue,
      holder: tx.actor.organisationName,
      rank: 0,
    }))
}
