import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import { append, type CaseKey } from '../journal/append.ts'
import { londonDay, type PlainDate } from '../kernel/calendar.ts'
import { WeftError } from '../kernel/errors.ts'
import { makeCaseReference } from '../kernel/identifiers.ts'
import { ageBand } from './age-band.ts'
import { searchKeys } from './search-keys.ts'

/** Who a case is opened for, and under which officer. `source` says where it came from ("caseload import", "partner API"). */
export type OpenCase = {
  area: string
  firstName: string
  middleNames?: string | null
  lastName: string
  dateOfBirth: PlainDate | null
  sex: 'female' | 'male' | 'other' | 'not known'
  force?: string | null
  place?: string | null
  identifiers: readonly { kind: 'crn' | 'prison number' | 'pnc' | 'cro'; value: string }[]
  officer: string | null
  source: string
}

/**
 * Opens a case under the organisation acted for, which is responsible from now on. Refuses with `not_allowed` an organisation
 * that cannot be responsible in the area.
 */
export async function openCase(tx: Scope, given: OpenCase, random: () => number = Math.random): Promise<CaseKey> {
  if (tx.actor.organisation === null)
    throw new WeftError('not_allowed', 'Choose the organisation for which you open the case.')
  const caseId = makeCaseReference(random)
  const key = { area: given.area, caseId }
  await sql`SELECT casework.open_case(${given.area}, ${caseId}, ${given.officer}, ${tx.now}, 'opened', ${given.source})`.execute(
    tx.db,
  )
  await writeIdentity(tx, key, given)
  await sql`SELECT access.refresh(${given.area}, ${caseId})`.execute(tx.db)
  await append(tx, 'case.opened', {
    subject: `case ${caseId}`,
    case: key,
    facts: { organisation: tx.actor.organisation, source: given.source },
  })
  return key
}

async function writeIdentity(tx: Scope, { area, caseId }: CaseKey, given: OpenCase) {
  const key = { area, case_id: caseId }
  await tx.db
    .insertInto('casework.identity_outline')
    .values({
      ...key,
      age_band: ageBand(given.dateOfBirth, londonDay(tx.now)),
      sex: given.sex,
      force: given.force ?? null,
      place: given.place ?? null,
    })
    .execute()
  await tx.db
    .insertInto('casework.identity')
    .values({
      ...key,
      first_name: given.firstName,
      middle_names: given.middleNames ?? null,
      last_name: given.lastName,
      date_of_birth: given.dateOfBirth,
    })
    .execute()
  if (given.identifiers.length > 0)
    await tx.db
      .insertInto('casework.identifier')
      .values(given.identifiers.map(identifier => ({ ...key, ...identifier })))
      .execute()
  const names = [given.firstName, given.middleNames ?? '', given.lastName]
  await tx.db
    .insertInto('casework.search_key')
    .values(searchKeys(names).map(found => ({ ...key, ...found })))
    .execute()
}
