import type { Scope } from '../database/scope.ts'
import { londonDay } from '../kernel/calendar.ts'
import type { RoleInArea } from './transfer.ts'

export type NamedRole = RoleInArea & { name: string; areaName: string }

/** What every organisation is today in every area, with their names. */
export async function rolesInAreas(tx: Scope): Promise<NamedRole[]> {
  const today = londonDay(tx.now)
  const rows = await tx.db
    .selectFrom('directory.role_in_area as r')
    .innerJoin('directory.organisation as o', 'o.organisation', 'r.organisation')
    .innerJoin('directory.area as a', 'a.area', 'r.area')
    .select(['r.organisation', 'r.area', 'r.role', 'o.name', 'a.name as areaName'])
    .where('r.from_day', '<=', today)
    .where(eb => eb.or([eb('r.to_day', 'is', null), eb('r.to_day', '>=', today)]))
    .orderBy('r.area')
    .orderBy('o.name')
    .execute()
  return rows
}

export type Officer = { worker: string; name: string }

/** Who of the actor's organisation may be the responsible officer today. */
export async function ownOfficers(tx: Scope): Promise<Officer[]> {
  const today = londonDay(tx.now)
  return tx.db
    .selectFrom('directory.post as p')
    .innerJoin('directory.worker as w', 'w.worker', 'p.worker')
    .select(['w.worker', 'w.name'])
    .distinct()
    .where('p.organisation', '=', tx.actor.organisation ?? '')
    .where('p.role', 'in', ['practitioner', 'case manager'])
    .where('p.from_day', '<=', today)
    .where(eb => eb.or([eb('p.to_day', 'is', null), eb('p.to_day', '>=', today)]))
    .where('w.active', '=', true)
    .orderBy('w.name')
    .execute()
}
