import { type Month, monthInWords } from '../../../kernel/month.ts'
import { capital, instantInWords } from '../../../kernel/words.ts'
import { BackLink, Button, Form, field, InsetText, Radios, Textarea } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { Again } from '../../../web/routing/route.ts'
import { DISPUTE_EFFECTS, DISPUTE_REASONS } from '../cycle.ts'
import type { loadDisputable } from '../month-page-model.ts'

const NAME_NOBODY = 'Name no person: whoever settles this sees no records.'
const options = (words: readonly string[]) => words.map(value => ({ value, text: capital(value) }))

export type DisputeModel = Awaited<ReturnType<typeof loadDisputable>>

/** A row is named on the form by its case and record. */
export const rowValue = (row: { caseId: string; record: string }) => `${row.caseId} ${row.record}`

export const DisputePage = (model: DisputeModel, { errors, said }: Again) => (
  <Page title="Dispute a figure" section={model.title} errors={errors}>
    <BackLink href={`/areas/${model.area}/months/${model.month}`}>Back to the month</BackLink>
    <span class="govuk-caption-l">{`${model.title}, ${monthInWords(model.month)}`}</span>
    <h1 class="govuk-heading-l">Dispute a figure</h1>
    <Form action={`/areas/${model.area}/months/${model.month}/dispute/${model.measure}`}>
      <Radios
        legend="What is wrong?"
        hint="Rows that counted as not met. Only those that you may see are listed."
        items={[
          ...model.rows.map(row => ({
            value: rowValue(row),
            text: `${row.record} of case ${row.caseId}`,
            hint: [row.part, row.at ? instantInWords(row.at) : undefined].filter(Boolean).join(', '),
          })),
          { value: 'figure', text: 'The figure as a whole' },
        ]}
        {...field(errors, said, 'row')}
      />
      <Radios legend="Why?" items={options(DISPUTE_REASONS)} {...field(errors, said, 'reason')} />
      <Textarea label="Say what happened" hint={NAME_NOBODY} rows={4} {...field(errors, said, 'words')} />
      <Button>Dispute it</Button>
    </Form>
  </Page>
)

export type SettleModel = {
  area: string
  month: Month
  dispute: string
  title: string
  organisation: string
  reason: string
  words: string
  byRow: boolean
  version: number
}

export const SettlePage = (model: SettleModel, { errors, said }: Again) => (
  <Page title="Settle a dispute" section={model.title} errors={errors}>
    <BackLink href={`/areas/${model.area}/months/${model.month}`}>Back to the month</BackLink>
    <span class="govuk-caption-l">{`${model.title}, ${monthInWords(model.month)}`}</span>
    <h1 class="govuk-heading-l">Settle a dispute</h1>
    <InsetText>{`${model.organisation} says: ${model.reason}. ${model.words}`}</InsetText>
    <Form action={`/areas/${model.area}/months/${model.month}/disputes/${model.dispute}`} version={model.version}>
      <Radios legend="Is it upheld?" items={options(['upheld', 'not upheld'])} {...field(errors, said, 'answer')} />
      {model.byRow && (
        <Radios
          legend="If it is upheld, how does the row count?"
          items={options(DISPUTE_EFFECTS)}
          {...field(errors, said, 'effect')}
        />
      )}
      <Textarea label="Why" hint={NAME_NOBODY} rows={4} {...field(errors, said, 'words')} />
      <Button>Settle it</Button>
    </Form>
  </Page>
)

export const ReviewPage = (
  { area, month, version }: { area: string; month: Month; version: number },
  { errors, said }: Again,
) => (
  <Page title="Record the review" section={monthInWords(month)} errors={errors}>
    <BackLink href={`/areas/${area}/months/${month}`}>Back to the month</BackLink>
    <span class="govuk-caption-l">{monthInWords(month)}</span>
    <h1 class="govuk-heading-l">Record the review</h1>
    <Form action={`/areas/${area}/months/${month}/review`} version={version}>
      <Textarea
        label="What was promised, what was done, and what is decided now"
        hint="Name no person: partners and the commissioner read this with the month."
        rows={8}
        {...field(errors, said, 'words')}
      />
      <Button>Record it</Button>
    </Form>
  </Page>
)
