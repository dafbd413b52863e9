import type { ComponentChildren } from 'preact'
import { type CaseHeader, caseName, caseUrl } from '../../casework/read-model.ts'
import type { FieldError } from '../../kernel/errors.ts'
import { Button, ButtonGroup, type Crumb, Form, Tag, type TagColour } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { TransferState } from '../transfer.ts'

export const KIND_WORDS = { release: 'Release', 'area move': 'Area move' } as const

const STATES: Readonly<Record<TransferState, { words: string; colour: TagColour }>> = {
  draft: { words: 'Draft', colour: 'grey' },
  offered: { words: 'Offered', colour: 'blue' },
  returned: { words: 'Returned', colour: 'orange' },
  accepted: { words: 'Accepted', colour: 'teal' },
  effective: { words: 'Effective', colour: 'purple' },
  landed: { words: 'Landed', colour: 'green' },
  declined: { words: 'Declined', colour: 'red' },
  withdrawn: { words: 'Withdrawn', colour: 'grey' },
}

export const StateTag = ({ state }: { state: TransferState }) => (
  <Tag colour={STATES[state].colour}>{STATES[state].words}</Tag>
)

export const caseCrumbs = (header: CaseHeader): Crumb[] => [
  { text: 'Cases', href: '/cases' },
  { text: caseName(header), href: caseUrl(header) },
]

/** A page with one form about a hand-over: its title under the person's name, and a way back. */
export const FormPage = ({
  header,
  title,
  action,
  back,
  crumbs,
  version,
  errors,
  send,
  kind,
  before,
  children,
}: {
  header: CaseHeader
  title: string
  action: string
  back: string
  crumbs: readonly Crumb[]
  version?: number | undefined
  errors: readonly FieldError[]
  send: string
  kind?: 'warning' | undefined
  before?: ComponentChildren
  children?: ComponentChildren
}) => (
  <Page title={title} section={caseName(header)} errors={errors} breadcrumbs={[...crumbs, { text: title }]}>
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <span class="govuk-caption-l">{caseName(header)}</span>
        <h1 class="govuk-heading-l">{title}</h1>
        {before}
        <Form action={action} version={version}>
          {children}
          <ButtonGroup>
            <Button kind={kind} preventDoubleClick>
              {send}
            </Button>
            <a class="govuk-link" href={back}>
              Cancel
            </a>
          </ButtonGroup>
        </Form>
      </div>
    </div>
  </Page>
)
