import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { forceOf } from '../../directory/reference/areas.ts'
import { contractTypeOf } from '../../directory/reference/contract-types.ts'
import { serviceCategoryOf } from '../../directory/reference/service-categories.ts'
import type { ReadAgreement } from './agreement.ts'
import type { ContractsReport } from './read-contracts.ts'

/** An organisation as imported, by the code of the published list. */
export type OrganisationForm = { readonly organisation: string; readonly code: string; readonly name: string }

/** That an organisation delivers in an area, from the first day of any contract it has there. */
export type RoleForm = { readonly organisation: string; readonly area: string; readonly fromDay: string }

export type OfferForm = {
  readonly offer: string
  readonly category: string
  readonly title: string
  readonly needs: readonly string[]
  readonly activities: readonly { readonly activity: string; readonly method: string; readonly places: string }[]
}

/** A contract as imported: one agreement, its parties and reach, and one offer of the prime for each category it delivers. */
export type AgreementForm = {
  readonly agreement: string
  readonly reference: string
  readonly contractType: string
  readonly title: string
  readonly about: string
  readonly fromDay: string
  readonly toDay: string | null
  readonly prime: string
  readonly subcontractors: readonly string[]
  readonly forces: readonly { readonly area: string; readonly force: string }[]
  readonly eligibility: ReadAgreement['eligibility']
  readonly offers: readonly OfferForm[]
}

export type Forms = {
  readonly organisations: readonly OrganisationForm[]
  readonly roles: readonly RoleForm[]
  readonly agreements: readonly AgreementForm[]
}

/** What the database already calls things: organisations by code, ids by reference, and every id that is taken. */
export type Known = {
  readonly organisationByCode: ReadonlyMap<string, OrganisationForm>
  readonly agreementByReference: ReadonlyMap<string, string>
  readonly organisationIds: ReadonlySet<string>
  readonly agreementIds: ReadonlySet<string>
}

/** The rows that a folder of contracts asks for. The same folder and the same names known give the same forms. */
export function formsOf(report: ContractsReport, known: Known): Forms {
  const organisationIds = namer(codesOf(known), known.organisationIds, code => code.toLowerCase().replaceAll('_', '-'))
  const agreementIds = namer(known.agreementByReference, known.agreementIds, reference => reference)
  const organisations = report.organisations.map(({ code, name }) => ({
    organisation: organisationIds(code),
    code,
    name,
  }))
  const agreements = report.agreements.map(agreement => formOf(agreement, agreementIds, organisationIds))
  return { organisations, agreements, roles: rolesOf(agreements) }
}

const codesOf = ({ organisationByCode }: Known) =>
  new Map([...organisationByCode].map(([code, { organisation }]) => [code, organisation]))

function formOf(
  read: ReadAgreement,
  agreementId: (reference: string) => string,
  organisationId: (code: string) => string,
): AgreementForm {
  const agreement = agreementId(read.reference)
  return {
    agreement,
    reference: read.reference,
    contractType: read.typeCode,
    title: read.title,
    about: read.description,
    fromDay: read.from,
    toDay: read.until,
    prime: organisationId(read.prime),
    subcontractors: read.subcontractors.map(organisationId).toSorted(),
    forces: read.forces.flatMap(force => {
      const area = forceOf(force)?.area
      return area === undefined ? [] : [{ area, force }]
    }),
    eligibility: read.eligibility,
    offers: offersOf(agreement, read),
  }
}

/** What is delivered, by category. A contract that lists no activity offers the categories that its type buys. */
function offersOf(agreement: string, read: ReadAgreement): OfferForm[] {
  const bought = contractTypeOf(read.typeCode)?.categories ?? []
  const categories =
    read.activities.length > 0
      ? [...new Set(read.activities.map(activity => activity.category ?? 'not known'))]
      : bought
  return categories.map(category => ({
    offer: `${agreement}.${category.replaceAll(/[_ ]/g, '-')}`,
    category,
    title: serviceCategoryOf(category)?.name ?? 'Service of a kind not known',
    needs: serviceCategoryOf(category)?.needs ?? [],
    activities: read.activities
      .filter(activity => (activity.category ?? 'not known') === category)
      .map(({ activity, method, location, raw }) => ({
        activity: category === 'not known' ? `${raw}: ${activity}` : activity,
        method,
        places: location,
      })),
  }))
}

function rolesOf(agreements: readonly AgreementForm[]): RoleForm[] {
  const roles = new Map<string, RoleForm>()
  for (const { prime, subcontractors, forces, fromDay } of agreements)
    for (const organisation of [prime, ...subcontractors])
      for (const { area } of forces) {
        const key = roleKey({ organisation, area })
        const first = roles.get(key)
        if (!first || fromDay < first.fromDay) roles.set(key, { organisation, area, fromDay })
      }
  return [...roles.values()]
}

export const roleKey = ({ organisation, area }: { organisation: string; area: string }) => `${organisation} ${area}`

/** Gives a name from outside an id that can stand in an address, the known one where there is one, never one that is taken. */
function namer(known: ReadonlyMap<string, string>, taken: ReadonlySet<string>, shape: (name: string) => string) {
  const given = new Map(known)
  const used = new Set(taken)
  return (name: string): string => {
    const before = given.get(name)
    if (before !== undefined) return before
    const plain = shape(name)
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 50)
    const id = plain === '' || used.has(plain) ? `${plain || 'x'}-${digestOf(name).slice(0, 6)}` : plain
    given.set(name, id)
    used.add(id)
    return id
  }
}

export const digestOf = (of: unknown): string => createHash('sha256').update(JSON.stringify(of)).digest('hex')

const FIELDS: Readonly<Record<string, string>> = {
  name: 'name',
  contractType: 'type',
  title: 'title',
  about: 'description',
  fromDay: 'first day',
  toDay: 'last day',
  prime: 'prime',
  subcontractors: 'subcontractors',
  forces: 'places',
  eligibility: 'eligibility',
  offers: 'activities',
}

/** The fields in which two forms of one thing differ, in words. */
export function differingFields(before: object, after: object): string[] {
  const left = new Map(Object.entries(before))
  return Object.entries(after)
    .filter(([name, value]) => canonicalize(left.get(name) ?? null) !== canonicalize(value ?? null))
    .map(([name]) => FIELDS[name] ?? name)
}
