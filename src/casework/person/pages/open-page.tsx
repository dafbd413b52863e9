import { capital, dateInWords } from '../../../kernel/words.ts'
import {
  AskForm,
  Button,
  ButtonGroup,
  Checkboxes,
  choices,
  DateInput,
  dateField,
  Form,
  field,
  InsetText,
  Radios,
  type Said,
  Select,
  SummaryList,
  TextInput,
} from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { Again } from '../../../web/routing/route.ts'
import type { Officer } from '../../supervision/officers.ts'
import { SEXES } from '../edit-identity.ts'
import type { Duplicate, SomebodyNew } from '../find-person.ts'
import type { OpenArea, OpenPlace } from '../open-person.ts'
import { casesCrumb } from './case-form.tsx'
import { CaseTable } from './case-table.tsx'

export type OpenModel = {
  areas: OpenArea[]
  places: OpenPlace[]
  officers: Officer[]
  worker: string | null
  /** What was asked after, as it was typed and as it is read; nothing before it is asked. */
  asked: (SomebodyNew & { typed: Record<string, string> }) | null
  wrong: { field: string; sentence: string }[]
  duplicates: Duplicate[]
}

export const OpenPage = ({ model, again }: { model: OpenModel; again: Again }) => {
  const errors = [...model.wrong, ...again.errors]
  return (
    <Page title="Open a case" errors={errors} breadcrumbs={[casesCrumb, { text: 'Open a case' }]}>
      <h1 class="govuk-heading-l">Open a case</h1>
      {model.areas.length === 0 ? (
        <>
          <p class="govuk-body">Your organisation cannot be responsible for cases in any area.</p>
          <p class="govuk-body">
            Ask the organisation that is responsible to send you a referral, or go back to{' '}
            <a class="govuk-link" href="/cases">
              your cases
            </a>
            .
          </p>
        </>
      ) : model.asked === null ? (
        <Ask errors={errors} said={again.said} typed={{}} />
      ) : (
        <Answer model={model} asked={model.asked} again={again} />
      )}
    </Page>
  )
}

type Words = { errors: Again['errors']; said: Said; typed: Said }

const Ask = ({ errors, typed }: Words) => (
  <>
    <p class="govuk-body">First see whether the person already has a case.</p>
    <AskForm action="/cases/open">
      <TextInput
        label="First name"
        {...field(errors, typed, 'first_name')}
        autocomplete="off"
        classes="govuk-input--width-20"
      />
      <TextInput
        label="Last name"
        {...field(errors, typed, 'last_name')}
        autocomplete="off"
        classes="govuk-input--width-20"
      />
      <DateInput legend="Date of birth, if known" hint="For example, 17 5 1990" {...dateField(errors, typed, 'born')} />
      <TextInput label="CRN, if there is one" {...field(errors, typed, 'crn')} classes="govuk-input--width-10" />
      <TextInput
        label="Prison number, if there is one"
        {...field(errors, typed, 'prison_number')}
        classes="govuk-input--width-10"
      />
      <TextInput label="PNC number, if there is one" {...field(errors, typed, 'pnc')} classes="govuk-input--width-10" />
      <Button>Continue</Button>
    </AskForm>
  </>
)

type Asked = NonNullable<OpenModel['asked']>

const Answer = ({ model, asked, again }: { model: OpenModel; asked: Asked; again: Again }) => {
  const { errors, said } = again
  return (
    <>
      <SummaryList
        rows={[
          {
            key: 'Name',
            value: `${asked.firstName} ${asked.lastName}`,
            actions: [{ href: '/cases/open', text: 'Start again' }],
          },
          { key: 'Date of birth', value: asked.dateOfBirth ? dateInWords(asked.dateOfBirth) : 'Not known' },
          { key: 'Identifiers', value: asked.identifiers.join(', ') || 'None given' },
        ]}
      />
      {model.duplicates.length > 0 ? (
        <CaseTable
          caption="People who may be the same"
          rows={model.duplicates}
          extra={{ head: 'Why', cell: row => row.because }}
          empty=""
        />
      ) : (
        <InsetText>Nobody whose record you may see looks like the same person.</InsetText>
      )}
      <Form action={`/cases/open?${new URLSearchParams(asked.typed).toString()}`}>
        {Object.entries(asked.typed).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {model.duplicates.length > 0 && (
          <Checkboxes
            items={[{ value: 'yes', text: 'I have looked, and none of these is the same person' }]}
            {...choices(errors, said, 'not_the_same')}
          />
        )}
        <TextInput
          label="Middle names, if any"
          {...field(errors, said, 'middle_names')}
          classes="govuk-input--width-20"
        />
        <Radios
          legend="Sex"
          legendClasses="govuk-fieldset__legend--s"
          items={SEXES.map(sex => ({ value: sex, text: capital(sex) }))}
          {...field(errors, said, 'sex')}
        />
        <Select
          label="Area"
          items={model.areas.map(({ area, name }) => ({ value: area, text: name }))}
          {...field(errors, said, 'area_of_case')}
        />
        <Select
          label="District where the person lives, if known"
          items={[
            { value: '', text: 'Not known' },
            ...model.places.map(({ place, name }) => ({ value: place, text: name })),
          ]}
          {...field(errors, said, 'place')}
        />
        <Select
          label="Responsible officer"
          items={model.officers.map(({ worker, name }) => ({ value: worker, text: name }))}
          {...field(errors, { officer: model.worker ?? '', ...said }, 'officer')}
        />
        <ButtonGroup>
          <Button>Open the case</Button>
          <a class="govuk-link" href="/cases">
            Cancel
          </a>
        </ButtonGroup>
      </Form>
    </>
  )
}
