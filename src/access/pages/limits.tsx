import { londonDay } from '../../kernel/calendar.ts'
import { dateInWords, instantInWords, plural } from '../../kernel/words.ts'
import {
  AskForm,
  Button,
  Form,
  field,
  InsetText,
  SummaryList,
  Table,
  Textarea,
  TextInput,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import type { FoundWorker, Limit, LimitedCase, NamedWorker } from '../limits.ts'

const called = (each: { identifiers: readonly string[]; key: { caseId: string } }) =>
  each.identifiers.length > 0 ? each.identifiers.join(', ') : `Case ${each.key.caseId}`

const addressOf = ({ key }: { key: { area: string; caseId: string } }) => `/limited/${key.area}/${key.caseId}`

export const LimitedCasesPage = ({ cases, errors, said }: { cases: readonly LimitedCase[] } & Again) => (
  <Page title="Limited cases" errors={errors}>
    <h1 class="govuk-heading-l">Limited cases</h1>
    <p class="govuk-body">
      A limited case is seen by the people named on it and by nobody else. For everyone else it does not exist: not in
      lists, search, files or messages. They stand here by identifier only.
    </p>
    <Table
      caption="Cases with a limit or an exclusion"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['Identifier', 'Since', 'Set by', 'Named', 'Excluded']}
      rows={cases.map(each => [
        <a class="govuk-link" href={addressOf(each)}>
          {called(each)}
        </a>,
        dateInWords(londonDay(each.since)),
        each.source ?? 'exclusion only',
        each.named === 0 && each.source !== null ? 'nobody yet' : String(each.named),
        String(each.excluded),
      ])}
      empty="No case of yours is limited. One that an import marks as restricted will stand here."
    />
    <h2 class="govuk-heading-m">Limit a case</h2>
    <Form action="/limited">
      <TextInput
        label="CRN, prison number, PNC or CRO"
        autocomplete="off"
        spellcheck={false}
        classes="govuk-input--width-20"
        {...field(errors, said, 'identifier')}
      />
      <Textarea label="Why is it limited?" {...field(errors, said, 'reason')} />
      <Button>Limit this case</Button>
    </Form>
  </Page>
)

const PostButton = ({
  action,
  worker,
  label,
  hidden,
}: {
  action: string
  worker?: string
  label: string
  hidden: string
}) => (
  <Form action={action}>
    {worker !== undefined && <input type="hidden" name="worker" value={worker} />}
    <button type="submit" class="weft-link-button">
      {label} <span class="govuk-visually-hidden">{hidden}</span>
    </button>
  </Form>
)

const NamesTable = ({
  limit,
  may,
  caption,
  empty,
}: {
  limit: Limit
  may: NamedWorker['may']
  caption: string
  empty: string
}) => (
  <Table
    caption={caption}
    captionClasses="govuk-table__caption--m"
    phone="stack"
    head={['Name', 'Organisation', 'By', 'Since', 'Change']}
    rows={limit.names
      .filter(name => name.may === may)
      .map(name => [
        name.name,
        name.organisation,
        name.byName ?? 'an import',
        instantInWords(name.at),
        <PostButton action={`${addressOf(limit)}/remove`} worker={name.worker} label="Remove" hidden={name.name} />,
      ])}
    empty={empty}
  />
)

export const LimitPage = ({
  limit,
  words,
  found,
  errors,
}: { limit: Limit; words: string; found: readonly FoundWorker[] } & Pick<Again, 'errors'>) => (
  <Page
    title={called(limit)}
    section="Limited cases"
    errors={errors}
    breadcrumbs={[{ text: 'Limited cases', href: '/limited' }, { text: called(limit) }]}
  >
    <h1 class="govuk-heading-l">{called(limit)}</h1>
    <SummaryList
      rows={[
        { key: 'Limited', value: limit.limited ? 'Yes' : 'No' },
        ...(limit.limited
          ? [
              { key: 'Why', value: limit.reason ?? '' },
              { key: 'Set by', value: limit.source ?? '' },
              { key: 'Since', value: limit.since === null ? '' : instantInWords(limit.since) },
            ]
          : []),
      ]}
    />
    {limit.limited && limit.names.every(name => name.may === 'never') && (
      <InsetText>Nobody sees this case until you name someone.</InsetText>
    )}
    <NamesTable limit={limit} may="see" caption="People who may see it" empty="Nobody is named." />
    <NamesTable limit={limit} may="never" caption="People who never may" empty="Nobody is excluded." />
    <h2 class="govuk-heading-m">Name or exclude somebody</h2>
    <AskForm action={addressOf(limit)}>
      <TextInput
        label="Part of the name"
        hint="Among the organisations that work on this case"
        name="words"
        id="words"
        value={words}
      />
      <Button kind="secondary">Search</Button>
    </AskForm>
    {words !== '' && (
      <Table
        caption={`${plural(found.length, 'person', 'people')} found`}
        phone="stack"
        head={['Name', 'Organisation', 'May see it', 'Never']}
        rows={found.map(worker => [
          worker.name,
          worker.organisationName,
          <PostButton action={`${addressOf(limit)}/name`} worker={worker.worker} label="Name" hidden={worker.name} />,
          <PostButton
            action={`${addressOf(limit)}/exclude`}
            worker={worker.worker}
            label="Exclude"
            hidden={worker.name}
          />,
        ])}
        empty="Nobody in the organisations that work on this case has a name like that."
      />
    )}
    {limit.limited && (
      <>
        <h2 class="govuk-heading-m">End the limit</h2>
        <p class="govuk-body">Everybody whose organisation works on the case sees it again. Exclusions stay.</p>
        <Form action={`${addressOf(limit)}/end`}>
          <Button kind="warning">End the limit</Button>
        </Form>
      </>
    )}
  </Page>
)
