import { plural } from '../../kernel/words.ts'
import {
  Button,
  Details,
  FileUpload,
  Form,
  field,
  InsetText,
  Select,
  Table,
  Textarea,
  WarningText,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import { MOST_ROWS } from '../caseload/caseload-text.ts'
import { COLUMNS } from '../caseload/columns.ts'
import type { RowImported } from '../caseload/import-caseload.ts'
import type { CaseloadTaken, caseloadModel } from '../caseload/take-caseload.ts'

type Model = Awaited<ReturnType<typeof caseloadModel>>

const TITLE = 'Read in a caseload'
const TEMPLATE = '/imports/caseload/template'

/** A caseload file: chosen, previewed, and kept. */
export const CaseloadPage = ({ areas }: Model, { errors, said }: Again, result: CaseloadTaken | undefined) => (
  <Page
    title={result ? `${TITLE}: ${result.step === 'preview' ? 'preview' : 'nothing written'}` : TITLE}
    errors={errors}
    breadcrumbs={[{ text: 'Imports', href: '/imports' }, { text: TITLE }]}
  >
    <h1 class="govuk-heading-l">{TITLE}</h1>
    {areas.length === 0 ? (
      <p class="govuk-body">
        Your organisation cannot be responsible for cases in any area, so that it has no caseload to read in.
      </p>
    ) : (
      <>
        {result && <Result {...result} />}
        {result && <h2 class="govuk-heading-m">Choose another file</h2>}
        <Ask areas={areas} errors={errors} said={said} />
        <Columns />
      </>
    )}
  </Page>
)

const Ask = ({ areas, errors, said }: Model & Again) => (
  <>
    <p class="govuk-body">
      A caseload is a CSV file with one case of one person in each row.{' '}
      <a class="govuk-link" href={TEMPLATE}>
        Download the template
      </a>{' '}
      and write over its row. Nothing is written before you have seen a preview.
    </p>
    <Form action="/imports/caseload" multipart>
      <input type="hidden" name="step" value="preview" />
      <Select
        label="Area of the cases"
        items={areas.map(({ area, name }) => ({ value: area, text: name }))}
        {...field(errors, said, 'area')}
      />
      <FileUpload
        label="Caseload file"
        hint={`A CSV file in UTF-8, at most 5 megabytes and ${MOST_ROWS.toLocaleString('en-GB')} rows.`}
        accept=".csv,text/csv"
        {...fileField(errors)}
      />
      <Details summary="Paste rows in place of a file" open={typeof said.text === 'string' && said.text !== ''}>
        <Textarea
          label="Rows, with the heading first"
          rows={8}
          spellcheck={false}
          autocomplete="off"
          {...field(errors, said, 'text')}
        />
      </Details>
      <Button>Preview</Button>
    </Form>
  </>
)

/** A browser fills in no file again. */
const fileField = (errors: Again['errors']) => {
  const { name, error } = field(errors, {}, 'file')
  return { name, error }
}

const Columns = () => (
  <Details summary="What each column holds">
    <Table
      caption="Columns of the file"
      phone="stack"
      head={['Column', 'Holds', 'Needed', 'Example']}
      firstCellIsHeader
      rows={COLUMNS.map(({ name, holds, required, example }) => [
        <code>{name}</code>,
        holds,
        required ? 'needed' : 'may be empty',
        <code class="weft-hash">{example}</code>,
      ])}
    />
    <p class="govuk-body">Days are 2026-03-03 or 03/03/2026. Lists are separated by semicolons.</p>
  </Details>
)

const Result = (result: CaseloadTaken) => {
  const { counts, heading, faults, rows, step } = result
  const coming = counts.new + counts.changed
  return (
    <>
      <h2 class="govuk-heading-m">{`${step === 'preview' ? 'Preview of' : 'Result of'} ${result.named}`}</h2>
      <InsetText>
        {step === 'preview' ? 'Nothing is written yet.' : notWritten(result)} {countsInWords(counts)}
      </InsetText>
      {heading.length > 0 && (
        <Table
          caption="About the heading"
          phone="stack"
          head={['Column', 'What it means']}
          rows={heading.map(({ field: column, sentence }) => [column || 'the heading', sentence])}
        />
      )}
      {faults.length > 0 && (
        <Table
          caption={`Bad rows: ${counts.bad}`}
          phone="stack"
          head={['Line', 'Field', 'Found', 'What to do']}
          rows={faults.map(({ line, field: column, found, sentence }) => [
            line,
            column || 'the row',
            found || 'nothing',
            sentence,
          ])}
        />
      )}
      <Rows caption="Good rows that are not kept" rows={rows.filter(isNotKept)} />
      {rows.some(row => !isNotKept(row)) && (
        <Details summary={`What becomes of ${plural(rows.filter(row => !isNotKept(row)).length, 'good row')}`}>
          <Rows caption="Good rows" rows={rows.filter(row => !isNotKept(row))} />
        </Details>
      )}
      {step === 'preview' && coming > 0 && <Keep {...result} />}
      {step === 'preview' && coming === 0 && (
        <p class="govuk-body">There is nothing to keep: no row is new, and none changes a case.</p>
      )}
    </>
  )
}

const isNotKept = ({ change }: RowImported) => change === 'failed' || change === 'left'

const countsInWords = ({ new: opened, changed, unchanged, left, failed, bad, limited }: CaseloadTaken['counts']) =>
  `${plural(opened, 'new case')}, ${changed} changed, ${unchanged} unchanged, ${left + failed} not kept, ${plural(bad, 'bad row')}${limited > 0 ? `; ${limited} with limited access` : ''}.`

const notWritten = ({ counts }: CaseloadTaken) =>
  counts.bad + counts.failed + counts.left > 0
    ? 'Nothing was written, since a row is bad or cannot be kept and you chose all rows or none.'
    : 'Nothing was written, since nothing differs.'

const Rows = ({ caption, rows }: { caption: string; rows: readonly RowImported[] }) =>
  rows.length === 0 ? null : (
    <Table
      caption={caption}
      phone="stack"
      head={['Line', 'Case', 'What is said']}
      rows={rows.map(({ line, change, changes, said, limited }) => [
        line,
        `${CHANGES[change]}${changes.length > 0 ? `: ${changes.join(', ')}` : ''}${limited ? ', with limited access' : ''}`,
        said.join(' ') || 'Nothing',
      ])}
    />
  )

const CHANGES: Readonly<Record<RowImported['change'], string>> = {
  new: 'opened',
  changed: 'changed',
  unchanged: 'stays as it is',
  left: 'left as it is',
  failed: 'not opened',
}

/** With a bad row there is one way on, to leave it out; the other is to mend the file. Without one, all rows are kept or none. */
const Keep = ({ area, named, bytes, counts }: CaseloadTaken) => {
  const lost = counts.bad + counts.failed + counts.left
  const kept = plural(counts.new + counts.changed, lost > 0 ? 'good row' : 'row')
  return (
    <Form action="/imports/caseload" multipart>
      <input type="hidden" name="step" value="keep" />
      <input type="hidden" name="area" value={area} />
      <input type="hidden" name="file_name" value={named} />
      <input type="hidden" name="kept" value={Buffer.from(bytes).toString('base64')} />
      <input type="hidden" name="bad" value={lost > 0 ? 'leave out' : 'write nothing'} />
      {lost > 0 && (
        <WarningText>
          {`${plural(lost, 'row')} would be left out. Mend the file and choose it again below, or keep the others without ${lost === 1 ? 'it' : 'them'}.`}
        </WarningText>
      )}
      <Button preventDoubleClick>{lost > 0 ? `Keep ${kept} and leave out ${lost}` : `Keep ${kept}`}</Button>
    </Form>
  )
}
