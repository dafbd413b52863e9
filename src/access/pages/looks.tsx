import { capital, instantInWords, plural } from '../../kernel/words.ts'
import { AskForm, Button, Pagination, Select, SummaryList, Table, TextInput } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { JournalAsked, JournalLine, Look, sealing } from '../looks.ts'

export const LooksPage = ({ identifier, looks }: { identifier: string; looks: readonly Look[] }) => (
  <Page title="Who has looked at a record">
    <h1 class="govuk-heading-l">Who has looked at a record, and why</h1>
    <p class="govuk-body">
      For a person whose case your organisation is responsible for, every look by everyone; otherwise the looks of your
      own organisation. That you asked is written in the journal.
    </p>
    <AskForm action="/looks">
      <TextInput
        label="CRN, prison number, PNC or CRO"
        name="identifier"
        id="identifier"
        value={identifier}
        autocomplete="off"
        spellcheck={false}
        classes="govuk-input--width-20"
      />
      <Button>Show who has looked</Button>
    </AskForm>
    {identifier !== '' && (
      <>
        <Table
          caption={plural(looks.length, 'look')}
          captionClasses="govuk-table__caption--m"
          phone="stack"
          head={['When', 'Who', 'Organisation', 'Purpose', 'What was shown']}
          rows={looks.map(look => [instantInWords(look.at), look.worker, look.organisation, look.purpose, look.what])}
          empty="No look at a record with this identifier is yours to read."
        />
        {looks.length > 0 && (
          <p class="govuk-body">
            <a class="govuk-link" href={`/looks.csv?identifier=${encodeURIComponent(identifier)}`}>
              Download as CSV
            </a>
          </p>
        )}
      </>
    )}
  </Page>
)

export type JournalModel = {
  asked: JournalAsked
  lines: readonly JournalLine[]
  next: bigint | undefined
  kinds: readonly string[]
  workers: readonly { worker: string; name: string }[]
  seal: Awaited<ReturnType<typeof sealing>>
}

/** "handover.accepted" as "Handover: accepted". */
export const kindInWords = (kind: string): string => {
  const words = kind.replace('.', ': ').replaceAll('_', ' ')
  return capital(words)
}

/** Facts as words: each name and its value; a list by its members, a shape by its own facts. */
export function factsInWords(facts: Readonly<Record<string, unknown>> | null): string {
  if (facts === null) return 'erased'
  return Object.entries(facts)
    .map(
      ([name, value]) =>
        `${name
          .replaceAll('_', ' ')
          .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
          .toLowerCase()}: ${valueInWords(value)}`,
    )
    .join('; ')
}

function valueInWords(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueInWords).join(', ')
  if (typeof value === 'object') return `(${factsInWords({ ...value })})`
  return String(value)
}

const SealStatus = ({ seal }: Pick<JournalModel, 'seal'>) =>
  seal === undefined ? (
    <p class="govuk-body">The journal is not sealed yet. The first seal comes within a minute of the first event.</p>
  ) : (
    <SummaryList
      card={{ title: 'Sealing' }}
      rows={[
        { key: 'Last seal', value: `${seal.seal}, ${instantInWords(seal.at)}` },
        { key: 'Events sealed', value: String(seal.events) },
        { key: 'Head', value: <code class="weft-break">{seal.head}</code> },
      ]}
    />
  )

const nextHref = (asked: JournalAsked, next: bigint) => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...asked, before: String(next) })) if (value) query.set(name, value)
  return `/journal?${query}`
}

export const JournalPage = ({ asked, lines, next, kinds, workers, seal }: JournalModel) => (
  <Page title="Journal" wide>
    <h1 class="govuk-heading-l">Journal</h1>
    <p class="govuk-body">What people of your organisation did and looked at. Nothing here can be changed.</p>
    <AskForm action="/journal">
      <Select
        label="What happened"
        name="kind"
        id="kind"
        value={asked.kind ?? ''}
        items={[{ value: '', text: 'Anything' }, ...kinds.map(kind => ({ value: kind, text: kindInWords(kind) }))]}
      />
      <Select
        label="Who"
        name="worker"
        id="worker"
        value={asked.worker ?? ''}
        items={[{ value: '', text: 'Anybody' }, ...workers.map(({ worker, name }) => ({ value: worker, text: name }))]}
      />
      <TextInput
        label="Day"
        hint="Such as 2026-10-05"
        name="day"
        id="day"
        value={asked.day ?? ''}
        classes="govuk-input--width-10"
      />
      <Button>Show</Button>
    </AskForm>
    <Table
      caption="Events, newest first"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['When', 'What', 'About', 'Who', 'Purpose', 'Facts']}
      rows={lines.map(line => [
        instantInWords(line.at),
        kindInWords(line.kind),
        line.subject,
        line.worker,
        line.purpose,
        factsInWords(line.facts),
      ])}
      empty="No event matches. What your organisation does will stand here."
    />
    {next !== undefined && <Pagination next={{ href: nextHref(asked, next), labelText: 'Older events' }} />}
    <SealStatus seal={seal} />
  </Page>
)
