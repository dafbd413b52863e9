import { lastDayInTime } from '../../kernel/calendar.ts'
import { dateInWords, instantInWords, plural } from '../../kernel/words.ts'
import { Button, InsetText, SummaryList, Table, Tag, type TagColour } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { ObligationState } from '../life.ts'
import type { ObligationView } from '../read-model.ts'
import { dueInWords, subjectInWords } from '../words.ts'

const COLOURS: Readonly<Record<ObligationState, TagColour>> = {
  open: 'blue',
  met: 'green',
  'met late': 'orange',
  missed: 'red',
  excused: 'grey',
  void: 'grey',
}

/** One promise: what it means, whose clock it is, and the way to do it. */
export const ObligationPage = (it: ObligationView) => (
  <Page
    title={it.title}
    section={subjectInWords(it.subject)}
    breadcrumbs={[
      { text: 'Today', href: '/' },
      { text: it.person ?? `Case ${it.caseId}`, href: `/cases/${it.area}/${it.caseId}` },
      { text: it.title },
    ]}
  >
    <h1 class="govuk-heading-l">{it.title}</h1>
    <p class="govuk-body-l">{it.words}</p>
    {it.state === 'open' && <Button href={it.link}>{it.paused ? 'See what is wanted' : 'Do it now'}</Button>}
    <Summary it={it} />
    <h2 class="govuk-heading-m">Its clock</h2>
    {it.startedAt.epochMilliseconds > it.now.epochMilliseconds && (
      <InsetText>The clock begins on {instantInWords(it.startedAt)}.</InsetText>
    )}
    <Segments it={it} />
    <Days it={it} />
    <h2 class="govuk-heading-m">The definition</h2>
    <SummaryList
      rows={[
        { key: 'What satisfies it', value: it.satisfiedBy },
        { key: 'What pauses it', value: it.pauses ?? 'Nothing.' },
        { key: 'What ends it otherwise', value: it.endedBy ?? 'Nothing.' },
        { key: 'Source', value: it.source },
        { key: 'Version', value: String(it.version) },
      ]}
    />
    <p class="govuk-body">
      <a class="govuk-link" href={`/definitions#${it.code}`}>
        All definitions
      </a>
    </p>
  </Page>
)

const Summary = ({ it }: { it: ObligationView }) => (
  <SummaryList
    rows={[
      {
        key: 'State',
        value: <Tag colour={COLOURS[it.state]}>{it.paused ? 'open, clock stands still' : it.state}</Tag>,
      },
      {
        key: 'About',
        value: (
          <a class="govuk-link" href={it.link}>
            {subjectInWords(it.subject)}
          </a>
        ),
      },
      { key: 'Person', value: it.person ?? 'You may not see who it is.' },
      { key: 'Owed by', value: it.owedBy },
      { key: 'Owed to', value: it.owedTo ?? 'The partnership' },
      { key: 'Held now by', value: it.holder },
      { key: 'Allowed', value: it.allowed === null ? 'Until the day named' : plural(it.allowed, 'business day') },
      { key: 'Due', value: dueWords(it) },
      ...(it.settledAt === null
        ? []
        : [{ key: 'Ended', value: `${instantInWords(it.settledAt)}. ${it.settledBecause ?? ''}` }]),
    ]}
  />
)

function dueWords(it: ObligationView): string {
  const last = `By the end of ${dateInWords(lastDayInTime(it.dueAt))}`
  if (it.state !== 'open') return `${last}.`
  if (it.paused) return 'Known again when the clock goes on.'
  const standing = dueInWords(it.dueAt, it.now)
  return standing.startsWith('due by') ? `${last}.` : `${last}: ${standing}.`
}

const Segments = ({ it }: { it: ObligationView }) => (
  <Table
    caption="Who has held the clock"
    captionClasses="govuk-table__caption--s"
    head={['From', 'Held by', 'Between', 'Clock']}
    rows={it.segments.map(one => [
      instantInWords(one.from),
      one.holder,
      one.jointFrom === null ? 'One organisation' : `${one.jointFrom} to ${one.jointTo}`,
      one.paused ? 'Stands still' : 'Runs',
    ])}
    phone="stack"
  />
)

const Days = ({ it }: { it: ObligationView }) => (
  <Table
    caption="Business days on this clock"
    captionClasses="govuk-table__caption--s"
    head={['Held by', 'Between', 'Business days', 'Of these too late']}
    numeric={[2, 3]}
    rows={it.days.map(one => [one.holder, one.joint ?? 'One organisation', one.days, one.late])}
    empty="No business day has passed on this clock."
    phone="stack"
  />
)
