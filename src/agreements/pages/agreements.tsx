import { AREAS } from '../../directory/reference/areas.ts'
import { dateInWords, plural } from '../../kernel/words.ts'
import { Button, Details, Filter, Pagination, Select, Table } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { AgreementListed } from '../list-agreements.ts'

export const KINDS = [
  'services agreement',
  'subcontract',
  'service level agreement',
  'information-sharing agreement',
  'rate card',
  'consortium agreement',
  'charter',
] as const
export const STATES = ['draft', 'in force', 'ended'] as const

export type AgreementsModel = {
  asked: {
    area?: string | undefined
    state?: string | undefined
    kind?: string | undefined
    after?: string | undefined
  }
  agreements: AgreementListed[]
  next: string | null
  all: number
}

const ANY = { value: '', text: 'Any' }

/** Agreements that the viewer is bound by or oversees. */
export const AgreementsPage = ({ asked, agreements, next, all }: AgreementsModel) => (
  <Page title="Agreements">
    <h1 class="govuk-heading-l">Agreements</h1>
    <Details summary="Narrow this list">
      <Filter action="/agreements" clearHref="/agreements">
        <Select
          label="Area"
          name="area"
          value={asked.area}
          items={[ANY, ...AREAS.map(area => ({ value: area.code, text: area.name }))]}
        />
        <Select
          label="Kind"
          name="kind"
          value={asked.kind}
          items={[ANY, ...KINDS.map(kind => ({ value: kind, text: kind }))]}
        />
        <Select
          label="State"
          name="state"
          value={asked.state}
          items={[ANY, ...STATES.map(state => ({ value: state, text: state }))]}
        />
      </Filter>
    </Details>
    <Table
      caption={plural(all, 'agreement')}
      phone="stack"
      head={['Agreement', 'Kind', 'Lead', 'Subcontractors', 'In force', 'You are']}
      rows={agreements.map(row => [
        <a class="govuk-link" href={`/agreements/${row.agreement}`}>
          {row.title}
        </a>,
        row.kind,
        row.prime ?? 'None named',
        row.subcontractors,
        `${dateInWords(row.fromDay)} ${row.toDay === null ? 'on' : `to ${dateInWords(row.toDay)}`}`,
        row.part ?? 'overseer',
      ])}
      empty="No agreement. Those that your organisation is bound by or oversees stand here."
    />
    {next !== null && (
      <Pagination
        next={{
          href: `/agreements?${new URLSearchParams([
            ...Object.entries({ ...asked, after: next }).flatMap(([name, value]) =>
              value === undefined ? [] : [[name, value]],
            ),
          ])}`,
          labelText: 'Titles further on',
        }}
      />
    )}
    <Button href="/offers" kind="secondary">
      Offers
    </Button>
  </Page>
)
