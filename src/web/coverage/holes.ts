import type { CoverageFilter, Offered } from '../../agreements/coverage.ts'

const FOR: Readonly<Record<CoverageFilter, string>> = {
  everyone: '',
  women: ' for women',
  'under 25': ' for people under 25',
  'high risk': ' for people of high risk',
  custody: ' in custody',
}

/** What is missing in a cell, in plain words; nothing where something open is offered. */
export function holeOf(offered: Offered | undefined, filter: CoverageFilter): string | undefined {
  if (offered === undefined) return `nobody offers this${FOR[filter]}.`
  if (offered.offers === 0)
    return offered.paused === 1
      ? `the only offer${FOR[filter]} is paused.`
      : `all ${offered.paused} offers${FOR[filter]} are paused.`
  if (offered.sized === offered.offers && offered.capacity === 0)
    return `no offer${FOR[filter]} has a place this month.`
  return undefined
}
