import { SECTORS } from '../../directory/reference/organisation-kinds.ts'
import { plural } from '../../kernel/words.ts'
import { BackLink, Table } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Partner } from '../read-model.ts'
import { areaInWords, incomeInWords, peopleInWords, sectorInWords } from '../words.ts'

export type AreaPartnersModel = { area: string; partners: Partner[] }

const ORDER = [...SECTORS.map(sector => sector.code), 'unknown']

/** Who delivers in an area, by sector and by size, and what share of them each is. */
export const AreaPartnersPage = ({ area, partners }: AreaPartnersModel) => (
  <Page title="Partners" section={areaInWords(area)}>
    <BackLink href={`/areas/${area}`}>{areaInWords(area)}</BackLink>
    <h1 class="govuk-heading-l">Partners in {areaInWords(area)}</h1>
    <Table
      caption="By sector"
      phone="stack"
      head={['Sector', 'Organisations', 'Share']}
      numeric={[1, 2]}
      rows={ORDER.map(sector => [sector, partners.filter(partner => partner.sector === sector).length] as const)
        .filter(([, count]) => count > 0)
        .map(([sector, count]) => [sectorInWords(sector), count, shareOf(count, partners.length)])}
      empty="No organisation delivers here yet. Partners stand here once a role in the area is recorded or contracts are imported."
    />
    {partners.length > 0 && (
      <Table
        caption="By size"
        phone="stack"
        head={['People', 'Organisations', 'Share']}
        numeric={[1, 2]}
        rows={[...new Set(partners.map(partner => peopleInWords(partner.people)))].map(size => {
          const count = partners.filter(partner => peopleInWords(partner.people) === size).length
          return [size, count, shareOf(count, partners.length)]
        })}
      />
    )}
    {partners.length > 0 && (
      <Table
        caption={plural(partners.length, 'organisation')}
        phone="stack"
        head={['Name', 'Role', 'Sector', 'People', 'Yearly income']}
        rows={partners.map(partner => [
          <a class="govuk-link" href={`/organisations/${partner.organisation}`}>
            {partner.name}
          </a>,
          partner.role,
          sectorInWords(partner.sector),
          peopleInWords(partner.people),
          incomeInWords(partner.incomePence),
        ])}
      />
    )}
    <p class="govuk-body">
      <a class="govuk-link" href={`/coverage/${area}`}>
        See what they offer, need by place
      </a>
    </p>
  </Page>
)

const shareOf = (count: number, all: number) => `${Math.round((count * 100) / all)}%`
