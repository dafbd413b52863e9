import type { ComponentChildren } from 'preact'
import { capital, instantInWords, plural } from '../../../kernel/words.ts'
import {
  BackLink,
  Button,
  ButtonGroup,
  Form,
  InsetText,
  SummaryList,
  Table,
  Tag,
  type TagColour,
} from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { Again } from '../../../web/routing/route.ts'
import { dayOr, NotSaid, Paragraphs } from '../../referral/pages/parts.tsx'
import type { ServiceModel } from '../load-service.ts'
import { SERVICE_WORDS } from '../service.ts'

const PLAN_WORDS: Readonly<Record<string, string>> = {
  none: 'Not written yet',
  draft: 'Being written',
  submitted: 'Waits for the responsible officer',
  agreed: 'Agreed',
  'sent back': 'Sent back',
}

const SESSION_COLOURS: Readonly<Record<string, TagColour>> = {
  booked: 'blue',
  attended: 'green',
  late: 'green',
  missed: 'red',
  'did not happen': 'yellow',
  rescheduled: 'grey',
  cancelled: 'grey',
}
const needOf = (service: ServiceModel, code: string | null) =>
  service.needs.find(need => need.code === code)?.label ?? 'All needs'

export const SessionTag = ({ state }: { state: string }) => (
  <Tag colour={SESSION_COLOURS[state] ?? 'grey'}>{capital(state)}</Tag>
)

/** What a report says in one figure: `2 of 3`. */
export const scoreInWords = (halfPoints: number, outcomes: number) => `${halfPoints / 2} of ${outcomes}`

/** An assessment is booked, or was held: there is nothing to book anew. */
const isAssessed = ({ sessions }: ServiceModel) =>
  sessions.some(each => each.kind === 'initial assessment' && ['booked', 'attended', 'late'].includes(each.state))

const Moves = ({ service }: { service: ServiceModel }) => {
  const { may, url } = service
  const moves = [
    may.answerPlan && <Button href={`${url}/service/plan/answer`}>Agree the plan or send it back</Button>,
    may.allocate && (
      <Button
        href={`${url}/service/team`}
        kind={service.workers.some(each => each.to === null) ? 'secondary' : undefined}
      >
        Who works on it
      </Button>
    ),
    may.assess && !isAssessed(service) && (
      <Button href={`${url}/service/assessment`} kind="secondary">
        Book the assessment
      </Button>
    ),
    may.plan && (
      <Button href={`${url}/service/plan`} kind="secondary">
        Write the plan
      </Button>
    ),
    may.book && <Button href={`${url}/service/sessions`}>Book sessions</Button>,
    may.report && (
      <Button href={`${url}/service/report`} kind={service.state === 'ended' ? undefined : 'secondary'}>
        End-of-service report
      </Button>
    ),
    may.end && (
      <a class="govuk-link" href={`${url}/service/end`}>
        {service.delivers ? 'End the service' : 'Withdraw the person'}
      </a>
    ),
  ].filter(Boolean)
  return moves.length === 0 ? null : <ButtonGroup>{moves}</ButtonGroup>
}

const summary = (service: ServiceModel) => {
  const now = service.workers.filter(each => each.to === null)
  const past = service.workers.filter(each => each.to !== null)
  const held = service.sessions.filter(
    each => each.kind === 'session' && ['attended', 'late'].includes(each.state),
  ).length
  return [
    {
      key: 'Workers',
      value:
        now.length === 0 ? (
          <NotSaid>Nobody yet</NotSaid>
        ) : (
          now.map(each => `${each.name}${each.lead ? ' (lead)' : ''}`).join(', ')
        ),
    },
    ...(past.length === 0
      ? []
      : [
          {
            key: 'Before',
            value: past
              .map(each => `${each.name}${each.lead ? ' (lead)' : ''}, until ${instantInWords(each.to ?? each.from)}`)
              .join('; '),
          },
        ]),
    {
      key: 'Starts',
      value: service.startOn === null ? <NotSaid>On the waiting list</NotSaid> : dayOr(service.startOn),
    },
    {
      key: 'Plan',
      value: (
        <>
          {PLAN_WORDS[service.plan.state]}
          {service.plan.state === 'agreed' && service.plan.agreedAt
            ? ` by ${service.plan.agreedBy} on ${instantInWords(service.plan.agreedAt)}`
            : null}
          {service.plan.answer && (
            <p class="govuk-body govuk-!-margin-top-2">What must change: {service.plan.answer}</p>
          )}
        </>
      ),
    },
    {
      key: 'Sessions',
      value: service.plan.sessions === null ? `${held} held` : `${held} held of ${service.plan.sessions} planned`,
    },
    ...(service.ending
      ? [
          {
            key: 'Ended',
            value: (
              <>
                {capital(service.ending.as)} on {instantInWords(service.ending.at)}
                {service.ending.reason && `: ${service.ending.reason}`}
                {service.ending.words && <p class="govuk-body govuk-!-margin-top-2">{service.ending.words}</p>}
              </>
            ),
          },
        ]
      : []),
  ]
}

