import { forceOf } from '../../directory/reference/areas.ts'
import { ORGANISATION_FORMS, SECTORS } from '../../directory/reference/organisation-kinds.ts'
import { PLACES, placeOf } from '../../directory/reference/places.ts'
import {
  BackLink,
  Button,
  Checkboxes,
  choices,
  Details,
  Form,
  field,
  Radios,
  type Said,
  Select,
  Textarea,
  TextInput,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import type { Organisation } from '../read-model.ts'

export type DescribeModel = { organisation: Organisation }

const NOT_SAID = { value: '', text: 'Not said' }
const words = (value: string | number | null) => (value === null ? undefined : String(value))

/** What the record holds, in the words of the form; income in whole pounds and pence without a sign. */
const heldBy = (held: Organisation): Said => ({
  sector: held.sector === 'unknown' ? undefined : held.sector,
  form: words(held.form),
  charity_number: words(held.charityNumber),
  company_number: words(held.companyNumber),
  people: words(held.people),
  income:
    held.incomePence === null
      ? undefined
      : `${held.incomePence / 100n}.${String(held.incomePence % 100n).padStart(2, '0')}`,
  income_year: words(held.incomeYear),
  head_office: words(held.headOffice),
  places: held.places,
  contact: words(held.contact),
  secure_address: words(held.secureAddress),
  languages: held.languages.join('\n'),
  accessibility: words(held.accessibility),
})

/** An organisation's own truth about itself. */
export const DescribePage = ({ organisation }: DescribeModel, { errors, said: again }: Again) => {
  const said = errors.length > 0 ? again : heldBy(organisation)
  const areas = new Set(organisation.roles.map(role => role.area))
  const near = PLACES.filter(
    place => areas.has(forceOf(place.force)?.area ?? '') || organisation.places.includes(place.code),
  )
  return (
    <Page title="What your organisation is" section={organisation.name} errors={errors}>
      <BackLink href={`/organisations/${organisation.organisation}`}>{organisation.name}</BackLink>
      <h1 class="govuk-heading-l">What your organisation is</h1>
      <Form action={`/organisations/${organisation.organisation}/describe`} version={organisation.version}>
        <Radios
          legend="Sector"
          items={SECTORS.map(sector => ({ value: sector.code, text: sector.label }))}
          {...field(errors, said, 'sector')}
        />
        <Select
          label="Form"
          items={[NOT_SAID, ...ORGANISATION_FORMS.map(form => ({ value: form.code, text: form.label }))]}
          {...field(errors, said, 'form')}
        />
        <TextInput label="Charity number" classes="govuk-input--width-10" {...field(errors, said, 'charity_number')} />
        <TextInput label="Company number" classes="govuk-input--width-10" {...field(errors, said, 'company_number')} />
        <TextInput
          label="People who work for you"
          hint="Counted as whole posts"
          inputmode="numeric"
          classes="govuk-input--width-5"
          {...field(errors, said, 'people')}
        />
        <TextInput
          label="Yearly income"
          prefix="£"
          inputmode="decimal"
          classes="govuk-input--width-10"
          {...field(errors, said, 'income')}
        />
        <TextInput
          label="Year of that income"
          inputmode="numeric"
          classes="govuk-input--width-4"
          {...field(errors, said, 'income_year')}
        />
        <Select
          label="Head office"
          items={[
            NOT_SAID,
            ...PLACES.toSorted((a, b) => a.name.localeCompare(b.name)).map(({ code, name }) => ({
              value: code,
              text: name,
            })),
          ]}
          {...field(errors, said, 'head_office')}
        />
        <Details summary="Districts in which you work" open={errors.some(error => error.field === 'places')}>
          {near.length === 0 ? (
            <p class="govuk-body">Districts stand here once your organisation has a role in an area.</p>
          ) : (
            <Checkboxes
              legend="Districts in which you work"
              legendClasses="govuk-visually-hidden"
              classes="govuk-checkboxes--small"
              items={near.map(place => ({ value: place.code, text: placeOf(place.code)?.name ?? place.code }))}
              {...choices(errors, said, 'places')}
            />
          )}
        </Details>
        <TextInput label="Single point of contact" {...field(errors, said, 'contact')} />
        <TextInput
          label="Secure address"
          hint="Such as a secure e-mail address"
          {...field(errors, said, 'secure_address')}
        />
        <Textarea label="Languages" hint="One on each line" rows={3} {...field(errors, said, 'languages')} />
        <Textarea
          label="Accessibility"
          hint="How people with different needs reach your services"
          rows={3}
          {...field(errors, said, 'accessibility')}
        />
        <Button>Save</Button>
      </Form>
    </Page>
  )
}
