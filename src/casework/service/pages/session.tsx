import { NO_SESSION_REASONS } from '../../../directory/reference/coded-reasons.ts'
import { londonDay } from '../../../kernel/calendar.ts'
import { capital, instantInWords, plural, timeInWords } from '../../../kernel/words.ts'
import {
  BackLink,
  Button,
  ButtonGroup,
  Checkboxes,
  choices,
  DateInput,
  dateField,
  Fieldset,
  field,
  InsetText,
  Radios,
  type Said,
  Select,
  SummaryList,
  Textarea,
  TextInput,
} from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { Again } from '../../../web/routing/route.ts'
import { List, Paragraphs, saidOr } from '../../referral/pages/parts.tsx'
import type { ServiceModel, SessionModel } from '../load-service.ts'
import { ASKERS, FORMATS, METHODS, SKILLS } from '../service.ts'
import { ServiceActPage, SessionTag } from './service.tsx'

type Act = { service: ServiceModel; again: Again }
const asItems = (words: readonly string[]) => words.map(value => ({ value, text: capital(value) }))

const When = ({ again, said, service }: { again: Again; said: Said; service: ServiceModel }) => (
  <>
    <DateInput
      legend="Day"
      legendClasses="govuk-fieldset__legend--m"
      hint="For example, 27 3 2027"
      {...dateField(again.errors, said, 'day')}
    />
    <TextInput
      label="Time it starts"
      labelClasses="govuk-label--m"
      hint="24-hour time, such as 14:30"
      classes="govuk-input--width-5"
      {...field(again.errors, said, 'start')}
    />
    <TextInput
      label="How long?"
      labelClasses="govuk-label--m"
      classes="govuk-input--width-3"
      inputmode="numeric"
      suffix="minutes"
      {...field(again.errors, said, 'minutes')}
    />
    <Radios
      legend="How?"
      legendClasses="govuk-fieldset__legend--m"
      items={asItems(METHODS)}
      {...field(again.errors, said, 'method')}
    />
    <Radios
      legend="One to one, or in a group?"
      legendClasses="govuk-fieldset__legend--m"
      items={asItems(FORMATS)}
      {...field(again.errors, said, 'format')}
    />
    <Select
      label="With whom? (optional)"
      labelClasses="govuk-label--m"
      items={[
        { value: '', text: 'Not said yet' },
        ...service.workers.filter(each => each.to === null).map(each => ({ value: each.worker, text: each.name })),
      ]}
      {...field(again.errors, said, 'worker')}
    />
  </>
)

const usual = ({ workers }: ServiceModel): Said => ({
  minutes: '60',
  format: 'one to one',
  worker: workers.find(each => each.lead && each.to === null)?.worker,
})

export const AssessmentPage = ({ service, again }: Act) => (
  <ServiceActPage
    service={service}
    again={again}
    title="Book the initial assessment"
    path="service/assessment"
    button="Book it"
    open={service.may.assess}
  >
    <When again={again} said={saidOr(again, usual(service))} service={service} />
  </ServiceActPage>
)

export const BookPage = ({ service, again }: Act) => {
  const said = saidOr(again, { ...usual(service), times: '1', weeks: '1' })
  return (
    <ServiceActPage
      service={service}
      again={again}
      title="Book sessions"
      path="service/sessions"
      button="Book"
      open={service.may.book}
    >
      <When again={again} said={said} service={service} />
      <TextInput
        label="How many sessions?"
        labelClasses="govuk-label--m"
        hint="One, or a series at the same time of day: up to 26"
        classes="govuk-input--width-3"
        inputmode="numeric"
        {...field(again.errors, said, 'times')}
      />
      <Radios
        legend="How far apart?"
        legendClasses="govuk-fieldset__legend--m"
        items={[
          { value: 1, text: 'Every week' },
          { value: 2, text: 'Every two weeks' },
          { value: 4, text: 'Every four weeks' },
        ]}
        {...field(again.errors, said, 'weeks')}
      />
    </ServiceActPage>
  )
}

