import type { ComponentChildren } from 'preact'
import { desiredOutcomeOf } from '../../../directory/reference/desired-outcomes.ts'
import { pathwayOf } from '../../../directory/reference/needs.ts'
import { SERVICE_CATEGORIES } from '../../../directory/reference/service-categories.ts'
import { plural } from '../../../kernel/words.ts'
import {
  BackLink,
  Button,
  ButtonGroup,
  Form,
  field,
  InsetText,
  Radios,
  SummaryList,
  type SummaryRow,
  Tag,
  TaskList,
  WarningText,
} from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { Again } from '../../../web/routing/route.ts'
import { type CaseHeader, caseName, caseUrl } from '../../read-model.ts'
import type { DraftModel } from '../draft/load-draft.ts'
import { COMPLEXITIES, TASKS, tasksLeft } from '../referral.ts'
import { dayOr, inWords, List, Paragraphs } from './parts.tsx'

/** Beginning a referral: which service is wanted. */
export const StartPage = ({ header, again }: { header: CaseHeader; again: Again }) => (
  <Page title="Refer to a service" section={caseName(header)} errors={again.errors}>
    <BackLink href={caseUrl(header)}>Back to {caseName(header)}</BackLink>
    <span class="govuk-caption-l">{caseName(header)}</span>
    <Form action={`${caseUrl(header)}/referrals/new`}>
      <Radios
        legend="Which service is wanted?"
        legendClasses="govuk-fieldset__legend--l"
        pageHeading
        hint="A referral asks one provider for one service. Begin another for another service. Your draft is kept for 90 days."
        items={SERVICE_CATEGORIES.map(category => ({ value: category.code, text: category.name }))}
        {...field(again.errors, again.said, 'category')}
      />
      <Button>Start the referral</Button>
    </Form>
  </Page>
)

const statusOf = (draft: DraftModel, code: string): ComponentChildren => {
  if (draft.done.includes(code)) return 'Done'
  if (code === 'provider' && !draft.done.includes('needs')) return 'Cannot start yet'
  if (code === 'sharing' && !draft.done.includes('provider')) return 'Cannot start yet'
  return <Tag colour="blue">To do</Tag>
}

/** The draft as a task list. */
export const TaskListPage = ({ draft }: { draft: DraftModel }) => {
  const left = tasksLeft(draft.done)
  const allDone = left.length === 0
  const here = `${draft.url}/draft`
  return (
    <Page title={`Referral to ${draft.categoryName}`} section={draft.key.reference}>
      <BackLink href={caseUrl(draft.key)}>Back to {draft.person.name ?? 'the case'}</BackLink>
      <span class="govuk-caption-l">
        {draft.person.name} <span aria-hidden="true">·</span> {draft.key.reference}
      </span>
      <h1 class="govuk-heading-l">Refer to {draft.categoryName}</h1>
      <p class="govuk-body">
        {TASKS.length - left.length} of {plural(TASKS.length, 'task')} done. What you save is kept when you sign out. A
        draft that is not sent is removed after 90 days; you are told a week before.
      </p>
      <TaskList
        items={[
          ...TASKS.map(task => {
            const status = statusOf(draft, task.code)
            return {
              title: task.title,
              status,
              href: status === 'Cannot start yet' ? undefined : `${here}/${task.path}`,
            }
          }),
          {
            title: 'Check answers and send',
            status: allDone ? <Tag colour="blue">To do</Tag> : 'Cannot start yet',
            href: allDone ? `${here}/check` : undefined,
          },
        ]}
      />
      <p class="govuk-body">
        <a class="govuk-link" href={`${here}/remove`}>
          Remove this draft
        </a>
      </p>
    </Page>
  )
}

/** A task of the draft: where it came from, its question, and how to go on. */
export const TaskPage = ({
  draft,
  title,
  path,
  again,
  button = 'Save and go on',
  ownHeading = false,
  children,
}: {
  draft: DraftModel
  title: string
  path: string
  again: Again
  button?: string
  /** The question itself is the page's heading. */
  ownHeading?: boolean
  children: ComponentChildren
}) => (
  <Page title={title} section={draft.key.reference} errors={again.errors}>
    <BackLink href={`${draft.url}/draft`}>Back to the tasks</BackLink>
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <span class="govuk-caption-l">
          {draft.person.name} <span aria-hidden="true">·</span> {draft.categoryName}
        </span>
        {!ownHeading && <h1 class="govuk-heading-l">{title}</h1>}
        <Form action={`${draft.url}/draft/${path}`} version={draft.version}>
          {children}
          <ButtonGroup>
            <Button>{button}</Button>
            <a class="govuk-link" href={`${draft.url}/draft`}>
              Leave it for now
            </a>
          </ButtonGroup>
        </Form>
      </div>
    </div>
  </Page>
)

