import { FOREVER } from '../../../database/postgres-types.ts'
import { capital, dateInWords, instantInWords, listInWords } from '../../../kernel/words.ts'
import { Button, ButtonGroup, SummaryList, type SummaryRow } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import { mayKnow } from '../../information-class.ts'
import { caseName, caseUrl } from '../../read-model.ts'
import type { CaseRecord, Reason } from '../case-record.ts'
import { Activity } from './case-activity.tsx'
import { casesCrumb } from './case-form.tsx'
import { NeedsAndRisk, Who } from './case-sections.tsx'
import { PlanSummary, Sentences } from './case-sentences.tsx'

/** All of a case that the viewer may know. */
export const CasePage = ({ record }: { record: CaseRecord }) => {
  const { header } = record
  const name = caseName(header)
  return (
    <Page
      title={name}
      section="Case"
      why={<Why reasons={record.why} />}
      banner={bannerOf(record)}
      breadcrumbs={[casesCrumb, { text: name }]}
    >
      <span class="govuk-caption-xl">{header.crn ?? `Case ${header.caseId}`}</span>
      <h1 class="govuk-heading-xl">{name}</h1>
      {header.name === null && <p class="govuk-body-l">The name appears on acceptance.</p>}
      <SummaryList rows={topRows(record)} />
      <Acts record={record} />
      <Who record={record} />
      <Sentences record={record} />
      <NeedsAndRisk record={record} />
      <PlanSummary record={record} />
      <Activity record={record} />
    </Page>
  )
}

function bannerOf({ limited, glassUntil }: CaseRecord) {
  if (glassUntil)
    return (
      <p class="govuk-notification-banner__heading">
        You see this through broken glass until {instantInWords(glassUntil)}. The responsible organisation has been
        told.
      </p>
    )
  if (limited)
    return (
      <p class="govuk-notification-banner__heading">
        This case is limited. Only people named for it see it. Do not speak of it to others.
      </p>
    )
  return undefined
}

function topRows({ header, appointments, risk, now }: CaseRecord): SummaryRow[] {
  const { responsible } = header
  const next = appointments.findLast(
    one => one.state === 'booked' && one.startsAt.epochMilliseconds >= now.epochMilliseconds,
  )
  return [
    {
      key: 'Responsible',
      value:
        responsible.organisation === null ? (
          `Nobody: the case closed on ${instantInWords(responsible.since)}`
        ) : (
          <>
            <a class="govuk-link" href={`/organisations/${responsible.organisation}`}>
              {responsible.organisationName}
            </a>
            {responsible.officerName !== null && `, ${responsible.officerName}`}
            <br />
            since {instantInWords(responsible.since)}
          </>
        ),
      actions: mayKnow(header.classes, 'services')
        ? [{ href: `${caseUrl(header)}/custody`, text: 'History', visuallyHiddenText: 'of responsibility' }]
        : [],
    },
    {
      key: 'Next appointment',
      value: next ? `${instantInWords(next.startsAt)}, ${next.worker ?? next.organisation}` : 'None booked',
    },
    ...(risk.shared
      ? [{ key: 'Risk of serious harm', value: <strong>{capital(risk.holds?.level ?? 'not assessed')}</strong> }]
      : []),
  ]
}

const Acts = ({ record: { header, moves } }: { record: CaseRecord }) => {
  const url = caseUrl(header)
  if (!moves.record && !moves.note) return null
  return (
    <ButtonGroup>
      {moves.note && <Button href={`${url}/notes/new`}>Write a note</Button>}
      {moves.record && (
        <>
          <Button href={`${url}/appointments/new`} kind="secondary">
            Book an appointment
          </Button>
          <Button href={`${url}/referrals/new`} kind="secondary">
            Refer to a service
          </Button>
          <Button href={`${url}/hand-overs/new`} kind="secondary">
            Hand over
          </Button>
        </>
      )}
      {moves.officer && (
        <a class="govuk-link" href={`${url}/officer`}>
          Change the officer
        </a>
      )}
      {moves.close && (
        <a class="govuk-link" href={`${url}/close`}>
          Close the case
        </a>
      )}
    </ButtonGroup>
  )
}

const Why = ({ reasons }: { reasons: readonly Reason[] }) => (
  <ul class="govuk-list govuk-list--bullet">
    {reasons.map(({ reason, source, lawfulBasis, classes, until }) => (
      <li>
        You see this because your organisation acts for you and {reason} ({source}). Lawful basis: {lawfulBasis}.
        Shared: {listInWords(classes ?? [])}.
        {until.epochMilliseconds < FOREVER.epochMilliseconds &&
          ` Until ${dateInWords(until.toZonedDateTimeISO('Europe/London').toPlainDate())}.`}
      </li>
    ))}
  </ul>
)
