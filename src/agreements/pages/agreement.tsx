import type { ComponentChildren } from 'preact'
import { formatMoney } from '../../kernel/money.ts'
import { monthInWords, parseMonth } from '../../kernel/month.ts'
import { capital, dateInWords, listInWords, plural } from '../../kernel/words.ts'
import { BarChart } from '../../web/components/charts/index.ts'
import { Button, ButtonGroup, Details, Form, SummaryList, Table, Tag, WarningText } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { AgreementModel } from '../agreement-model.ts'
import { partsMissing } from '../ispa.ts'
import { chargeInWords } from '../term-words.ts'
import { toWhom } from '../words.ts'

const month = (text: string) => monthInWords(parseMonth(text))
const signed = (count: number) => (count > 0 ? `+${count}` : String(count))

/** An agreement as it is in force; `beside` stands beneath what was promised: what came of it. */
export const AgreementPage = ({ model, beside }: { model: AgreementModel; beside: ComponentChildren }) => (
  <Page
    title={model.title}
    section={model.agreement}
    breadcrumbs={[{ text: 'Agreements', href: '/agreements' }, { text: model.title }]}
  >
    <Agreed model={model} beside={beside} />
  </Page>
)

/** One agreement as of one version. */
export const VersionPage = (model: AgreementModel) => (
  <Page
    title={`${model.title}, version ${model.shown.version}`}
    section={model.agreement}
    breadcrumbs={[
      { text: 'Agreements', href: '/agreements' },
      { text: model.title, href: `/agreements/${model.agreement}` },
      { text: `Version ${model.shown.version}` },
    ]}
  >
    <Agreed model={model} />
  </Page>
)

const Agreed = ({ model, beside }: { model: AgreementModel; beside?: ComponentChildren }) => (
  <>
    <span class="govuk-caption-l">{capital(`${model.kind}, ${model.agreement}`)}</span>
    <h1 class="govuk-heading-l">{model.title}</h1>
    {model.shown.state === 'draft' && <DraftBar {...model} />}
    <SummaryList rows={summaryOf(model)} />
    {model.about !== null && (
      <Details summary="What it is for">
        {model.about.split('\n').map(line => (
          <p class="govuk-body">{line}</p>
        ))}
      </Details>
    )}
    <Parties {...model} />
    <Lines {...model} />
    <Terms {...model} />
    <Volumes {...model} />
    {beside}
    {model.before !== null && <Changes {...model} />}
    {model.parts.length > 0 && <Parts {...model} />}
    {model.offers.length > 0 && <Offers {...model} />}
    <Versions {...model} />
  </>
)

const summaryOf = ({ state, fromDay, toDay, areas, shown, inForce, source, contractType }: AgreementModel) => [
  { key: 'State', value: <Tag colour={state === 'in force' ? 'green' : 'grey'}>{state}</Tag> },
  { key: 'From', value: dateInWords(fromDay) },
  { key: 'To', value: toDay === null ? 'Open' : dateInWords(toDay) },
  {
    key: 'Where',
    value: (
      <ul class="govuk-list">
        {areas.map(area => (
          <li>
            <a class="govuk-link" href={`/coverage/${area.area}`}>
              {area.name}
            </a>
            {area.forces.length > 1 && `: ${listInWords(area.forces)}`}
          </li>
        ))}
      </ul>
    ),
  },
  {
    key: 'Version shown',
    value: `${shown.version}, from ${month(shown.fromMonth)}${standing(shown, inForce)}`,
  },
  ...(contractType === null ? [] : [{ key: 'Type', value: contractType }]),
  { key: 'Where it came from', value: source === 'weft' ? 'Written here' : source },
]

const standing = ({ version, state }: AgreementModel['shown'], inForce: AgreementModel['inForce']) =>
  version === inForce ? ', in force' : state === 'draft' ? ', a draft' : ''

