import { type CaseHeader, caseName, caseUrl } from '../../casework/read-model.ts'
import { plural } from '../../kernel/words.ts'
import { field, Radios, type Said, Select, Textarea, WarningText } from '../../web/components/index.ts'
import type { Again } from '../../web/routing/route.ts'
import type { SenderWords } from '../checklist.ts'
import type { TransferModel } from '../show-transfer.ts'
import { transferUrl } from '../transfer-rows.ts'
import { CheckList } from './check-list.tsx'
import { caseCrumbs, FormPage } from './frame.tsx'

/** What the person wrote where a form comes back, or what the record holds. */
const saidOr = ({ errors, said }: Again, held: Said): Said => (errors.length > 0 ? said : held)

export const transferCrumbs = ({ header, transfer }: TransferModel) => [
  ...caseCrumbs(header),
  { text: `Hand-over ${transfer.reference}`, href: transferUrl(transfer) },
]

export type DraftModel = {
  header: CaseHeader
  ownWords: string | null
  receivers: readonly { value: string; text: string }[]
}

/** Begins a hand-over. */
export const DraftPage = ({ header, ownWords, receivers }: DraftModel, again: Again) => {
  const said = saidOr(again, { own_words: ownWords ?? '' })
  return (
    <FormPage
      header={header}
      title="Begin a hand-over"
      action={`${caseUrl(header)}/hand-overs/new`}
      back={caseUrl(header)}
      crumbs={caseCrumbs(header)}
      errors={again.errors}
      send="Save draft"
      before={<p class="govuk-body">Nobody else sees a draft. You offer it after you have looked through its list.</p>}
    >
      <Radios
        legend="What kind of hand-over is it?"
        legendClasses="govuk-fieldset__legend--s"
        items={[
          {
            value: 'release',
            text: 'Release',
            hint: 'From custody to the organisation that is responsible in the home area. First contact in 1 business day.',
          },
          {
            value: 'area move',
            text: 'Area move',
            hint: 'To the organisation of the same role in another area. First contact in 5 business days.',
          },
        ]}
        {...field(again.errors, said, 'kind')}
      />
      <Select
        label="Who takes the case over?"
        labelClasses="govuk-label--s"
        items={[{ value: '', text: 'Choose an organisation' }, ...receivers]}
        {...field(again.errors, said, 'receiver')}
      />
      <Textarea
        label="Why is the case handed over?"
        labelClasses="govuk-label--s"
        rows={3}
        {...field(again.errors, said, 'reason')}
      />
      <Textarea
        label="What matters to the person, in their own words (optional)"
        labelClasses="govuk-label--s"
        hint="It travels with the case, so that nobody has to tell it again."
        rows={3}
        {...field(again.errors, said, 'own_words')}
      />
    </FormPage>
  )
}

export type PrepareModel = TransferModel & { words: SenderWords }

/** What only the sender knows. */
export const PreparePage = (model: PrepareModel, again: Again) => {
  const { transfer, header, words } = model
  const said = saidOr(again, { ...words, own_words: transfer.ownWords ?? '' })
  return (
    <FormPage
      header={header}
      title="Add what only you know"
      action={`${transferUrl(transfer)}/prepare`}
      back={transferUrl(transfer)}
      crumbs={transferCrumbs(model)}
      version={transfer.version}
      errors={again.errors}
      send="Save"
      before={
        <p class="govuk-body">Weft fills in the rest of the list from the record. Leave empty what you do not know.</p>
      }
    >
      <Textarea
        label="Health and adjustments the person agreed to share"
        labelClasses="govuk-label--s"
        hint="Say so where the person agreed to share nothing."
        rows={3}
        {...field(again.errors, said, 'health')}
      />
      <Textarea
        label="Enforcement in hand"
        labelClasses="govuk-label--s"
        hint="Warnings, a breach referral, a hearing. Say so where there is none."
        rows={3}
        {...field(again.errors, said, 'enforcement')}
      />
      <Textarea
        label="What the person was told"
        labelClasses="govuk-label--s"
        hint="When, by whom, and whom to turn to."
        rows={3}
        {...field(again.errors, said, 'told')}
      />
      <Textarea
        label="What matters to the person, in their own words"
        labelClasses="govuk-label--s"
        rows={3}
        {...field(again.errors, said, 'own_words')}
      />
    </FormPage>
  )
}

/** The list once more, then the offer. */
export const OfferPage = (model: TransferModel, again: Again) => {
  const { transfer, header, list, toName } = model
  const missing = list.filter(item => item.state === 'missing').map(item => item.title.toLowerCase())
  return (
    <FormPage
      header={header}
      title={transfer.state === 'returned' ? 'Offer this hand-over again' : 'Offer this hand-over'}
      action={`${transferUrl(transfer)}/offer`}
      back={transferUrl(transfer)}
      crumbs={transferCrumbs(model)}
      version={transfer.version}
      errors={again.errors}
      send={`Offer to ${toName}`}
      before={
        <>
          <p class="govuk-body">
            From the offer on, {toName} may consider the case of {caseName(header)}. You stay responsible until it takes
            effect.
          </p>
          {missing.length > 0 && (
            <WarningText>
              {plural(missing.length, 'item')} missing: {missing.join('; ')}. {toName} may return the hand-over for
              this.
            </WarningText>
          )}
          <CheckList list={list} />
        </>
      }
    />
  )
}

export const WithdrawPage = (model: TransferModel, again: Again) => (
  <FormPage
    header={model.header}
    title="Withdraw this hand-over"
    action={`${transferUrl(model.transfer)}/withdraw`}
    back={transferUrl(model.transfer)}
    crumbs={transferCrumbs(model)}
    version={model.transfer.version}
    errors={again.errors}
    send="Withdraw"
    kind="warning"
    before={
      <p class="govuk-body">
        {model.transfer.firstOfferedAt === null
          ? `${model.toName} has not seen it. You stay responsible.`
          : `${model.toName} loses sight of the case. You stay responsible.`}
      </p>
    }
  />
)
