import type { PlainDate } from '../../../kernel/calendar.ts'
import { capital, instantInWords } from '../../../kernel/words.ts'
import {
  DateInput,
  Details,
  dateField,
  field,
  Radios,
  type Said,
  Select,
  Textarea,
  TextInput,
} from '../../../web/components/index.ts'
import type { Again } from '../../../web/routing/route.ts'
import type { Appointment } from '../../person/case-record.ts'
import { CaseFormPage } from '../../person/pages/case-form.tsx'
import { saidOr } from '../../person/pages/edit-pages.tsx'
import type { CaseHeader } from '../../read-model.ts'
import { METHODS } from '../appointment.ts'
import { CLOSE_REASONS } from '../close-case.ts'
import type { Officer } from '../officers.ts'
import { REQUIREMENT_STATES, requirementLabel } from '../requirement.ts'
import { SENTENCE_KINDS } from '../sentence.ts'

const optionsOf = (of: readonly string[]) => of.map(value => ({ value, text: capital(value) }))
const workers = (officers: readonly Officer[]) => officers.map(({ worker, name }) => ({ value: worker, text: name }))
const legendClasses = 'govuk-fieldset__legend--s'

const boxes = (name: string, day: PlainDate | null): Said =>
  day === null
    ? {}
    : { [`${name}-day`]: `${day.day}`, [`${name}-month`]: `${day.month}`, [`${name}-year`]: `${day.year}` }

export type OfficerModel = { header: CaseHeader; officers: Officer[]; version: number }

export const OfficerPage = ({ model: { header, officers, version }, again }: { model: OfficerModel; again: Again }) => (
  <CaseFormPage header={header} title="Change the officer" path="/officer" errors={again.errors} version={version}>
    <p class="govuk-body">
      {header.responsible.officerName ?? 'Nobody'} has been the officer since {instantInWords(header.responsible.since)}
      .
    </p>
    <Select label="New officer" items={workers(officers)} {...field(again.errors, again.said, 'officer')} />
    <TextInput label="Reason" {...field(again.errors, again.said, 'reason')} />
  </CaseFormPage>
)

export const ClosePage = ({
  model: { header, version },
  again,
}: {
  model: { header: CaseHeader; version: number }
  again: Again
}) => (
  <CaseFormPage
    header={header}
    title="Close the case"
    path="/close"
    errors={again.errors}
    version={version}
    send="Close the case"
    warning="warning"
  >
    <p class="govuk-body">
      Nobody in your organisation will see this case once it is closed. Appointments ahead are cancelled. Referrals and
      services must be withdrawn or ended first.
    </p>
    <Radios
      legend="Why is it closed?"
      legendClasses={legendClasses}
      items={optionsOf(CLOSE_REASONS)}
      {...field(again.errors, again.said, 'reason')}
    />
  </CaseFormPage>
)

export const SentencePage = ({
  model: { header },
  again: { errors, said },
}: {
  model: { header: CaseHeader }
  again: Again
}) => (
  <CaseFormPage header={header} title="Record a sentence" path="/sentences/new" errors={errors}>
    <Radios
      legend="Kind"
      legendClasses={legendClasses}
      items={optionsOf(SENTENCE_KINDS)}
      {...field(errors, said, 'kind')}
    />
    <DateInput
      legend="First day"
      legendClasses={legendClasses}
      hint="The day of the sentence, or of release for a licence"
      {...dateField(errors, said, 'started_on')}
    />
    <DateInput
      legend="Last day"
      legendClasses={legendClasses}
      hint="Leave empty to count it from the length"
      {...dateField(errors, said, 'ends_on')}
    />
    <TextInput
      label="Length in months"
      {...field(errors, said, 'months')}
      inputmode="numeric"
      classes="govuk-input--width-3"
    />
    <TextInput label="and days" {...field(errors, said, 'days')} inputmode="numeric" classes="govuk-input--width-3" />
    <DateInput
      legend="Allocated on"
      legendClasses={legendClasses}
      hint="For an order. Leave empty for today"
      {...dateField(errors, said, 'allocated_on')}
    />
    <Details summary="For custody: offence and release">
      <p class="govuk-body">Licence and post-sentence supervision are worked out from these days.</p>
      <DateInput legend="Day of the offence" legendClasses={legendClasses} {...dateField(errors, said, 'offence_on')} />
      <DateInput
        legend="Day of release"
        legendClasses={legendClasses}
        hint="Leave empty for half-way"
        {...dateField(errors, said, 'release_on')}
      />
    </Details>
    <TextInput label="In the court's words, if useful" {...field(errors, said, 'words')} />
  </CaseFormPage>
)

export type SentenceChangeModel = {
  header: CaseHeader
  sentence: {
    sentence: string
    kind: string
    endsOn: PlainDate | null
    releaseOn: PlainDate | null
    active: boolean
    version: number
  }
}

export const SentenceChangePage = ({
  model: { header, sentence },
  again,
}: {
  model: SentenceChangeModel
  again: Again
}) => {
  const said = saidOr(again, {
    ...boxes('ends_on', sentence.endsOn),
    ...boxes('release_on', sentence.releaseOn),
    runs: sentence.active ? 'yes' : 'no',
  })
  return (
    <CaseFormPage
      header={header}
      title={`Change the ${sentence.kind}`}
      path={`/sentences/${sentence.sentence}`}
      errors={again.errors}
      version={sentence.version}
    >
      <DateInput legend="Last day" legendClasses={legendClasses} {...dateField(again.errors, said, 'ends_on')} />
      {(sentence.kind === 'licence' || sentence.kind === 'custody') && (
        <DateInput
          legend="Day of release"
          legendClasses={legendClasses}
          {...dateField(again.errors, said, 'release_on')}
        />
      )}
      <Radios
        legend="Does it run?"
        legendClasses={legendClasses}
        items={[
          { value: 'yes', text: 'Yes' },
          { value: 'no', text: 'No, it has ended or was revoked' },
        ]}
        {...field(again.errors, said, 'runs')}
      />
    </CaseFormPage>
  )
}

