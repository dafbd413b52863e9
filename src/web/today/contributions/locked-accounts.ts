import { sql } from 'kysely'
import type { Contributor } from '../item.ts'

/** Accounts of the organisation that are locked now. */
export const lockedAccounts: Contributor = async tx => {
  if (!tx.actor.roles.includes('administrator')) return []
  const found = await sql<{ worker: string; name: string }>`
    SELECT worker, name FROM access.workers_here() WHERE locked_until > ${tx.now} ORDER BY name`.execute(tx.db)
  return found.rows.map(({ name }) => ({
    kind: 'locked-account',
    kindTitle: 'Locked account',
    title: `Help ${name} to sign in`,
    about: 'account locked after wrong passwords',
    href: '/users',
    due: null,
    holder: tx.actor.organisationName,
    rank: 0,
  }))
}
