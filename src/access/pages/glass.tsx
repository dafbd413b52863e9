import { lastDayInTime } from '../../kernel/calendar.ts'
import { dateInWords, instantInWords } from '../../kernel/words.ts'
import {
  Button,
  Form,
  field,
  InsetText,
  Radios,
  SummaryList,
  Table,
  Tag,
  Textarea,
  TextInput,
  WarningText,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import type { GlassBroken } from '../glass.ts'

export const BreakGlassPage = ({ errors, said }: Again) => (
  <Page title="Open a record in an emergency" errors={errors}>
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">Open a record in an emergency</h1>
        <p class="govuk-body">
          Use this when somebody may come to harm and you cannot wait for a referral. You need the person’s exact
          identifier: there is no search here.
        </p>
        <WarningText>
          You will see name, contact, sentence, needs and risk for one hour. The organisation responsible is told at
          once, each page you open is written down, and somebody else reviews it within two business days.
        </WarningText>
        <Form action="/glass">
          <TextInput
            label="CRN, prison number, PNC or CRO"
            autocomplete="off"
            spellcheck={false}
            classes="govuk-input--width-20"
            {...field(errors, said, 'identifier')}
          />
          <Textarea
            label="Why can it not wait?"
            hint="At least 10 characters. Your reviewer reads it."
            {...field(errors, said, 'reason')}
          />
          <Radios
            legend="Do you open this record knowing that it is told and reviewed?"
            items={[
              { value: 'yes', text: 'Yes, open it for one hour' },
              { value: 'no', text: 'No' },
            ]}
            {...field(errors, said, 'confirmed')}
          />
          <Button kind="warning">Open the record</Button>
        </Form>
        <p class="govuk-body">
          <a class="govuk-link" href="/cases">
            Back to your cases
          </a>
        </p>
      </div>
    </div>
  </Page>
)

const finding = (glass: GlassBroken) =>
  glass.finding === 'justified' ? <Tag colour="green">Justified</Tag> : <Tag colour="red">Not justified</Tag>

const link = (glass: GlassBroken) => (
  <a class="govuk-link" href={`/glass/reviews/${glass.glass}`}>
    {glass.identifier}
  </a>
)

export const GlassReviewsPage = ({
  waiting,
  reviewed,
}: {
  waiting: readonly GlassBroken[]
  reviewed: readonly GlassBroken[]
}) => (
  <Page title="Emergency openings" wide>
    <h1 class="govuk-heading-l">Emergency openings</h1>
    <p class="govuk-body">
      Records of yours that somebody opened in an emergency, and records that somebody of yours opened. Each is reviewed
      by somebody else within two business days.
    </p>
    <Table
      caption="To review"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['Identifier', 'Opened by', 'For', 'Record of', 'Opened', 'Review by']}
      rows={waiting.map(glass => [
        link(glass),
        glass.workerName,
        glass.organisationName,
        glass.ownerName,
        instantInWords(glass.at),
        dateInWords(lastDayInTime(glass.reviewDue)),
      ])}
      empty="Nothing waits for review. An emergency opening stands here from the minute in which it happens."
    />
    <Table
      caption="Reviewed"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['Identifier', 'Opened by', 'For', 'Opened', 'Finding']}
      rows={reviewed.map(glass => [
        link(glass),
        glass.workerName,
        glass.organisationName,
        instantInWords(glass.at),
        finding(glass),
      ])}
      empty="No opening has been reviewed yet."
    />
  </Page>
)

export const GlassReviewPage = ({
  glass,
  mayReview,
  errors,
  said,
}: { glass: GlassBroken; mayReview: boolean } & Again) => (
  <Page
    title="Emergency opening"
    section={glass.identifier}
    errors={errors}
    breadcrumbs={[{ text: 'Emergency openings', href: '/glass/reviews' }, { text: glass.identifier }]}
  >
    <h1 class="govuk-heading-l">Emergency opening of {glass.identifier}</h1>
    <SummaryList
      rows={[
        { key: 'Opened by', value: `${glass.workerName}, ${glass.organisationName}` },
        { key: 'Record of', value: glass.ownerName },
        { key: 'Reason given', value: glass.reason },
        { key: 'Opened', value: instantInWords(glass.at) },
        { key: 'Open until', value: instantInWords(glass.until) },
        { key: 'Review by', value: dateInWords(lastDayInTime(glass.reviewDue)) },
        ...(glass.reviewedAt === null
          ? []
          : [
              { key: 'Finding', value: finding(glass) },
              { key: 'Words of the review', value: glass.note ?? '' },
            ]),
      ]}
    />
    {mayReview ? (
      <Form action={`/glass/reviews/${glass.glass}`} version={glass.version}>
        <Radios
          legend="Was it justified?"
          items={[
            { value: 'justified', text: 'Justified' },
            { value: 'not justified', text: 'Not justified' },
          ]}
          {...field(errors, said, 'finding')}
        />
        <Textarea label="What did you look at, and what follows?" {...field(errors, said, 'note')} />
        <Button>Save the review</Button>
      </Form>
    ) : (
      glass.reviewedAt === null && <InsetText>You opened this record yourself, so somebody else reviews it.</InsetText>
    )}
  </Page>
)
