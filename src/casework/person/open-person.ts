import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { invalid } from '../../kernel/errors.ts'
import { openCase } from '../open-case.ts'
import { officersOf } from '../supervision/officers.ts'
import type { Sex } from './edit-identity.ts'
import { findDuplicates, type SomebodyNew } from './find-person.ts'
import { type IdentifierKind, parseIdentifier } from './identifier.ts'
import { openCaseHere } from './policy.ts'

export type OpenArea = { area: string; name: string }
export type OpenPlace = { place: string; name: string; force: string; area: string }

/** The areas in which the organisation acted for may be responsible for a case today. */
export async function areasToOpenIn(tx: Scope): Promise<OpenArea[]> {
  const today = londonDay(tx.now)
  const found = await sql<OpenArea>`
    SELECT a.area, a.name FROM directory.area a WHERE a.area IN (
      SELECT r.area FROM directory.role_in_area r WHERE r.organisation = ${tx.actor.organisation}
         AND r.role IN ('lead provider', 'probation service', 'prison') AND (r.to_day IS NULL OR r.to_day >= ${today}))
     ORDER BY a.area`.execute(tx.db)
  return found.rows
}

/** The districts of these areas. */
export async function placesIn(tx: Scope, areas: readonly OpenArea[]): Promise<OpenPlace[]> {
  const found = await sql<OpenPlace>`
    SELECT p.place, p.name, p.force, f.area FROM directory.place p JOIN directory.force_area f USING (force)
     WHERE f.area = ANY (${areas.map(({ area }) => area)}::text[]) ORDER BY p.name`.execute(tx.db)
  return found.rows
}

export type IdentifiersSaid = { crn?: string | undefined; prison_number?: string | undefined; pnc?: string | undefined }

const FIELD_OF = { crn: 'crn', prison_number: 'prison number', pnc: 'pnc' } as const satisfies Record<
  keyof IdentifiersSaid,
  IdentifierKind
>

/** Identifiers as they were typed, normalised. Refuses with `input.invalid` on the field that is none. */
export function identifiersOf(tx: Scope, said: IdentifiersSaid): { kind: IdentifierKind; value: string }[] {
  return (['crn', 'prison_number', 'pnc'] as const).flatMap(field => {
    const value = said[field]
    const kind = FIELD_OF[field]
    return value === undefined ? [] : [{ kind, value: parseIdentifier(tx, { kind, value, field }) }]
  })
}

export type OpenPerson = IdentifiersSaid & {
  area: string
  firstName: string
  middleNames: string | null
  lastName: string
  dateOfBirth: PlainDate | null
  sex: Sex
  place: string | null
  officer: string
  notTheSame: 'yes' | 'no'
}

/**
 * Opens a case after looking for the same person among those that the worker may see. Refuses with `input.invalid` where somebody
 * may be the same and the worker has not said otherwise, and with `not_allowed` an organisation that cannot be responsible.
 */
export async function openPerson(tx: Scope, given: OpenPerson): Promise<CaseKey> {
  const areas = await areasToOpenIn(tx)
  allow(tx.actor, openCaseHere, { areas: areas.map(({ area }) => area) })
  if (!areas.some(({ area }) => area === given.area))
    throw invalid({ field: 'area_of_case', sentence: 'Choose an area of your organisation.' })
  if (!(await officersOf(tx)).some(({ worker }) => worker === given.officer))
    throw invalid({ field: 'officer', sentence: 'Choose an officer of your organisation.' })
  const identifiers = identifiersOf(tx, given)
  await refuseDuplicates(tx, { ...given, identifiers: identifiers.map(({ value }) => value) })
  return openCase(tx, { ...given, ...(await whereabouts(tx, given, areas)), identifiers, source: 'casework' })
}

async function refuseDuplicates(tx: Scope, somebody: SomebodyNew & Pick<OpenPerson, 'notTheSame'>) {
  if (somebody.notTheSame === 'yes') return
  const found = await findDuplicates(tx, somebody)
  if (found.length > 0)
    throw invalid({
      field: 'not_the_same',
      sentence: 'Somebody here may be the same person. Look at them first, or say that nobody is the same.',
    })
}

async function whereabouts(tx: Scope, { place }: OpenPerson, areas: readonly OpenArea[]) {
  if (place === null) return { place: null, force: null }
  const known = (await placesIn(tx, areas)).find(one => one.place === place)
  if (!known) throw invalid({ field: 'place', sentence: 'Choose a district of your areas.' })
  return { place: known.place, force: known.force }
}
