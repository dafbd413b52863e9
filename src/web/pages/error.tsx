import type { FieldError } from '../../kernel/errors.ts'
import { Button, Form } from '../components/index.ts'
import { Page } from '../layout/page.tsx'

const HEADINGS: Readonly<Record<number, string>> = {
  403: 'You may not do this',
  404: 'Page not found',
  409: 'This has changed meanwhile',
  422: 'There is a problem',
  429: 'You need to wait',
  502: 'Weft does not get an answer',
}

export const ErrorPage = ({
  status,
  sentence,
  fields,
  request,
  again,
}: {
  status: number
  sentence: string
  fields: readonly FieldError[]
  request: string
  /** What the refused form held, to send it again as it was. */
  again?: { action: string; said: Readonly<Record<string, string | readonly string[]>> } | undefined
}) => {
  const heading = HEADINGS[status] ?? (status >= 500 ? 'Sorry, there is a problem with Weft' : 'There is a problem')
  return (
    <Page title={heading}>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{heading}</h1>
          <p class="govuk-body">{sentence}</p>
          {fields.length > 0 && (
            <ul class="govuk-list govuk-list--bullet">
              {fields.map(field => (
                <li>{field.sentence}</li>
              ))}
            </ul>
          )}
          {again !== undefined && <SendAgain {...again} />}
          <p class="govuk-body">
            <a class="govuk-link" href="/">
              Go to Today
            </a>
          </p>
          {status >= 500 && <p class="govuk-hint">Number of this request: {request}</p>}
        </div>
      </div>
    </Page>
  )
}

const OF_THE_FORM = new Set(['_csrf', '_key', '_version'])

const one = (words: string | readonly string[] | undefined) => (typeof words === 'string' ? words : undefined)

const SendAgain = ({
  action,
  said,
}: {
  action: string
  said: Readonly<Record<string, string | readonly string[]>>
}) => (
  <>
    <p class="govuk-body">What you wrote is kept on this page.</p>
    <Form action={action} idempotency={one(said._key)} version={one(said._version)}>
      {Object.entries(said)
        .filter(([name]) => !OF_THE_FORM.has(name))
        .flatMap(([name, words]) => [words].flat().map(word => <input type="hidden" name={name} value={word} />))}
      <Button>Send it again</Button>
    </Form>
  </>
)
