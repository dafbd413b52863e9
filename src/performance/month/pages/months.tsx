import { monthInWords, parseMonth } from '../../../kernel/month.ts'
import { capital, dateInWords } from '../../../kernel/words.ts'
import { Table } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import { cycleInWords } from '../cycle.ts'
import { stateOf } from '../cycle-of.ts'
import type { loadMonths } from '../month-page-model.ts'

export const MonthsPage = ({ months }: Awaited<ReturnType<typeof loadMonths>>) => (
  <Page title="The month">
    <h1 class="govuk-heading-l">The month</h1>
    <p class="govuk-body">
      Each month is worked during the next one: figures are confirmed or disputed, frozen, paid from, reviewed and
      closed.
    </p>
    <Table
      caption="Months"
      head={['Month', 'Area', 'State', 'Freeze by', 'Open disputes']}
      numeric={[4]}
      firstCellIsHeader
      phone="stack"
      empty="No month has ended yet. The first one stands here on the first day after it."
      rows={months.map(({ area, name, month, state, freezeBy, disputes }) => [
        <a class="govuk-link" href={`/areas/${area}/months/${month}`}>
          {monthInWords(parseMonth(month))}
        </a>,
        name,
        capital(cycleInWords(stateOf(state))),
        dateInWords(freezeBy),
        String(disputes),
      ])}
    />
  </Page>
)
