import type { FieldError } from '../../../kernel/errors.ts'
import { AskForm, Button, field, InsetText, Radios, type Said, Textarea, TextInput } from '../../components/index.ts'
import { Page } from '../../layout/page.tsx'
import type { Asked } from '../questions.ts'

export type CalculatorListModel = { rules: readonly { name: string; title: string; about: string }[] }

export const CalculatorListPage = ({ rules }: CalculatorListModel) => (
  <Page title="Calculator">
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">Calculator</h1>
        <p class="govuk-body-l">
          Every rule that Weft calculates by, on figures of your own, with its working. It runs the same code as the
          figures and the statements. Nothing that you enter is kept.
        </p>
        {rules.map(rule => (
          <>
            <h2 class="govuk-heading-s govuk-!-margin-bottom-1">
              <a class="govuk-link" href={`/calculator/${rule.name}`}>
                {rule.title}
              </a>
            </h2>
            <p class="govuk-body">{rule.about}</p>
          </>
        ))}
      </div>
    </div>
  </Page>
)

export type CalculatorModel = {
  name: string
  title: string
  about: string
  source: string
  questions: readonly Asked[]
  said: Said
  errors: readonly FieldError[]
  answer: { result: string; working: readonly string[] } | undefined
}

const Question = ({ each, errors, said }: { each: Asked; errors: readonly FieldError[]; said: Said }) => {
  const label = each.optional ? `${each.label} (optional)` : each.label
  const given = field(errors, said, each.name)
  if (each.kind === 'choice')
    return <Radios legend={label} items={each.of.map(value => ({ value, text: wordFor(value) }))} {...given} />
  if (each.kind === 'line')
    return <TextInput label={label} hint={each.hint || undefined} classes="govuk-input--width-20" {...given} />
  return <Textarea label={label} hint={each.hint} rows={each.kind === 'rows' ? 10 : 6} spellcheck={false} {...given} />
}

const wordFor = (value: string) => (value === 'true' ? 'Yes' : value === 'false' ? 'No' : value)

export const CalculatorPage = ({ name, title, about, source, questions, said, errors, answer }: CalculatorModel) => (
  <Page
    title={title}
    section="Calculator"
    errors={errors}
    breadcrumbs={[{ text: 'Calculator', href: '/calculator' }, { text: title }]}
  >
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">{title}</h1>
        <p class="govuk-body">{about}</p>
        <p class="govuk-hint">Source: {source}</p>
        {answer && (
          <section aria-labelledby="answer">
            <h2 class="govuk-heading-m" id="answer">
              Answer
            </h2>
            <InsetText>
              <pre class="weft-answer">{answer.result}</pre>
            </InsetText>
            <h3 class="govuk-heading-s">How it was reached</h3>
            <ol class="govuk-list govuk-list--number">
              {answer.working.map(step => (
                <li>{step}</li>
              ))}
            </ol>
          </section>
        )}
        <h2 class="govuk-heading-m">Your figures</h2>
        <AskForm action={`/calculator/${name}`}>
          <input type="hidden" name="run" value="yes" />
          {questions.map(each => (
            <Question each={each} errors={errors} said={said} />
          ))}
          <Button>Calculate</Button>
        </AskForm>
      </div>
    </div>
  </Page>
)
