import { monthInWords, parseMonth } from '../../kernel/month.ts'
import { capital } from '../../kernel/words.ts'
import {
  BackLink,
  Button,
  Checkboxes,
  choices,
  DateInput,
  dateField,
  Form,
  field,
  Radios,
  Select,
  Textarea,
  TextInput,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import type { AgreementModel } from '../agreement-model.ts'
import { ISPA } from '../ispa.ts'
import { TERM_KINDS } from '../term.ts'

type Model = { model: AgreementModel }

const address = ({ agreement, shown }: AgreementModel) => `/agreements/${agreement}/versions/${shown.version}`

const Head = ({ model, title }: Model & { title: string }) => (
  <>
    <BackLink href={address(model)}>{model.title}</BackLink>
    <h1 class="govuk-heading-l">{title}</h1>
  </>
)

export const VariationPage = (model: AgreementModel, { errors, said }: Again) => (
  <Page title="Draft a variation" section={model.agreement} errors={errors}>
    <Head model={model} title="Draft a variation" />
    <p class="govuk-body">
      The next version begins as a copy of the last one adopted. Change its volumes and terms, see the difference, then
      adopt it. What is in force does not change until then.
    </p>
    <Form action={`/agreements/${model.agreement}/variation`}>
      <Textarea label="Why is it varied?" rows={3} {...field(errors, said, 'reason')} />
      <TextInput
        label="From which month"
        hint="Year and month, such as 2026-11"
        classes="govuk-input--width-10"
        {...field(errors, said, 'from_month')}
      />
      <Button>Draft it</Button>
    </Form>
  </Page>
)

export const VolumesPage = (model: AgreementModel, { errors, said }: Again) => (
  <Page title="Change volumes" section={model.agreement} errors={errors}>
    <Head model={model} title="Change volumes" />
    {model.lines.length === 0 ? (
      <p class="govuk-body">This agreement has no service line yet, so it has no volumes to change.</p>
    ) : (
      <Form action={`${address(model)}/volumes`} version={model.shown.edits}>
        <Select
          label="Service line"
          items={model.lines.map(line => ({ value: line.line, text: `${line.title}, ${line.providerName}` }))}
          {...field(errors, said, 'line')}
        />
        <TextInput
          label="First month"
          hint={`Year and month, such as ${model.shown.fromMonth}; not before ${monthInWords(parseMonth(model.shown.fromMonth))}`}
          classes="govuk-input--width-10"
          {...field(errors, errors.length > 0 ? said : { first: model.shown.fromMonth }, 'first')}
        />
        <TextInput
          label="Last month"
          hint={`Year and month, such as ${model.shown.fromMonth}`}
          classes="govuk-input--width-10"
          {...field(errors, said, 'last')}
        />
        <TextInput
          label="Minimum starts a month"
          inputmode="numeric"
          classes="govuk-input--width-5"
          {...field(errors, said, 'minimum')}
        />
        <TextInput
          label="Expected starts a month"
          inputmode="numeric"
          classes="govuk-input--width-5"
          {...field(errors, said, 'expected')}
        />
        <TextInput
          label="Cash a month"
          prefix="£"
          inputmode="decimal"
          classes="govuk-input--width-10"
          {...field(errors, said, 'cash')}
        />
        <Button>Set these months</Button>
      </Form>
    )}
  </Page>
)

export const TermPage = (model: AgreementModel, { errors, said }: Again) => (
  <Page title="Add a term" section={model.agreement} errors={errors}>
    <Head model={model} title="Add a term" />
    <Form action={`${address(model)}/terms/new`}>
      <Radios
        legend="Kind"
        items={TERM_KINDS.map(kind => ({
          value: kind,
          text: capital(kind),
          conditional:
            kind === 'fee for service' ? (
              <>
                <TextInput label="Annual fee" prefix="£" inputmode="decimal" {...field(errors, said, 'annual')} />
                <TextInput
                  label="First month of its year"
                  hint="Such as 2026-11"
                  {...field(errors, said, 'year_from')}
                />
              </>
            ) : kind === 'unit price' ? (
              <>
                <Select
                  label="For each"
                  items={['start', 'session', 'completion'].map(unit => ({ value: unit, text: capital(unit) }))}
                  {...field(errors, said, 'per')}
                />
                <TextInput label="Price" prefix="£" inputmode="decimal" {...field(errors, said, 'price')} />
              </>
            ) : undefined,
        }))}
        {...field(errors, said, 'kind')}
      />
      <Select
        label="For"
        items={[
          { value: '', text: 'The whole agreement' },
          ...model.lines.map(line => ({ value: line.line, text: `${line.title}, ${line.providerName}` })),
        ]}
        {...field(errors, said, 'line')}
      />
      <Textarea label="The term in words" rows={3} {...field(errors, said, 'words')} />
      <h2 class="govuk-heading-m">Only for outcome risk on a voluntary-sector subcontract</h2>
      <TextInput label="Who asked for it in writing" {...field(errors, said, 'asked_by')} />
      <DateInput legend="When they asked" {...dateField(errors, said, 'asked_on')} />
      <DateInput legend="When the commissioner agreed" {...dateField(errors, said, 'agreed_on')} />
      <Button>Add the term</Button>
    </Form>
  </Page>
)

export const PartsPage = (model: AgreementModel, { errors, said }: Again) => (
  <Page title="Settle the parts" section={model.agreement} errors={errors}>
    <Head model={model} title="Settle the parts" />
    <Form action={`${address(model)}/parts`}>
      <Checkboxes
        legend="Parts that are kept"
        hint="What is left out stays in the list of parts, marked as left out."
        classes="govuk-checkboxes--small"
        items={ISPA.map(part => ({
          value: part.part,
          text: capital(`${part.part}: ${part.title}`),
          hint: part.mandatory ? 'Mandatory' : part.asked ? 'Asked for by Weft' : undefined,
        }))}
        {...choices(
          errors,
          errors.length > 0
            ? said
            : { kept: model.parts.filter(part => part.mandatory || part.state !== 'left out').map(part => part.part) },
          'kept',
        )}
      />
      <Button>Save</Button>
    </Form>
  </Page>
)

export const AdoptPage = (model: AgreementModel, { errors, said }: Again) => (
  <Page title="Adopt this version" section={model.agreement} errors={errors}>
    <Head model={model} title="Adopt this version" />
    <p class="govuk-body">
      It takes effect from {monthInWords(parseMonth(model.shown.fromMonth))} and does not change from then. Your name is
      kept as the one who adopted it.
    </p>
    <Form action={`${address(model)}/adopt`} version={model.shown.edits}>
      <DateInput legend="When was it signed by both?" {...dateField(errors, said, 'signed_on')} />
      <Button>Adopt</Button>
    </Form>
  </Page>
)
