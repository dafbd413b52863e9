import { capital, instantInWords } from '../../../kernel/words.ts'
import { type Cell, Table } from '../../../web/components/index.ts'
import { caseName, caseUrl } from '../../read-model.ts'
import type { CaseRow } from '../case-rows.ts'

/** Cases as rows; `extra` is a column of the list's own. */
export const CaseTable = <Row extends CaseRow>({
  caption,
  rows,
  extra,
  empty,
}: {
  caption: string
  rows: readonly Row[]
  extra?: { head: string; cell: (row: Row) => string } | undefined
  empty: string
}) => (
  <Table
    caption={caption}
    captionClasses="govuk-table__caption--m"
    phone="stack"
    empty={empty}
    firstCellIsHeader
    head={['Person', 'CRN', ...(extra ? [extra.head] : []), 'Responsible', 'Risk of serious harm', 'Next appointment']}
    rows={rows.map((row): Cell[] => [
      <PersonCell row={row} />,
      row.crn ?? <Absent words={row.name === null ? 'Not shared' : 'None'} />,
      ...(extra ? [extra.cell(row)] : []),
      <Who row={row} />,
      row.risk === null ? <Absent words="None to show" /> : capital(row.risk),
      row.nextAppointment === null ? <Absent words="None booked" /> : instantInWords(row.nextAppointment),
    ])}
  />
)

const PersonCell = ({ row }: { row: CaseRow }) => (
  <>
    <a class="govuk-link" href={caseUrl(row)}>
      {caseName(row)}
    </a>
    {row.name === null && <div class="govuk-hint govuk-!-margin-bottom-0">The name appears on acceptance</div>}
  </>
)

const Who = ({ row }: { row: CaseRow }) =>
  row.organisation === null ? (
    <Absent words="Closed" />
  ) : (
    <>
      {row.organisation}
      {row.officer !== null && (
        <>
          <br />
          {row.officer}
        </>
      )}
    </>
  )

const Absent = ({ words }: { words: string }) => <div class="govuk-hint govuk-!-margin-bottom-0">{words}</div>
