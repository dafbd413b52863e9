import { plural } from '../../kernel/words.ts'
import { FlowChart } from '../../web/components/charts/index.ts'
import { type Cell, Table } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { FlowsModel, PairFlow } from '../flows.ts'

/** How hand-overs flow between the organisations of an area, in counts. */
export const FlowsPage = ({ area, areaName, every, flows, returnedFor }: FlowsModel) => (
  <Page
    title="Flows of hand-overs"
    section={areaName}
    wide
    breadcrumbs={[
      { text: 'Areas', href: '/areas' },
      { text: areaName, href: `/areas/${area}` },
      { text: 'Flows of hand-overs' },
    ]}
  >
    <span class="govuk-caption-l">{areaName}</span>
    <h1 class="govuk-heading-l">Flows of hand-overs</h1>
    <p class="govuk-body">
      Hand-overs from or into this area, by the organisations between which they were offered.{' '}
      {every ? 'You see every pair.' : 'You see the pairs to which your organisation belongs.'}
    </p>
    {flows.length > 0 && <Drawing flows={flows} />}
    <Table
      caption="Volumes each way"
      captionClasses="govuk-table__caption--m"
      phone="scroll"
      empty="No hand-over has been offered from or into this area. Volumes, times and returns will stand here."
      head={['From', 'To', 'Offered', 'Took effect', 'Median days to answer', 'Returned', 'Declined', 'Landed in time']}
      numeric={[2, 3, 4, 5, 6, 7]}
      rows={flows.map((flow): Cell[] => [
        flow.from,
        flow.to,
        flow.offered,
        flow.effective,
        flow.medianDays === null ? 'None answered' : flow.medianDays.toFixed(1),
        flow.timesReturned,
        flow.declined,
        inTime(flow),
      ])}
    />
    {flows.length > 0 && (
      <Table
        caption="Returned for what"
        captionClasses="govuk-table__caption--m"
        phone="scroll"
        empty="Nothing was returned. What was missing, and how often, will stand here."
        head={['Missing', 'From', 'To', 'Times']}
        numeric={[3]}
        rows={returnedFor.map(({ item, from, to, times }): Cell[] => [item, from, to, times])}
      />
    )}
    <p class="govuk-body-s">
      Median days run from the first offer to the answer, in calendar days. Landed in time counts hand-overs whose first
      contact took place, or should have. Everyone is counted.
    </p>
  </Page>
)

const inTime = ({ landedInTime, landingDue }: PairFlow): string =>
  landingDue === 0 ? 'None due' : `${landedInTime} of ${landingDue}`

const Drawing = ({ flows }: { flows: readonly PairFlow[] }) => {
  const offered = flows.reduce((sum, flow) => sum + flow.offered, 0)
  const effective = flows.reduce((sum, flow) => sum + flow.effective, 0)
  return (
    <FlowChart
      id="flows"
      finding={`${plural(offered, 'hand-over')} offered, ${effective} in effect`}
      description="Senders on the left, receivers on the right, joined by ribbons as thick as the number of hand-overs offered."
      flows={flows.map(flow => ({
        from: flow.from,
        to: flow.to,
        volume: flow.offered,
        medianDays: flow.medianDays === null ? 'None answered' : `${flow.medianDays.toFixed(1)} days`,
        returned: flow.timesReturned,
        landedInTime: inTime(flow),
      }))}
    />
  )
}
