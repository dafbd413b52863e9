import { sql } from 'kysely'
import { Type } from 'typebox'
import { may } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { formatMoney } from '../../kernel/money.ts'
import { dateInWords, listInWords, plural } from '../../kernel/words.ts'
import { describeOrganisation } from '../../partners/policy.ts'
import { organisationOf } from '../../partners/read-model.ts'
import {
  areaInWords,
  formInWords,
  incomeInWords,
  peopleInWords,
  placeInWords,
  sectorInWords,
} from '../../partners/words.ts'
import { Button, SummaryList, Table } from '../components/index.ts'
import { Page } from '../layout/page.tsx'
import { code } from '../routing/fields.ts'
import { page, type Route } from '../routing/route.ts'

type Bound = { agreement: string; title: string; part: string; state: string }

async function load(tx: Scope, { organisation }: { organisation: string }) {
  const found = await organisationOf(tx, organisation)
  const agreements: Bound[] = await tx.db
    .selectFrom('agreements.party as p')
    .innerJoin('agreements.agreement as a', 'a.agreement', 'p.agreement')
    .select(['a.agreement', 'a.title', 'a.state', 'p.part'])
    .where('p.organisation', '=', organisation)
    .orderBy('a.title')
    .execute()
  const tally = await sql<{ agreements: number }>`
    SELECT agreements.count_of(${organisation}) AS agreements`.execute(tx.db)
  const offers = await tx.db
    .selectFrom('agreements.offer')
    .select(['offer', 'title', 'paused'])
    .where('organisation', '=', organisation)
    .orderBy('title')
    .execute()
  return {
    organisation: found,
    agreements,
    unseen: (tally.rows[0]?.agreements ?? 0) - new Set(agreements.map(row => row.agreement)).size,
    offers,
    mayDescribe: may(tx.actor, describeOrganisation, found),
  }
}

type Model = Awaited<ReturnType<typeof load>>

/** What an organisation is, where it works, what it is bound by and what it offers. */
const OrganisationPage = ({ organisation, agreements, unseen, offers, mayDescribe }: Model) => (
  <Page
    title={organisation.name}
    breadcrumbs={[{ text: 'Organisations', href: '/organisations' }, { text: organisation.name }]}
  >
    <h1 class="govuk-heading-l">{organisation.name}</h1>
    <SummaryList rows={rowsOf(organisation)} />
    {mayDescribe && (
      <Button href={`/organisations/${organisation.organisation}/describe`}>Change what you say here</Button>
    )}
    <Table
      caption="What it is, where"
      phone="stack"
      head={['Area', 'Role', 'From', 'To', 'Figures']}
      rows={organisation.roles.map(role => [
        <a class="govuk-link" href={`/areas/${role.area}/partners`}>
          {areaInWords(role.area)}
        </a>,
        role.role,
        dateInWords(role.fromDay),
        role.toDay === null ? 'Open' : dateInWords(role.toDay),
        <a class="govuk-link" href={`/areas/${role.area}`}>
          Figures of the area
        </a>,
      ])}
      empty="It has no role in any area yet."
    />
    <Agreements caption="Agreements that it leads" agreements={agreements} subcontractor="no" />
    <Agreements caption="Agreements that it is a subcontractor of" agreements={agreements} subcontractor="yes" />
    {unseen > 0 && (
      <p class="govuk-body">
        {plural(unseen, 'more agreement')}, which only the parties and who oversees them may see.
      </p>
    )}
    <Table
      caption="What it offers"
      phone="stack"
      head={['Offer', 'State']}
      rows={offers.map(offer => [
        <a class="govuk-link" href={`/offers/${offer.offer}`}>
          {offer.title}
        </a>,
        offer.paused ? 'paused' : 'open',
      ])}
      empty="It offers nothing yet. Its offers stand here once they are recorded."
    />
  </Page>
)

const Agreements = ({
  caption,
  agreements,
  subcontractor,
}: {
  caption: string
  agreements: readonly Bound[]
  subcontractor: 'yes' | 'no'
}) => (
  <Table
    caption={caption}
    phone="stack"
    head={['Agreement', 'Part', 'State']}
    rows={together(agreements.filter(row => (row.part === 'subcontractor') === (subcontractor === 'yes'))).map(row => [
      <a class="govuk-link" href={`/agreements/${row.agreement}`}>
        {row.title}
      </a>,
      row.part,
      row.state,
    ])}
    empty="None that you may see."
  />
)

/** An organisation may have several parts in one agreement: one row says them all. */
const together = (rows: readonly Bound[]): Bound[] => {
  const one = new Map<string, Bound>()
  for (const row of rows) {
    const before = one.get(row.agreement)
    one.set(row.agreement, before ? { ...before, part: `${before.part} and ${row.part}` } : row)
  }
  return [...one.values()]
}

const rowsOf = (held: Model['organisation']) => [
  { key: 'Sector', value: sectorInWords(held.sector) },
  { key: 'Form', value: formInWords(held.form) },
  { key: 'People', value: peopleInWords(held.people) },
  {
    key: 'Yearly income',
    value:
      held.incomePence === null
        ? 'Not said'
        : `${formatMoney(held.incomePence)}${held.incomeYear === null ? '' : ` in ${held.incomeYear}`} (${incomeInWords(held.incomePence)})`,
  },
  { key: 'Charity number', value: held.charityNumber ?? 'Not said' },
  { key: 'Company number', value: held.companyNumber ?? 'Not said' },
  { key: 'Head office', value: held.headOffice === null ? 'Not said' : placeInWords(held.headOffice) },
  { key: 'Works in', value: listInWords(held.places.map(placeInWords)) || 'Not said' },
  { key: 'Contact', value: held.contact ?? 'Not said' },
  { key: 'Secure address', value: held.secureAddress ?? 'Not said' },
  { key: 'Languages', value: listInWords(held.languages) || 'Not said' },
  { key: 'Accessibility', value: held.accessibility ?? 'Not said' },
]

export const organisationPageRoutes: readonly Route[] = [
  page({
    path: '/organisations/:organisation',
    about: 'An organisation: what it is, where it works, its agreements and offers',
    permission: 'signed in',
    purpose: 'look at organisations',
    zone: 'contract',
    input: Type.Object({ organisation: code('an organisation') }),
    load,
    view: OrganisationPage,
  }),
]