export const needLabel = (code: string) => pathwayOf(code)?.label ?? code
export const outcomeLabel = (code: string) => desiredOutcomeOf(code)?.label ?? code

const answers = (draft: DraftModel): SummaryRow[] => {
  const change = (path: string, what: string) => [
    { href: `${draft.url}/draft/${path}`, text: 'Change', visuallyHiddenText: what },
  ]
  return [
    { key: 'Person', value: draft.person.name ?? draft.key.caseId, actions: change('person', 'the person') },
    { key: 'Service', value: draft.categoryName },
    { key: 'Needs', value: <List items={draft.needs.map(needLabel)} none="None" />, actions: change('needs', 'needs') },
    {
      key: 'Outcomes wanted',
      value: <List items={draft.outcomes.map(outcomeLabel)} none="None" />,
      actions: change('needs', 'outcomes'),
    },
    { key: 'Reason', value: <Paragraphs text={draft.words.reason} />, actions: change('needs', 'the reason') },
    {
      key: 'Provider',
      value: (
        <>
          {draft.provider?.name}{' '}
          {draft.funding === 'unfunded' ? (
            <Tag colour="orange">Unfunded</Tag>
          ) : (
            <Tag colour="green">Paid by agreement</Tag>
          )}
          {draft.unfundedReason && <p class="govuk-body govuk-!-margin-top-2">{draft.unfundedReason}</p>}
        </>
      ),
      actions: change('provider', 'the provider'),
    },
    {
      key: 'Complexity',
      value: COMPLEXITIES.find(each => each.code === draft.complexity)?.label ?? inWords(null),
      actions: change('complexity', 'complexity'),
    },
    {
      key: 'Most days it may use',
      value: draft.mostDays === null ? inWords(null) : plural(draft.mostDays, 'day'),
      actions: change('time', 'most days'),
    },
    { key: 'Finish by', value: dayOr(draft.finishBy), actions: change('time', 'the date to finish by') },
    {
      key: 'Risk to share',
      value: <Paragraphs text={draft.words.riskToShare} />,
      actions: change('risk', 'risk to share'),
    },
    { key: 'Access needs', value: <Paragraphs text={draft.accessNeeds} />, actions: change('access', 'access needs') },
    { key: 'Interpreter', value: inWords(draft.interpreter), actions: change('access', 'the interpreter') },
    {
      key: 'What the person was told',
      value: <Paragraphs text={draft.words.toldPerson} />,
      actions: change('sharing', 'what the person was told'),
    },
  ]
}

/** All answers of a draft, and its sending. */
export const CheckPage = ({ draft, again }: { draft: DraftModel; again: Again }) => (
  <Page title="Check answers and send" section={draft.key.reference} errors={again.errors}>
    <BackLink href={`${draft.url}/draft`}>Back to the tasks</BackLink>
    <span class="govuk-caption-l">
      {draft.person.name} <span aria-hidden="true">·</span> {draft.key.reference}
    </span>
    <h1 class="govuk-heading-l">Check answers and send</h1>
    <SummaryList rows={answers(draft)} />
    {draft.funding === 'unfunded' && (
      <WarningText>
        No agreement pays {draft.provider?.name} for this. It is counted as an unfunded referral, with your name on the
        choice.
      </WarningText>
    )}
    {draft.state === 'draft' ? (
      <Form action={`${draft.url}/draft/check`} version={draft.version}>
        <InsetText>
          {draft.provider?.name} is told without a name, and has two business days to answer. If it accepts, it learns
          who the person is.
        </InsetText>
        <Button preventDoubleClick>Send to {draft.provider?.name}</Button>
      </Form>
    ) : (
      <p class="govuk-body">
        This referral was sent.{' '}
        <a class="govuk-link" href={draft.url}>
          See how it stands
        </a>
      </p>
    )}
  </Page>
)

export const RemovePage = ({ draft, again }: { draft: DraftModel; again: Again }) => (
  <Page title="Remove this draft" section={draft.key.reference} errors={again.errors}>
    <BackLink href={`${draft.url}/draft`}>Back to the tasks</BackLink>
    <span class="govuk-caption-l">
      {draft.person.name} <span aria-hidden="true">·</span> {draft.key.reference}
    </span>
    <h1 class="govuk-heading-l">Remove this draft?</h1>
    <p class="govuk-body">Nobody was asked yet. What you wrote on it is gone once it is removed.</p>
    <Form action={`${draft.url}/draft/remove`} version={draft.version}>
      <ButtonGroup>
        <Button kind="warning">Remove the draft</Button>
        <a class="govuk-link" href={`${draft.url}/draft`}>
          Keep it
        </a>
      </ButtonGroup>
    </Form>
  </Page>
)