const DraftBar = ({ agreement, shown, mayVary }: AgreementModel) => (
  <>
    <WarningText>
      This is a draft: it takes effect from {month(shown.fromMonth)} only once it is adopted. Reason: {shown.reason}
    </WarningText>
    {mayVary && (
      <ButtonGroup>
        <Button href={`/agreements/${agreement}/versions/${shown.version}/adopt`}>Adopt</Button>
        <Button href={`/agreements/${agreement}/versions/${shown.version}/volumes`} kind="secondary">
          Change volumes
        </Button>
        <Button href={`/agreements/${agreement}/versions/${shown.version}/terms/new`} kind="secondary">
          Add a term
        </Button>
        <Form action={`/agreements/${agreement}/versions/${shown.version}/drop`}>
          <Button kind="warning">Drop this draft</Button>
        </Form>
      </ButtonGroup>
    )}
  </>
)

const Parties = ({ parties, funnel }: AgreementModel) => (
  <>
    <Table
      caption="Parties"
      phone="stack"
      head={['Organisation', 'Part']}
      rows={parties.map(party => [
        <a class="govuk-link" href={`/organisations/${party.organisation}`}>
          {party.name}
        </a>,
        party.part,
      ])}
    />
    {funnel.length > 0 && (
      <p class="govuk-body">
        {plural(funnel.length, 'subcontractor')} named, {funnel.filter(row => row.contracted).length} with work
        contracted.{' '}
        {funnel.some(row => !row.contracted) &&
          `Named and without work: ${listInWords(funnel.filter(row => !row.contracted).map(row => row.name))}.`}
      </p>
    )}
  </>
)

const Lines = ({ lines }: AgreementModel) => (
  <Table
    caption="Service lines"
    phone="stack"
    head={['Line', 'Service', 'Delivered by', 'To whom', 'Where']}
    rows={lines.map(line => [
      line.line,
      line.title,
      <a class="govuk-link" href={`/organisations/${line.provider}`}>
        {line.providerName}
      </a>,
      toWhom(line),
      [line.community && 'community', line.custody && 'custody'].filter(Boolean).join(' and '),
    ])}
    empty="No service line that you may see is written in this version. Lines with eligibility, prices and volumes stand here once they are agreed."
  />
)

const Terms = ({ agreement, shown, terms, mayVary }: AgreementModel) => (
  <Table
    caption="What is paid, and for what"
    phone="stack"
    head={['Term', 'For', 'In words', 'Amount', ...(shown.state === 'draft' && mayVary ? ['Change'] : [])]}
    rows={terms.map(term => [
      term.kind,
      term.line === null ? 'the whole agreement' : `line ${term.line}`,
      term.words,
      <>
        {chargeInWords(term.charge)}
        {term.askedForBy !== null &&
          term.askedForOn !== null &&
          ` Asked for by ${term.askedForBy} on ${dateInWords(term.askedForOn)}.`}
      </>,
      ...(shown.state === 'draft' && mayVary
        ? [
            <Form action={`/agreements/${agreement}/versions/${shown.version}/terms/${term.term}/remove`}>
              <Button kind="secondary" classes="govuk-!-margin-bottom-0" label={`Remove term ${term.term}`}>
                Remove
              </Button>
            </Form>,
          ]
        : []),
    ])}
    empty="No charge that you may see is written in this version."
  />
)

const Volumes = ({ volumes, lines }: AgreementModel) => {
  if (volumes.length === 0) return null
  const months = [...new Set(volumes.map(volume => volume.month))].sort()
  const sum = (of: 'minimum' | 'expected') =>
    months.map(each => volumes.filter(volume => volume.month === each).reduce((so, volume) => so + volume[of], 0))
  const cash = volumes.reduce((so, volume) => so + volume.cashPence, 0n)
  const expected = sum('expected')
  return (
    <>
      <h2 class="govuk-heading-m">Promised volumes and cash</h2>
      <BarChart
        id="volumes"
        finding={`${plural(
          expected.reduce((so, each) => so + each, 0),
          'start',
        )} expected from ${month(months[0] ?? '')} to ${month(months.at(-1) ?? '')}, ${formatMoney(cash)} agreed.`}
        description="Expected starts by month as bars, the minimum promised as a line across each."
        labels={months}
        series={[{ name: 'Expected starts', values: expected }]}
        levels={[{ name: 'Minimum', values: sum('minimum') }]}
        figured={value => String(value)}
      />
      <Details summary="Each line, month by month, with its cash">
        <Table
          caption="Volumes and cash"
          phone="scroll"
          head={['Month', 'Line', 'Minimum', 'Expected', 'Cash']}
          numeric={[2, 3, 4]}
          rows={volumes.map(volume => [
            month(volume.month),
            lines.find(line => line.line === volume.line)?.title ?? `Line ${volume.line}`,
            volume.minimum,
            volume.expected,
            formatMoney(volume.cashPence),
          ])}
        />
      </Details>
    </>
  )
}

