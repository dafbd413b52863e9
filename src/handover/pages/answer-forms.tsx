import type { FieldError } from '../../kernel/errors.ts'
import {
  Checkboxes,
  choices,
  DateInput,
  dateField,
  Fieldset,
  field,
  Radios,
  type Said,
  Select,
  Textarea,
} from '../../web/components/index.ts'
import type { Again } from '../../web/routing/route.ts'
import { CHECK_ITEMS } from '../checklist.ts'
import type { Officer } from '../receivers.ts'
import type { ShownItem, TransferModel } from '../show-transfer.ts'
import { declineReasonsOf, LANDING_DAYS } from '../transfer.ts'
import { transferUrl } from '../transfer-rows.ts'
import { CheckList } from './check-list.tsx'
import { FormPage } from './frame.tsx'
import { transferCrumbs } from './sender-forms.tsx'

export type AcceptModel = TransferModel & { officers: readonly Officer[] }

/** The named officer, the day, and for each item that is missing who closes it by when. */
export const AcceptPage = (model: AcceptModel, { errors, said }: Again) => {
  const { transfer, header, list, officers, fromName, toName } = model
  const days = LANDING_DAYS[transfer.kind]
  return (
    <FormPage
      header={header}
      title="Accept this hand-over"
      action={`${transferUrl(transfer)}/accept`}
      back={transferUrl(transfer)}
      crumbs={transferCrumbs(model)}
      version={transfer.version}
      errors={errors}
      send="Accept responsibility"
      before={<CheckList list={list} />}
    >
      <Select
        label="Who is the responsible officer?"
        labelClasses="govuk-label--s"
        items={[
          { value: '', text: 'Choose an officer' },
          ...officers.map(({ worker, name }) => ({ value: worker, text: name })),
        ]}
        {...field(errors, said, 'officer')}
      />
      <DateInput
        legend="From which day are you responsible?"
        legendClasses="govuk-fieldset__legend--s"
        hint={`Today takes effect at once. The person must be seen within ${days === 1 ? '1 business day' : `${days} business days`} of this day.`}
        {...dateField(errors, said, 'effective_on')}
      />
      {list
        .filter(item => item.state === 'missing')
        .map(item => (
          <GapQuestion item={item} fromName={fromName} toName={toName} errors={errors} said={said} />
        ))}
    </FormPage>
  )
}

const GapQuestion = ({
  item,
  fromName,
  toName,
  errors,
  said,
}: {
  item: ShownItem
  fromName: string
  toName: string
  errors: readonly FieldError[]
  said: Said
}) => (
  <Fieldset legend={`Missing: ${item.title.toLowerCase()}`} legendClasses="govuk-fieldset__legend--m">
    <p class="govuk-hint">{item.words}</p>
    <Radios
      legend="Who closes this gap?"
      legendClasses="govuk-fieldset__legend--s"
      items={[
        { value: 'sender', text: fromName },
        { value: 'receiver', text: toName },
      ]}
      {...field(errors, said, `closer_${item.code}`)}
    />
    <DateInput
      legend="By which day?"
      legendClasses="govuk-fieldset__legend--s"
      {...dateField(errors, said, `by_${item.code}`)}
    />
  </Fieldset>
)

/** What is missing, against the list. */
export const ReturnPage = (model: TransferModel, { errors, said }: Again) => (
  <FormPage
    header={model.header}
    title="Return for what is missing"
    action={`${transferUrl(model.transfer)}/return`}
    back={transferUrl(model.transfer)}
    crumbs={transferCrumbs(model)}
    version={model.transfer.version}
    errors={errors}
    send={`Return to ${model.fromName}`}
    before={<CheckList list={model.list} />}
  >
    <Checkboxes
      legend="What is missing?"
      legendClasses="govuk-fieldset__legend--s"
      items={CHECK_ITEMS.map(({ code, title }) => ({ value: code, text: title }))}
      {...choices(errors, said, 'items')}
    />
    <Textarea
      label="What would make it complete?"
      labelClasses="govuk-label--s"
      rows={3}
      {...field(errors, said, 'words')}
    />
  </FormPage>
)

export const DeclinePage = (model: TransferModel, { errors, said }: Again) => (
  <FormPage
    header={model.header}
    title="Decline this hand-over"
    action={`${transferUrl(model.transfer)}/decline`}
    back={transferUrl(model.transfer)}
    crumbs={transferCrumbs(model)}
    version={model.transfer.version}
    errors={errors}
    send="Decline"
    kind="warning"
    before={
      <p class="govuk-body">
        {model.fromName} stays responsible, and you lose sight of the case. Where something is only missing,{' '}
        <a class="govuk-link" href={`${transferUrl(model.transfer)}/return`}>
          return it instead
        </a>
        .
      </p>
    }
  >
    <Radios
      legend="Why do you decline?"
      legendClasses="govuk-fieldset__legend--s"
      items={declineReasonsOf(model.transfer.kind).map(({ code, label }) => ({ value: code, text: label }))}
      {...field(errors, said, 'reason')}
    />
    <Textarea
      label="What should the sender know? (optional)"
      labelClasses="govuk-label--s"
      rows={3}
      {...field(errors, said, 'words')}
    />
  </FormPage>
)
