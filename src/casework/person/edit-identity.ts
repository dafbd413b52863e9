import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { notFound } from '../../kernel/errors.ts'
import { ageBand } from '../age-band.ts'
import { CLASS_BIT } from '../information-class.ts'
import { caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import { searchKeys } from '../search-keys.ts'
import { type IdentifierKind, parseIdentifier } from './identifier.ts'
import { keepRecord } from './policy.ts'

export const SEXES = ['female', 'male', 'other', 'not known'] as const
export type Sex = (typeof SEXES)[number]

export type EditIdentity = {
  key: CaseKey
  firstName: string
  middleNames: string | null
  lastName: string
  knownAs: string | null
  dateOfBirth: PlainDate | null
  language: string | null
  sex: Sex
  version?: number | undefined
}

/** Corrects who a person is; they are found by the new name from now on. Refuses with `change.clash` a record changed meanwhile. */
export async function editIdentity(tx: Scope, given: EditIdentity): Promise<void> {
  const { key } = given
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const row = await tx.db
    .selectFrom('casework.identity')
    .select(['first_name', 'last_name', 'version'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  refuseClash(given.version, row.version, `${row.first_name} ${row.last_name}`)
  await tx.db
    .updateTable('casework.identity')
    .set({
      first_name: given.firstName,
      middle_names: given.middleNames,
      last_name: given.lastName,
      known_as: given.knownAs,
      date_of_birth: given.dateOfBirth,
      language: given.language,
      version: row.version + 1,
    })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .execute()
  await tx.db
    .updateTable('casework.identity_outline')
    .set({ sex: given.sex, age_band: ageBand(given.dateOfBirth, londonDay(tx.now)) })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .execute()
  await rewriteSearchKeys(tx, key)
  await sql`SELECT access.refresh(${key.area}, ${key.caseId})`.execute(tx.db)
  await append(tx, 'identity.changed', { subject: `case ${key.caseId}`, case: key, bit: CLASS_BIT.identity })
}

export type AddIdentifier = { key: CaseKey; kind: IdentifierKind; value: string }

/** One more identifier of the person, normalised. Refuses with `input.invalid` what is none of its kind. */
export async function addIdentifier(tx: Scope, { key, kind, value }: AddIdentifier): Promise<void> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  await tx.db
    .insertInto('casework.identifier')
    .values({ area: key.area, case_id: key.caseId, kind, value: parseIdentifier(tx, { kind, value, field: 'value' }) })
    .onConflict(conflict => conflict.columns(['area', 'case_id', 'kind', 'value']).doUpdateSet({ current: true }))
    .execute()
  await append(tx, 'identifier.added', {
    subject: `case ${key.caseId}`,
    case: key,
    bit: CLASS_BIT.identity,
    facts: { kind },
  })
}

async function rewriteSearchKeys(tx: Scope, { area, caseId }: CaseKey) {
  const names = await sql<{ name: string | null }>`
    SELECT unnest(ARRAY[first_name, middle_names, last_name, known_as]) AS name FROM casework.identity WHERE area = ${area} AND case_id = ${caseId}
    UNION ALL
    SELECT unnest(ARRAY[first_name, last_name]) FROM casework.alias WHERE area = ${area} AND case_id = ${caseId}`.execute(
    tx.db,
  )
  const keys = searchKeys(names.rows.flatMap(row => row.name ?? []))
  await tx.db.deleteFrom('casework.search_key').where('area', '=', area).where('case_id', '=', caseId).execute()
  if (keys.length > 0)
    await tx.db
      .insertInto('casework.search_key')
      .values(keys.map(found => ({ area, case_id: caseId, ...found })))
      .execute()
}
