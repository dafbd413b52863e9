import type { FieldError } from '../../../kernel/errors.ts'
import { plural } from '../../../kernel/words.ts'
import {
  AskForm,
  Button,
  ButtonGroup,
  InsetText,
  Pagination,
  SubNavigation,
  TextInput,
} from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { FoundPerson } from '../find-person.ts'
import type { CaseList, CasesPage } from '../list-cases.ts'
import { casesCrumb } from './case-form.tsx'
import { CaseTable } from './case-table.tsx'

export type CasesModel = CasesPage & { list: CaseList; begun: 'first' | 'later'; organisation: string; opens: boolean }

export const CasesListPage = ({ model }: { model: CasesModel }) => (
  <Page title="Cases" wide>
    <h1 class="govuk-heading-l">Cases</h1>
    <FindForm words="" />
    <SubNavigation
      label="Whose cases"
      items={[
        { href: '/cases', text: 'Mine', current: model.list === 'mine' },
        { href: '/cases?list=all', text: 'All of my organisation', current: model.list === 'all' },
      ]}
    />
    <CaseTable
      caption={model.list === 'mine' ? 'Cases you work on' : `Cases of ${model.organisation} that you may see`}
      rows={model.rows}
      empty={
        model.list === 'mine'
          ? 'No case is allocated to you. Cases stand here once you are their officer or deliver a service to the person.'
          : 'No case is to be seen. Cases stand here once your organisation is responsible for them or is asked to take a referral.'
      }
    />
    {model.begun === 'later' || model.next ? <Pages model={model} /> : null}
    {model.opens && (
      <ButtonGroup>
        <Button href="/cases/open" kind="secondary">
          Open a case
        </Button>
      </ButtonGroup>
    )}
  </Page>
)

const Pages = ({ model }: { model: CasesModel }) => {
  const list = model.list === 'all' ? 'list=all&' : ''
  return (
    <Pagination
      label="Pages of cases"
      previous={
        model.begun === 'later'
          ? { href: model.list === 'all' ? '/cases?list=all' : '/cases', text: 'First page' }
          : undefined
      }
      next={model.next ? { href: `/cases?${list}after=${model.next.area}.${model.next.caseId}` } : undefined}
    />
  )
}

const FindForm = ({ words, error }: { words: string; error?: string | undefined }) => (
  <AskForm action="/cases/find">
    <TextInput
      name="words"
      label="Find a person"
      labelClasses="govuk-label--s"
      hint="A name, or any identifier: CRN, prison number, PNC, CRO or case reference"
      value={words}
      error={error}
      type="search"
      spellcheck={false}
      autocomplete="off"
      classes="govuk-!-width-two-thirds"
    />
    <Button kind={words === '' ? 'secondary' : undefined}>Find</Button>
  </AskForm>
)

export type FindModel = { words: string; found: FoundPerson[]; more: boolean; opens: boolean; reviews: boolean }

const MATCH_WORDS = { identifier: 'Identifier', name: 'Name', 'sounds alike': 'Sounds alike' } as const

export const FindPage = ({ model, errors = [] }: { model: FindModel; errors?: readonly FieldError[] }) => (
  <Page title="Find a person" wide errors={errors} breadcrumbs={[casesCrumb, { text: 'Find a person' }]}>
    <h1 class="govuk-heading-l">Find a person</h1>
    <FindForm words={model.words} />
    {model.words !== '' && model.found.length > 0 && (
      <CaseTable
        caption={
          model.more
            ? `The first ${model.found.length} people found`
            : `${plural(model.found.length, 'person', 'people')} found`
        }
        rows={model.found}
        extra={{ head: 'Found by', cell: row => MATCH_WORDS[row.match] }}
        empty=""
      />
    )}
    {model.more && <InsetText>There are more. Add another name or an identifier to narrow them.</InsetText>}
    {model.words !== '' && model.found.length === 0 && <NothingFound opens={model.opens} />}
    <OtherWays reviews={model.reviews} />
  </Page>
)

const NothingFound = ({ opens }: { opens: boolean }) => (
  <>
    <h2 class="govuk-heading-m">Nobody found</h2>
    <p class="govuk-body">Nobody whose record you may see matches. You can:</p>
    <ul class="govuk-list govuk-list--bullet">
      <li>check the spelling, or use an identifier such as the CRN</li>
      {opens && (
        <li>
          <a class="govuk-link" href="/cases/open">
            open a case
          </a>{' '}
          if the person is new to you
        </li>
      )}
      <li>
        <a class="govuk-link" href="/glass">
          break the glass
        </a>{' '}
        if somebody is in danger and you hold an exact identifier
      </li>
    </ul>
  </>
)

/** What is done about a record by an exact identifier, besides finding it. */
const OtherWays = ({ reviews }: { reviews: boolean }) => (
  <>
    <h2 class="govuk-heading-m">When a record is not open to you</h2>
    <ul class="govuk-list">
      <li>
        <a class="govuk-link" href="/glass">
          Open a record in an emergency
        </a>
      </li>
      {reviews && (
        <>
          <li>
            <a class="govuk-link" href="/glass/reviews">
              Review emergency openings
            </a>
          </li>
          <li>
            <a class="govuk-link" href="/limited">
              Cases with limited access
            </a>
          </li>
        </>
      )}
    </ul>
  </>
)
