import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { notFound } from '../../kernel/errors.ts'
import { caseHeader } from '../read-model.ts'
import type { Contact } from './edit-contact.ts'

/** What the forms about a person begin with: what the record holds now. */
export async function identityFor(tx: Scope, key: CaseKey) {
  const header = await caseHeader(tx, key)
  const row = await tx.db
    .selectFrom('casework.identity as i')
    .innerJoin('casework.identity_outline as o', join =>
      join.onRef('o.area', '=', 'i.area').onRef('o.case_id', '=', 'i.case_id'),
    )
    .selectAll('i')
    .select('o.sex')
    .where('i.area', '=', key.area)
    .where('i.case_id', '=', key.caseId)
    .executeTakeFirst()
  if (!row) throw notFound()
  return {
    header,
    identity: {
      firstName: row.first_name,
      middleNames: row.middle_names,
      lastName: row.last_name,
      knownAs: row.known_as,
      dateOfBirth: row.date_of_birth,
      language: row.language,
      identifiers: [],
    },
    sex: row.sex,
    version: row.version,
  }
}

const NO_CONTACT: Contact & { version: number } = {
  address: null,
  phone: null,
  email: null,
  release_address: null,
  version: 0,
}

export async function contactFor(tx: Scope, key: CaseKey) {
  const header = await caseHeader(tx, key)
  const row = await tx.db
    .selectFrom('casework.contact')
    .select(['address', 'phone', 'email', 'release_address', 'version'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .executeTakeFirst()
  const { version, ...contact } = row ?? NO_CONTACT
  return { header, contact, version }
}

export async function adjustmentsFor(tx: Scope, key: CaseKey) {
  const header = await caseHeader(tx, key)
  const rows = await tx.db
    .selectFrom('casework.adjustment')
    .select('words')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .orderBy('adjustment')
    .execute()
  return { header, lines: rows.map(row => row.words) }
}

/** The note that is to be corrected. Refuses with `not_found` a note of another case or one that may not be read. */
export async function noteToCorrect(tx: Scope, { area, caseId }: CaseKey, note: string) {
  const row = await tx.db
    .selectFrom('casework.note')
    .select(['note', 'words', 'class'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('note', '=', note)
    .executeTakeFirst()
  if (!row) throw notFound()
  return row
}
