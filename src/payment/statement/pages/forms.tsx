import { formatMoney } from '../../../kernel/money.ts'
import { BackLink, Button, Form, field, InsetText, Radios, Textarea, TextInput } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { Again } from '../../../web/routing/route.ts'
import type { loadLine, loadLineDispute } from '../read-statements.ts'

const Line = ({ line }: { line: { line: number; title: string; formula: string; pence: bigint } }) => (
  <InsetText>{`Line ${line.line}, ${line.title}: ${formatMoney(line.pence)}. ${line.formula}`}</InsetText>
)

export const DisputeLinePage = ({ statement, line }: Awaited<ReturnType<typeof loadLine>>, { errors, said }: Again) => (
  <Page title="Dispute a line" section={statement} errors={errors}>
    <BackLink href={`/statements/${statement}`}>Back to the statement</BackLink>
    <h1 class="govuk-heading-l">Dispute a line</h1>
    <Line line={line} />
    <p class="govuk-body">
      The statement stays as it is. If the other side agrees, the difference is a credit note in the next statement.
    </p>
    <Form action={`/statements/${statement}/lines/${line.line}/dispute`}>
      <Textarea
        label="What is wrong, and what would be right"
        hint="Name no person: money holds no personal data."
        rows={4}
        {...field(errors, said, 'words')}
      />
      <Button>Dispute it</Button>
    </Form>
  </Page>
)

export const AnswerLinePage = (
  { statement, dispute, by, words, line }: Awaited<ReturnType<typeof loadLineDispute>>,
  { errors, said }: Again,
) => (
  <Page title="Answer a dispute" section={statement} errors={errors}>
    <BackLink href={`/statements/${statement}`}>Back to the statement</BackLink>
    <h1 class="govuk-heading-l">Answer a dispute</h1>
    <Line line={line} />
    <InsetText>{`${by} says: ${words}`}</InsetText>
    <Form action={`/statements/${statement}/disputes/${dispute}`}>
      <Radios
        legend="Do you agree?"
        items={[
          {
            value: 'agreed',
            text: 'Agreed',
            conditional: (
              <TextInput
                label="Credit in the next statement"
                hint="What is paid in addition, such as £120.00; with a minus where it is taken back."
                prefix="£"
                classes="govuk-input--width-10"
                {...field(errors, said, 'credit')}
              />
            ),
          },
          { value: 'refused', text: 'Not agreed' },
        ]}
        {...field(errors, said, 'answer')}
      />
      <Textarea
        label="Why"
        hint="Name no person: money holds no personal data."
        rows={4}
        {...field(errors, said, 'words')}
      />
      <Button>Answer</Button>
    </Form>
  </Page>
)