export const MovePage = ({ session, again }: { session: SessionModel; again: Again }) => {
  const { line, service } = session
  const day = londonDay(line.startsAt)
  const said = saidOr(again, {
    'day-day': String(day.day),
    'day-month': String(day.month),
    'day-year': String(day.year),
    start: timeInWords(line.startsAt),
    minutes: String(line.minutes),
    method: line.method,
    format: line.format,
    worker: service.workers.find(each => each.name === line.worker)?.worker,
  })
  return (
    <ServiceActPage
      service={service}
      again={again}
      title="Move this appointment"
      path={`sessions/${line.session}/move`}
      button="Move it"
      version={session.version}
      open={service.may.move && line.state === 'booked'}
    >
      <p class="govuk-body">It is booked for {instantInWords(line.startsAt)}.</p>
      <When again={again} said={said} service={service} />
      <Radios
        legend="Who asked to move it?"
        legendClasses="govuk-fieldset__legend--m"
        items={asItems(ASKERS)}
        {...field(again.errors, said, 'asked_by')}
      />
      <Textarea label="Why?" labelClasses="govuk-label--m" rows={3} {...field(again.errors, said, 'reason')} />
    </ServiceActPage>
  )
}

const Attendance = ({ again, said }: { again: Again; said: Said }) => (
  <Radios
    legend="Did the person come?"
    legendClasses="govuk-fieldset__legend--m"
    items={[
      { value: 'yes', text: 'Yes, on time' },
      {
        value: 'late',
        text: 'Yes, late',
        conditional: <TextInput label="Why were they late?" {...field(again.errors, said, 'late_reason')} />,
      },
      {
        value: 'no',
        text: 'No',
        conditional: (
          <Radios
            legend="Is the absence acceptable?"
            items={[
              { value: 'acceptable', text: 'Acceptable' },
              { value: 'not acceptable', text: 'Not acceptable' },
            ]}
            {...field(again.errors, said, 'absence')}
          />
        ),
      },
      {
        value: 'did not happen',
        text: 'It did not happen',
        conditional: (
          <Radios
            legend="Why did it not happen?"
            items={NO_SESSION_REASONS.map(reason => ({ value: reason.code, text: reason.label }))}
            {...field(again.errors, said, 'no_session_reason')}
          />
        ),
      },
    ]}
    {...field(again.errors, said, 'attendance')}
  />
)

export const RecordPage = ({ session, again }: { session: SessionModel; again: Again }) => {
  const { line, service } = session
  const said = saidOr(again, { method: line.method, format: line.format, minutes: String(line.minutes), last: 'no' })
  const { errors } = again
  return (
    <ServiceActPage
      service={service}
      again={again}
      title={line.kind === 'initial assessment' ? 'Record the assessment' : 'Record the session'}
      path={`sessions/${line.session}/record`}
      button="Save the record"
      version={session.version}
      open={service.may.record && line.state === 'booked'}
    >
      <p class="govuk-body">
        {instantInWords(line.startsAt)}, {plural(line.minutes, 'minute')} booked.
      </p>
      <Attendance again={again} said={said} />
      <Fieldset legend="What went into it" legendClasses="govuk-fieldset__legend--m">
        <Select label="How?" items={asItems(METHODS)} {...field(errors, said, 'method')} />
        <Select label="One to one, or in a group?" items={asItems(FORMATS)} {...field(errors, said, 'format')} />
        <TextInput
          label="How long did it take?"
          classes="govuk-input--width-3"
          inputmode="numeric"
          suffix="minutes"
          {...field(errors, said, 'minutes')}
        />
        <Checkboxes
          legend="Skills that staff brought"
          items={asItems(SKILLS)}
          classes="govuk-checkboxes--small"
          {...choices(errors, said, 'skills')}
        />
      </Fieldset>
      <Textarea
        label="What was done?"
        labelClasses="govuk-label--m"
        hint="Needed where the person came"
        rows={4}
        {...field(errors, said, 'done')}
      />
      <Textarea
        label="How did the person respond? (optional)"
        labelClasses="govuk-label--m"
        rows={3}
        {...field(errors, said, 'response')}
      />
      <Textarea
        label="How did they behave? (optional)"
        labelClasses="govuk-label--m"
        rows={3}
        {...field(errors, said, 'behaviour')}
      />
      <Textarea
        label="Is there a concern? (optional)"
        labelClasses="govuk-label--m"
        hint="It reaches the responsible officer at once"
        rows={3}
        {...field(errors, said, 'concern')}
      />
      <Textarea
        label="What comes next? (optional)"
        labelClasses="govuk-label--m"
        rows={3}
        {...field(errors, said, 'next')}
      />
      {line.kind === 'session' && (
        <Radios
          legend="Was this the last session?"
          legendClasses="govuk-fieldset__legend--m"
          items={[
            { value: 'no', text: 'No' },
            { value: 'yes', text: 'Yes, the service is completed', hint: 'The report falls due in five business days' },
          ]}
          {...field(errors, said, 'last')}
        />
      )}
    </ServiceActPage>
  )
}

