import { Type } from 'typebox'
import { allow } from '../access/policy.ts'
import { AREAS } from '../directory/reference/areas.ts'
import { ORGANISATION_FORMS, SECTORS } from '../directory/reference/organisation-kinds.ts'
import { PLACES } from '../directory/reference/places.ts'
import { notFound } from '../kernel/errors.ts'
import { choice, code, line, optional, several, text, whole } from '../web/routing/fields.ts'
import { form, page, type Route } from '../web/routing/route.ts'
import { describeOrganisation } from './describe-organisation.ts'
import { AreaPartnersPage } from './pages/area-partners.tsx'
import { DescribePage } from './pages/describe.tsx'
import { OrganisationsPage, ROLES } from './pages/organisations.tsx'
import { describeOrganisation as mayDescribe } from './policy.ts'
import { listOrganisations, organisationOf, partnersIn } from './read-model.ts'

const SECTOR_CODES = [...SECTORS.map(sector => sector.code), 'unknown'] as const

export const partnerRoutes: readonly Route[] = [
  page({
    path: '/organisations',
    about: 'Organisations of the partnership, by name, area, role and sector',
    permission: 'signed in',
    purpose: 'look at organisations',
    zone: 'contract',
    input: Type.Object({
      name: optional(line('a part of the name')),
      area: optional(
        choice(
          'an area',
          AREAS.map(area => area.code),
        ),
      ),
      role: optional(choice('a role', ROLES)),
      sector: optional(choice('a sector', SECTOR_CODES)),
      after: optional(code('the organisation to go on from')),
    }),
    load: async (tx, asked) => ({
      asked,
      ...(await listOrganisations(tx, asked)),
      importsShown: tx.actor.roles.some(role => role === 'administrator' || role === 'supply-chain manager'),
    }),
    view: OrganisationsPage,
  }),
  page({
    path: '/areas/:area/partners',
    about: 'Who delivers in an area, by sector and size',
    permission: 'signed in',
    purpose: 'look at organisations',
    zone: 'contract',
    input: Type.Object({ area: Type.String({ pattern: '^C\\d\\d$' }) }),
    load: async (tx, { area }) => {
      if (!AREAS.some(known => known.code === area)) throw notFound()
      return { area, partners: await partnersIn(tx, area) }
    },
    view: AreaPartnersPage,
  }),
  form({
    path: '/organisations/:organisation/describe',
    about: 'What an organisation says of itself',
    permission: mayDescribe,
    purpose: 'describe the organisation',
    zone: 'contract',
    input: Type.Object({ organisation: code('an organisation') }),
    body: Type.Object({
      sector: choice(
        'the sector',
        SECTORS.map(sector => sector.code),
      ),
      form: optional(
        choice(
          'the form',
          ORGANISATION_FORMS.map(known => known.code),
        ),
      ),
      charity_number: optional(line('the charity number', { most: 20 })),
      company_number: optional(line('the company number', { most: 20 })),
      people: optional(whole('how many people work for you', { least: 0, most: 500_000 })),
      income: optional(line('the yearly income', { most: 30 })),
      income_year: optional(whole('the year of the income', { least: 1990, most: 2100 })),
      head_office: optional(
        choice(
          'the head office',
          PLACES.map(place => place.code),
        ),
      ),
      places: several(
        'the districts',
        PLACES.map(place => place.code),
      ),
      contact: optional(line('the single point of contact')),
      secure_address: optional(line('the secure address')),
      languages: optional(text('the languages, one on each line', { most: 1_000 })),
      accessibility: optional(text('how people reach you', { most: 2_000 })),
    }),
    load: async (tx, { organisation }) => {
      const found = await organisationOf(tx, organisation)
      allow(tx.actor, mayDescribe, found)
      return { organisation: found }
    },
    view: DescribePage,
    submit: describeOrganisation,
    then: ({ organisation }) => ({ to: `/organisations/${organisation}`, flash: 'Saved.' }),
  }),
]
