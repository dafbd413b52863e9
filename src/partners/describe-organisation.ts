import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { type OrganisationForm, peopleBandOf, type Sector } from '../directory/reference/organisation-kinds.ts'
import { append } from '../journal/append.ts'
import { notFound, WeftError } from '../kernel/errors.ts'
import { parseMoney } from '../kernel/money.ts'
import { parseCharityNumber, parseCompanyNumber } from './numbers.ts'
import { describeOrganisation as mayDescribe } from './policy.ts'

/** What an organisation says of itself; what it leaves out it takes back. `income` is in pounds as written, `languages` one a line. */
export type Description = {
  organisation: string
  sector: Sector
  form?: OrganisationForm | undefined
  charity_number?: string | undefined
  company_number?: string | undefined
  people?: number | undefined
  income?: string | undefined
  income_year?: number | undefined
  head_office?: string | undefined
  places: readonly string[]
  contact?: string | undefined
  secure_address?: string | undefined
  languages?: string | undefined
  accessibility?: string | undefined
}

/** Writes what an organisation says of itself. Refuses with `change.clash` where somebody else did since `version`. */
export async function describeOrganisation(tx: Scope, given: Description, version: number | undefined) {
  const { organisation } = given
  allow(tx.actor, mayDescribe, { organisation })
  const before = await tx.db
    .selectFrom('directory.organisation')
    .select(['version', 'sector'])
    .where('organisation', '=', organisation)
    .forUpdate()
    .executeTakeFirst()
  if (before === undefined) throw notFound()
  if (version !== undefined && version !== before.version)
    throw new WeftError(
      'change.clash',
      'Somebody changed this organisation since you opened the page. Look at how it stands now, then send yours again.',
    )
  await tx.db
    .updateTable('directory.organisation')
    .set(rowOf(given))
    .set({ version: before.version + 1 })
    .where('organisation', '=', organisation)
    .execute()
  await tx.db.deleteFrom('directory.works_in').where('organisation', '=', organisation).execute()
  if (given.places.length > 0)
    await tx.db
      .insertInto('directory.works_in')
      .values(given.places.map(place => ({ organisation, place })))
      .execute()
  await append(tx, 'organisation.described', {
    subject: `organisation ${organisation}`,
    facts: { organisation, version: before.version + 1, sector: { was: before.sector, is: given.sector } },
  })
  return { organisation }
}

const rowOf = (given: Description) => ({
  sector: given.sector,
  form: given.form ?? null,
  charity_number: given.charity_number === undefined ? null : parseCharityNumber(given.charity_number),
  company_number: given.company_number === undefined ? null : parseCompanyNumber(given.company_number),
  people: given.people ?? null,
  size_band: given.people === undefined ? null : peopleBandOf(given.people),
  income_pence: given.income === undefined ? null : parseMoney(given.income, 'income'),
  income_year: given.income_year ?? null,
  head_office: given.head_office ?? null,
  contact: given.contact ?? null,
  secure_address: given.secure_address ?? null,
  languages: (given.languages ?? '')
    .split('\n')
    .map(language => language.trim())
    .filter(Boolean),
  accessibility: given.accessibility ?? null,
})