const recordRows = (session: SessionModel) => [
  ...(session.lateReason ? [{ key: 'Why late', value: session.lateReason }] : []),
  ...(session.absence ? [{ key: 'Absence', value: capital(session.absence) }] : []),
  ...(session.noSessionReason ? [{ key: 'Why it did not happen', value: session.noSessionReason }] : []),
  { key: 'Skills', value: <List items={session.skills.map(capital)} none="None recorded" /> },
  { key: 'What was done', value: <Paragraphs text={session.done} /> },
  { key: 'Response', value: <Paragraphs text={session.response} /> },
  { key: 'Behaviour', value: <Paragraphs text={session.behaviour} /> },
  { key: 'Concern', value: <Paragraphs text={session.concern} /> },
  { key: 'Next', value: <Paragraphs text={session.next} /> },
  ...(session.recordedAt ? [{ key: 'Recorded', value: instantInWords(session.recordedAt) }] : []),
]

export const SessionPage = ({ session }: { session: SessionModel }) => {
  const { line, service } = session
  const ends = line.startsAt.add({ minutes: line.minutes })
  return (
    <Page title={`${capital(line.kind)} ${instantInWords(line.startsAt)}`} section={service.key.reference}>
      <BackLink href={service.url}>Back to the referral</BackLink>
      <span class="govuk-caption-l">
        {service.personName ?? 'The person'} <span aria-hidden="true">·</span> {service.key.reference}
      </span>
      <h1 class="govuk-heading-l">
        {capital(line.kind)} <SessionTag state={line.state} />
      </h1>
      <SummaryList
        rows={[
          { key: 'When', value: `${instantInWords(line.startsAt)} to ${timeInWords(ends)}` },
          { key: 'How', value: `${capital(line.method)}, ${line.format}` },
          { key: 'With', value: line.worker ?? 'Not said' },
          ...(line.state === 'booked' || line.state === 'rescheduled' || line.state === 'cancelled'
            ? []
            : recordRows(session)),
        ]}
      />
      {line.state === 'rescheduled' && session.movedTo && (
        <InsetText>
          Moved, as the {session.movedBy} asked: {session.movedReason}{' '}
          <a class="govuk-link" href={`${service.url}/sessions/${session.movedTo}`}>
            See the new appointment
          </a>
        </InsetText>
      )}
      {line.state === 'booked' && (
        <ButtonGroup>
          {service.may.record && session.begun && <Button href={`${line.url}/record`}>Record it</Button>}
          {service.may.move && (
            <Button href={`${line.url}/move`} kind="secondary">
              Move it
            </Button>
          )}
        </ButtonGroup>
      )}
    </Page>
  )
}
