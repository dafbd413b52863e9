import { AREAS } from '../../directory/reference/areas.ts'
import { SECTORS } from '../../directory/reference/organisation-kinds.ts'
import { plural } from '../../kernel/words.ts'
import { Button, Details, Filter, Pagination, Select, Table, TextInput } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Asked, Listed } from '../read-model.ts'
import { areaInWords, peopleInWords, sectorInWords } from '../words.ts'

export const ROLES = [
  'commissioner',
  'lead provider',
  'integrator',
  'delivery partner',
  'probation service',
  'police',
  'prison',
  'health',
  'council',
  'court',
  'police and crime commissioner',
  'inspectorate',
  'research',
] as const

export type OrganisationsModel = {
  asked: Asked
  organisations: Listed[]
  next: string | null
  all: number
  importsShown: boolean
}

const addressOf = (asked: Asked) => {
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  return query.size === 0 ? '/organisations' : `/organisations?${query}`
}

const ANY = { value: '', text: 'Any' }

/** Every organisation of the partnership, found by name, area, role and sector. */
export const OrganisationsPage = ({ asked, organisations, next, all, importsShown }: OrganisationsModel) => (
  <Page title="Organisations">
    <h1 class="govuk-heading-l">Organisations</h1>
    <Details summary="Narrow this list">
      <Filter action="/organisations" clearHref="/organisations" chosen={chosenOf(asked)}>
        <TextInput label="Name" name="name" value={asked.name} autocomplete="off" />
        <Select
          label="Area"
          name="area"
          value={asked.area}
          items={[ANY, ...AREAS.map(area => ({ value: area.code, text: area.name }))]}
        />
        <Select
          label="Role"
          name="role"
          value={asked.role}
          items={[ANY, ...ROLES.map(role => ({ value: role, text: role }))]}
        />
        <Select
          label="Sector"
          name="sector"
          value={asked.sector}
          items={[
            ANY,
            ...SECTORS.map(sector => ({ value: sector.code, text: sector.label })),
            { value: 'unknown', text: 'Not known yet' },
          ]}
        />
      </Filter>
    </Details>
    <Table
      caption={plural(all, 'organisation')}
      phone="stack"
      head={['Name', 'Sector', 'Size', 'Areas']}
      rows={organisations.map(organisation => [
        <a class="govuk-link" href={`/organisations/${organisation.organisation}`}>
          {organisation.name}
        </a>,
        sectorInWords(organisation.sector),
        peopleInWords(organisation.people),
        organisation.areas.length > 3
          ? plural(organisation.areas.length, 'area')
          : organisation.areas.map(areaInWords).join(', '),
      ])}
      empty="No organisation matches. Organisations stand here once they are imported or added; clear a filter to see more."
    />
    {next !== null && (
      <Pagination next={{ href: addressOf({ ...asked, after: next }), labelText: 'Names further on' }} />
    )}
    {importsShown && (
      <Button href="/imports" kind="secondary">
        Imports
      </Button>
    )}
  </Page>
)

const chosenOf = (asked: Asked) => {
  const words: readonly (readonly [keyof Asked, string, (value: string) => string])[] = [
    ['name', 'Name', value => value],
    ['area', 'Area', areaInWords],
    ['role', 'Role', value => value],
    ['sector', 'Sector', sectorInWords],
  ]
  return words.flatMap(([field, heading, inWords]) => {
    const value = asked[field]
    if (value === undefined) return []
    return [
      {
        heading,
        items: [{ text: inWords(value), href: addressOf({ ...asked, [field]: undefined, after: undefined }) }],
      },
    ]
  })
}
