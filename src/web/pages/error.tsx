import type { FieldError } from '../../kernel/errors.ts'
import { Page } from '../layout/page.tsx'

const HEADINGS: Readonly<Record<number, string>> = {
  403: 'You may not do this',
  404: 'Page not found',
  409: 'This has changed meanwhile',
  422: 'There is a problem',
  429: 'Too many tries',
  502: 'Weft does not get an answer',
}

export const ErrorPage = ({
  status,
  sentence,
  fields,
  request,
}: {
  status: number
  sentence: string
  fields: readonly FieldError[]
  request: string
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