const Changes = ({ before, changes, effect }: AgreementModel) => (
  <>
    <h2 class="govuk-heading-m">What it changes against version {before}</h2>
    <p class="govuk-body">
      {changes.length === 0
        ? 'No volume and no cash changes.'
        : `Minimum ${signed(effect.minimum)}, expected ${signed(effect.expected)} starts; cash ${effect.cashPence >= 0n ? '+' : ''}${formatMoney(effect.cashPence)}.`}
    </p>
    {changes.length > 0 && (
      <Table
        caption="Month by month"
        phone="scroll"
        head={['Month', 'Line', 'Minimum', 'Expected', 'Cash']}
        numeric={[2, 3, 4]}
        rows={changes.map(({ line, month: each, was, is }) => [
          month(each),
          line,
          `${was?.minimum ?? 'none'} → ${is?.minimum ?? 'none'}`,
          `${was?.expected ?? 'none'} → ${is?.expected ?? 'none'}`,
          `${was === null ? 'none' : formatMoney(was.cashPence)} → ${is === null ? 'none' : formatMoney(is.cashPence)}`,
        ])}
      />
    )}
  </>
)

const Parts = ({ agreement, shown, parts, mayVary }: AgreementModel) => {
  const { asked } = partsMissing(parts)
  const one = asked.length === 1
  return (
    <>
      <h2 class="govuk-heading-m">Parts of the agreement</h2>
      {asked.length > 0 && (
        <WarningText>
          {listInWords(asked.map(part => part.title))} {one ? 'is' : 'are'} not kept. The standard agreement does not
          ask for {one ? 'it' : 'them'}; Weft does, since partners without {one ? 'it' : 'them'} were exposed.
        </WarningText>
      )}
      <Details summary="Clauses 1 to 24 and schedules 1 to 15">
        <Table
          caption="Clauses and schedules"
          phone="stack"
          head={['Part', 'Title', 'Mark', 'In this version']}
          rows={parts.map(part => [
            part.part,
            part.title,
            part.mandatory ? 'mandatory' : part.asked ? 'asked for by Weft' : '',
            part.state === 'left out' ? <Tag colour="orange">left out</Tag> : part.state,
          ])}
        />
      </Details>
      {shown.state === 'draft' && mayVary && (
        <Button href={`/agreements/${agreement}/versions/${shown.version}/parts`} kind="secondary">
          Settle the parts
        </Button>
      )}
    </>
  )
}

const Offers = ({ offers }: AgreementModel) => (
  <Table
    caption="Offers under this agreement"
    phone="stack"
    head={['Offer', 'State']}
    rows={offers.map(offer => [
      <a class="govuk-link" href={`/offers/${offer.offer}`}>
        {offer.title}
      </a>,
      offer.paused ? 'paused' : 'open',
    ])}
  />
)

const Versions = ({ agreement, versions, mayVary, inForce }: AgreementModel) => (
  <>
    <Table
      caption="Versions"
      phone="stack"
      head={['Version', 'From', 'State', 'Reason', 'Signed']}
      rows={versions.map(version => [
        <a class="govuk-link" href={`/agreements/${agreement}/versions/${version.version}`}>
          Version {version.version}
        </a>,
        month(version.fromMonth),
        version.version === inForce ? 'in force' : version.state,
        version.reason,
        version.signedOn === null
          ? 'Not recorded'
          : `${dateInWords(version.signedOn)}${version.adoptedBy === null ? '' : `, adopted by ${version.adoptedBy}`}`,
      ])}
    />
    {mayVary && !versions.some(version => version.state === 'draft') && (
      <Button href={`/agreements/${agreement}/variation`}>Draft a variation</Button>
    )}
  </>
)
