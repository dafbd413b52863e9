import { formatMoney } from '../../../kernel/money.ts'
import { monthInWords } from '../../../kernel/month.ts'
import { capital, instantInWords } from '../../../kernel/words.ts'
import { Button, Form, Pagination, SummaryList, Table, Tag, WarningText } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { StatementModel, StatementsModel } from '../read-statements.ts'

export const StatementsPage = ({ statements, next, month }: StatementsModel) => (
  <Page title="Statements">
    <h1 class="govuk-heading-l">Statements</h1>
    <p class="govuk-body">
      A statement issues when a month is frozen. It explains each line, and is paid after two different people have
      approved it.
    </p>
    <Table
      caption="Statements"
      head={['Statement', 'Month', 'Paid by', 'Paid to', 'State', 'Total']}
      numeric={[5]}
      firstCellIsHeader
      phone="stack"
      empty="No statement has been issued yet. The first stands here when the first month is frozen."
      rows={statements.map(each => [
        <a class="govuk-link" href={`/statements/${each.statement}`}>
          {each.statement}
        </a>,
        monthInWords(each.month),
        each.payer,
        each.payee,
        capital(each.state),
        formatMoney(each.totalPence),
      ])}
    />
    {next && (
      <Pagination next={{ href: `/statements?${new URLSearchParams({ ...(month ? { month } : {}), after: next })}` }} />
    )}
  </Page>
)

export const StatementPage = ({
  issued,
  digest,
  intact,
  state,
  issuedAt,
  version,
  approvals,
  disputes,
  moves,
}: StatementModel) => (
  <Page
    title={`Statement ${issued.statement}`}
    breadcrumbs={[{ text: 'Statements', href: '/statements' }, { text: issued.statement }]}
  >
    <span class="govuk-caption-l">{`${issued.payee.name}, ${monthInWords(issued.month)}`}</span>
    <h1 class="govuk-heading-l">{`Statement: ${formatMoney(issued.totalPence)}`}</h1>
    <p>
      <Tag colour={state === 'approved' ? 'green' : 'blue'}>{capital(state)}</Tag>
    </p>
    {!intact && (
      <WarningText>
        This statement does not match its digest. Tell your administrator at once, and pay nothing from it.
      </WarningText>
    )}
    <SummaryList
      rows={[
        {
          key: 'Agreement',
          value: (
            <a
              class="govuk-link"
              href={`/agreements/${issued.agreement}`}
            >{`${issued.title}, version ${issued.agreementVersion}`}</a>
          ),
        },
        { key: 'Paid by', value: issued.payer.name },
        { key: 'Paid to', value: issued.payee.name },
        {
          key: 'Month',
          value: (
            <a class="govuk-link" href={`/areas/${issued.area}/months/${issued.month}`}>
              {monthInWords(issued.month)}
            </a>
          ),
        },
        { key: 'Issued at the freeze', value: instantInWords(issuedAt) },
        {
          key: 'Approved by',
          value:
            approvals.length === 0
              ? 'Nobody yet'
              : approvals.map(each => `${each.name}, ${instantInWords(each.at)}`).join('; '),
        },
        { key: 'Digest', value: <code class="weft-hash">{digest}</code> },
      ]}
    />
    <Lines issued={issued} mayDispute={moves.dispute} />
    <Disputes statement={issued.statement} disputes={disputes} />
    {moves.approve && (
      <Form action={`/statements/${issued.statement}/approve`} version={version}>
        <p class="govuk-body">
          {approvals.length === 0
            ? 'You give the first approval. Another person gives the second.'
            : 'You give the second approval; then it can be paid.'}
        </p>
        <Button>Approve this statement</Button>
      </Form>
    )}
    <p class="govuk-body">
      <a class="govuk-link" href={`/statements/${issued.statement}/pdf`}>
        Download as PDF
      </a>
      {' · '}
      <a class="govuk-link" href={`/statements/${issued.statement}/csv`}>
        Download as CSV
      </a>
    </p>
  </Page>
)

const Lines = ({ issued, mayDispute }: { issued: StatementModel['issued']; mayDispute: boolean }) => (
  <Table
    caption="Lines"
    head={['Line', 'How it was reached', 'Amount', ...(mayDispute ? ['If it is wrong'] : [])]}
    numeric={[2]}
    firstCellIsHeader
    phone="stack"
    rows={[
      ...issued.lines.map(line => [
        `${line.line}. ${line.title}`,
        <>
          {line.formula}
          {line.evidence && (
            <>
              {' '}
              <a class="govuk-link" href={line.evidence}>
                Open the figure<span class="govuk-visually-hidden"> behind line {line.line}</span>
              </a>
            </>
          )}
        </>,
        line.standing === 'informative' ? 'For information' : formatMoney(line.pence),
        ...(mayDispute
          ? [
              <a class="govuk-link" href={`/statements/${issued.statement}/lines/${line.line}/dispute`}>
                Dispute<span class="govuk-visually-hidden"> line {line.line}</span>
              </a>,
            ]
          : []),
      ]),
      [<strong>Total</strong>, '', <strong>{formatMoney(issued.totalPence)}</strong>, ...(mayDispute ? [''] : [])],
    ]}
  />
)

const Disputes = ({ statement, disputes }: { statement: string; disputes: StatementModel['disputes'] }) =>
  disputes.length === 0 ? null : (
    <Table
      caption="Disputed lines"
      head={['Line', 'By', 'What they say', 'Answer', 'Credit']}
      numeric={[4]}
      phone="stack"
      rows={disputes.map(each => [
        String(each.line),
        each.name,
        each.words,
        each.mayAnswer ? (
          <a class="govuk-link" href={`/statements/${statement}/disputes/${each.dispute}`}>
            Answer<span class="govuk-visually-hidden"> the dispute of line {each.line}</span>
          </a>
        ) : (
          [capital(each.state), each.answer].filter(Boolean).join(': ')
        ),
        each.state === 'agreed' ? formatMoney(each.creditPence) : '',
      ])}
    />
  )