export const PlanTable = ({ service }: { service: ServiceModel }) => (
  <Table
    caption="Service plan"
    phone="stack"
    empty="The plan is not written yet. It says what will be done, for which need, in how many sessions."
    head={['What will be done', 'For which need', 'Sessions']}
    numeric={[2]}
    rows={service.plan.activities.map(each => [each.words, needOf(service, each.need), each.sessions])}
  />
)

/** The service on its referral's page: how it stands, its plan, its sessions, its report. */
export const ServiceSection = ({ service }: { service: ServiceModel }) => (
  <>
    <h2 class="govuk-heading-m">
      The service <Tag colour={service.state === 'ended' ? 'grey' : 'green'}>{SERVICE_WORDS[service.state]}</Tag>
    </h2>
    <Moves service={service} />
    <SummaryList rows={summary(service)} />
    <PlanTable service={service} />
    <Table
      caption="Appointments and sessions"
      phone="stack"
      empty="Nothing is booked yet. The initial assessment comes first."
      head={['When', 'What', 'How', 'Who', 'Stands']}
      rows={service.sessions.map(each => [
        <a class="govuk-link" href={each.url}>
          {instantInWords(each.startsAt)}
        </a>,
        capital(each.kind),
        `${capital(each.method)}, ${each.format}, ${plural(each.minutes, 'minute')}`,
        each.worker ?? 'Not said',
        <SessionTag state={each.state} />,
      ])}
    />
    {service.report && (
      <>
        <h2 class="govuk-heading-m">End-of-service report</h2>
        <p class="govuk-body">
          Outcomes reached: <strong>{scoreInWords(service.report.halfPoints, service.report.outcomes.length)}</strong>.
          Sent on {instantInWords(service.report.submittedAt)}.
        </p>
        <Table
          caption="Outcomes reached"
          captionClasses="govuk-visually-hidden"
          phone="stack"
          head={['Outcome', 'Reached', 'Comments']}
          rows={service.report.outcomes.map(each => [each.label, capital(each.achieved), each.comments ?? ''])}
        />
        {service.report.further && <Paragraphs text={service.report.further} />}
      </>
    )}
  </>
)

/** One act on a service: its question, or, where it is not to be done now, how the service stands. */
export const ServiceActPage = ({
  service,
  again,
  title,
  path,
  button,
  warning = false,
  open,
  version = service.version,
  second,
  children,
}: {
  service: ServiceModel
  again: Again
  title: string
  path: string
  button: string
  warning?: boolean
  open: boolean
  version?: number
  /** Another button of the same form. */
  second?: ComponentChildren
  children: ComponentChildren
}) => (
  <Page title={title} section={service.key.reference} errors={again.errors}>
    <BackLink href={service.url}>Back to the referral</BackLink>
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <span class="govuk-caption-l">
          {service.personName ?? 'The person'} <span aria-hidden="true">·</span> {service.key.reference}
        </span>
        <h1 class="govuk-heading-l">{title}</h1>
        {open ? (
          <Form action={`${service.url}/${path}`} version={version}>
            {children}
            <ButtonGroup>
              <Button kind={warning ? 'warning' : undefined} preventDoubleClick>
                {button}
              </Button>
              {second}
              <a class="govuk-link" href={service.url}>
                Go back
              </a>
            </ButtonGroup>
          </Form>
        ) : (
          <InsetText>
            This is not yours to do now. The service stands as: {SERVICE_WORDS[service.state].toLowerCase()}, its plan:{' '}
            {(PLAN_WORDS[service.plan.state] ?? '').toLowerCase()}.
          </InsetText>
        )}
      </div>
    </div>
  </Page>
)
