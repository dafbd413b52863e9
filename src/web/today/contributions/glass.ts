import type { Contributor } from '../item.ts'

/** Broken glass of the organisation's own workers that waits for its review. */
export const glassToReview: Contributor = async tx => {
  if (!tx.actor.roles.includes('data-protection officer')) return []
  const found = await tx.db
    .selectFrom('access.glass')
    .select(['glass', 'review_due'])
    .where('organisation', '=', tx.actor.organisation)
    .where('reviewed_at', 'is', null)
    .orderBy('review_due')
    .execute()
  return found.map(({ glass, review_due: due }) => ({
    kind: 'glass-review',
    kindTitle: 'Review broken glass',
    title: 'Review broken glass',
    about: `emergency look ${glass}`,
    href: '/glass',
    due,
    holder: tx.actor.organisationName,
    rank: 0,
  }))
}
