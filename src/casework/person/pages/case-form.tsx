import type { ComponentChildren } from 'preact'
import type { FieldError } from '../../../kernel/errors.ts'
import { Button, ButtonGroup, type Crumb, Form } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import { type CaseHeader, caseName, caseUrl } from '../../read-model.ts'

export const casesCrumb: Crumb = { text: 'Cases', href: '/cases' }

export const caseCrumbs = (header: CaseHeader): Crumb[] => [
  casesCrumb,
  { text: caseName(header), href: caseUrl(header) },
]

type FormPage = {
  header: CaseHeader
  title: string
  /** Address of the form below the case's. */
  path: string
  errors: readonly FieldError[]
  version?: number | undefined
  send?: string
  warning?: 'warning' | undefined
  /** Where it goes when the person thinks better of it; the case's page unless given. */
  back?: string
  intro?: ComponentChildren
  children: ComponentChildren
}

/** A page about one case with one form: its title under the person's name, and a way back. */
export const CaseFormPage = ({
  header,
  title,
  path,
  errors,
  version,
  send = 'Save',
  warning,
  back,
  intro,
  children,
}: FormPage) => (
  <Page title={title} section={header.caseId} errors={errors} breadcrumbs={[...caseCrumbs(header), { text: title }]}>
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <span class="govuk-caption-l">{caseName(header)}</span>
        <h1 class="govuk-heading-l">{title}</h1>
        {intro}
        <Form action={`${caseUrl(header)}${path}`} version={version}>
          {children}
          <ButtonGroup>
            <Button kind={warning}>{send}</Button>
            <a class="govuk-link" href={back ?? caseUrl(header)}>
              Cancel
            </a>
          </ButtonGroup>
        </Form>
      </div>
    </div>
  </Page>
)