export type RequirementModel = {
  header: CaseHeader
  sentence: string
  kind: string
  types: { code: string; label: string }[]
}

export const RequirementPage = ({ model, again: { errors, said } }: { model: RequirementModel; again: Again }) => (
  <CaseFormPage
    header={model.header}
    title="Add a requirement"
    path={`/sentences/${model.sentence}/requirements`}
    errors={errors}
    intro={
      model.types.length === 0 && (
        <p class="govuk-body">A sentence of this kind ({model.kind}) carries no requirements.</p>
      )
    }
  >
    <Select
      label="Requirement"
      items={model.types.map(({ code, label }) => ({ value: code, text: label }))}
      {...field(errors, said, 'kind')}
    />
    <TextInput
      label="How much, if it has a length"
      hint="Days of activity at most, hours of unpaid work, or months in force"
      {...field(errors, said, 'amount')}
      inputmode="numeric"
      classes="govuk-input--width-4"
    />
    <DateInput
      legend="To be done by"
      legendClasses={legendClasses}
      hint="Unpaid work is due within 12 months unless you say otherwise"
      {...dateField(errors, said, 'due_by')}
    />
  </CaseFormPage>
)

export type ProgressModel = {
  header: CaseHeader
  requirement: {
    requirement: string
    kind: string
    amount: number | null
    unit: string | null
    done: number
    state: string
  }
}

export const ProgressPage = ({ model: { header, requirement }, again }: { model: ProgressModel; again: Again }) => {
  const said = saidOr(again, { done: String(requirement.done), state: requirement.state })
  return (
    <CaseFormPage
      header={header}
      title={`Progress: ${requirementLabel(requirement.kind).toLowerCase()}`}
      path={`/requirements/${requirement.requirement}`}
      errors={again.errors}
    >
      <TextInput
        label="Done so far"
        hint={requirement.amount === null ? undefined : `Of ${requirement.amount} ${requirement.unit ?? ''}`}
        {...field(again.errors, said, 'done')}
        inputmode="numeric"
        classes="govuk-input--width-4"
        suffix={requirement.unit ?? undefined}
      />
      <Radios
        legend="State"
        legendClasses={legendClasses}
        items={optionsOf(REQUIREMENT_STATES)}
        {...field(again.errors, said, 'state')}
      />
    </CaseFormPage>
  )
}

export type BookModel = { header: CaseHeader; officers: Officer[] }

export const BookPage = ({ model: { header, officers }, again }: { model: BookModel; again: Again }) => {
  const said = saidOr(again, { minutes: '30', worker: header.responsible.officer ?? '', method: METHODS[0] })
  return (
    <CaseFormPage
      header={header}
      title="Book an appointment"
      path="/appointments/new"
      errors={again.errors}
      send="Book"
    >
      <DateInput
        legend="Day"
        legendClasses={legendClasses}
        hint="For example, 3 3 2027"
        {...dateField(again.errors, said, 'on')}
      />
      <TextInput
        label="Time"
        hint="Hours and minutes, such as 14:30"
        {...field(again.errors, said, 'at')}
        classes="govuk-input--width-5"
      />
      <TextInput
        label="Minutes"
        {...field(again.errors, said, 'minutes')}
        inputmode="numeric"
        classes="govuk-input--width-4"
      />
      <Radios
        legend="How"
        legendClasses={legendClasses}
        items={optionsOf(METHODS)}
        {...field(again.errors, said, 'method')}
      />
      <Select label="With" items={workers(officers)} {...field(again.errors, said, 'worker')} />
    </CaseFormPage>
  )
}

export type RecordModel = {
  header: CaseHeader
  appointment: Omit<Appointment, 'organisation' | 'reference'> & { version: number }
}

export const RecordPage = ({
  model: { header, appointment },
  again: { errors, said },
}: {
  model: RecordModel
  again: Again
}) => (
  <CaseFormPage
    header={header}
    title="Record an appointment"
    path={`/appointments/${appointment.session}/record`}
    errors={errors}
    version={appointment.version}
    intro={
      <p class="govuk-body">
        {instantInWords(appointment.startsAt)}, {appointment.minutes} minutes, {appointment.method}.
      </p>
    }
  >
    <Radios
      legend="Did the person attend?"
      legendClasses={legendClasses}
      items={[
        { value: 'yes', text: 'Yes' },
        { value: 'late', text: 'Yes, late' },
        {
          value: 'no',
          text: 'No',
          conditional: (
            <Radios
              legend="Was the reason acceptable?"
              items={[
                { value: 'acceptable', text: 'Acceptable' },
                { value: 'not acceptable', text: 'Not acceptable' },
              ]}
              {...field(errors, said, 'absence')}
            />
          ),
        },
      ]}
      {...field(errors, said, 'attendance')}
    />
    <Textarea label="What was done, if anything" {...field(errors, said, 'done')} />
    <Textarea label="What comes next" rows={3} {...field(errors, said, 'next')} />
  </CaseFormPage>
)
