import { limitedHere } from '../../../access/limits.ts'
import type { Contributor } from '../item.ts'

/** Cases that a source limited and that nobody may see yet: told to the data-protection officer by identifier only. */
export const limitedUnnamed: Contributor = async tx => {
  if (!tx.actor.roles.includes('data-protection officer')) return []
  const cases = await limitedHere(tx)
  return cases
    .filter(({ source, named }) => source === 'partner API' && named === 0)
    .map(({ key, identifiers }) => ({
      kind: 'limited-unnamed',
      kindTitle: 'Name who may see a limited case',
      title: 'Name who may see a limited case',
      about: `case ${identifiers[0] ?? key.caseId}`,
      href: `/limited/${key.area}/${key.caseId}`,
      due: null,
      holder: tx.actor.organisationName,
      rank: 0,
    }))
}
