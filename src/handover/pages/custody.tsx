import { Temporal } from 'temporal-polyfill'
import { caseName } from '../../casework/read-model.ts'
import { type Instant, LONDON, londonDay } from '../../kernel/calendar.ts'
import { dateInWords, instantInWords, MONTH_NAMES, plural } from '../../kernel/words.ts'
import {
  type CustodyGap,
  type CustodyJoint,
  type CustodySpan,
  CustodyStrip,
  type Moment,
} from '../../web/components/charts/index.ts'
import { type Cell, Table } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import { GAP_DAYS } from '../contact-gaps.ts'
import type { CustodyModel, CustodyTransfer } from '../custody.ts'
import { caseCrumbs, StateTag } from './frame.tsx'

const moment = (at: Instant): Moment => ({ at: at.epochMilliseconds, words: instantInWords(at) })

/** Who was responsible when, with hand-overs as joints and gaps in contact in red, as a drawing and as a table. */
export const CustodyPage = (model: CustodyModel) => {
  const { header, transfers } = model
  return (
    <Page
      title="Responsibility through time"
      section={caseName(header)}
      breadcrumbs={[...caseCrumbs(header), { text: 'Responsibility through time' }]}
      wide
    >
      <span class="govuk-caption-l">{caseName(header)}</span>
      <h1 class="govuk-heading-l">Responsibility through time</h1>
      <Strip model={model} />
      <p class="govuk-body">
        A gap in contact is more than {GAP_DAYS} days without an attended session or a booked appointment, with any
        organisation. This is Weft’s own rule. At every instant exactly one organisation is responsible.
      </p>
      <Table
        caption="Hand-overs of this case"
        captionClasses="govuk-table__caption--m"
        phone="stack"
        empty="No hand-over of this case has been seen by you. Each one will stand here, with how it went."
        head={['Hand-over', 'From', 'To', 'State', 'Offered', 'Took effect']}
        rows={transfers.map((transfer): Cell[] => [
          <a class="govuk-link" href={`/cases/${header.area}/${header.caseId}/hand-overs/${transfer.reference}`}>
            {transfer.reference}
          </a>,
          transfer.from,
          transfer.to,
          <StateTag state={transfer.state} />,
          transfer.firstOfferedAt === null ? 'Not yet' : dateInWords(londonDay(transfer.firstOfferedAt)),
          transfer.tookEffectAt === null ? 'Not in effect' : instantInWords(transfer.tookEffectAt),
        ])}
      />
    </Page>
  )
}

const Strip = ({ model }: { model: CustodyModel }) => {
  const { starts, now, gaps } = model
  const first = starts[0]
  if (!first) return null
  const spans = spansOf(model)
  const joints = jointsOf(model)
  const holders = new Set(spans.map(span => span.organisation)).size
  return (
    <CustodyStrip
      id="custody"
      finding={`${plural(holders, 'organisation')} responsible since ${dateInWords(londonDay(first.from))}, ${plural(gaps.length, 'gap')} in contact`}
      description="One lane for each organisation, filled while it was responsible; hand-overs join the lanes; gaps in contact lie below in red."
      spans={spans}
      joints={joints}
      gaps={gaps.map(
        (gap): CustodyGap => ({ from: moment(gap.from), to: moment(gap.to), words: plural(gap.days, 'day') }),
      )}
      ticks={ticksOf(first.from, now)}
      from={moment(first.from)}
      to={moment(now)}
    />
  )
}

function spansOf({ starts }: CustodyModel): CustodySpan[] {
  return starts.flatMap((start, at) => {
    const next = starts[at + 1]
    if (start.organisation === null) return []
    return [
      {
        organisation: start.organisation,
        from: moment(start.from),
        to: next && moment(next.from),
        officer: start.officer ?? undefined,
      },
    ]
  })
}

/** Where responsibility passed from one organisation to another; how it landed where the viewer may see that hand-over. */
function jointsOf({ starts, transfers }: CustodyModel): CustodyJoint[] {
  return starts.flatMap((start, at) => {
    const before = starts[at - 1]?.organisation ?? null
    if (before === null || start.organisation === null || before === start.organisation) return []
    const transfer = transfers.find(
      ({ tookEffectAt }) => tookEffectAt !== null && Temporal.Instant.compare(tookEffectAt, start.from) === 0,
    )
    return [{ when: moment(start.from), from: before, to: start.organisation, words: howItWent(transfer) }]
  })
}

function howItWent(transfer: CustodyTransfer | undefined): string {
  if (transfer === undefined) return ''
  if (transfer.landedAt === null) return 'Waits for first contact.'
  const inTime = transfer.landBy !== null && Temporal.Instant.compare(transfer.landedAt, transfer.landBy) < 0
  return `Landed on ${dateInWords(londonDay(transfer.landedAt))}, ${inTime ? 'in time' : 'late'}.`
}

const MOST_TICKS = 6

/** First days of months, evenly, between the two instants; the two days themselves where no month begins between them. */
function ticksOf(from: Instant, to: Instant): Moment[] {
  const months: Moment[] = []
  const begin = londonDay(from).with({ day: 1 }).add({ months: 1 })
  for (let day = begin; Temporal.PlainDate.compare(day, londonDay(to)) <= 0; day = day.add({ months: 1 }))
    months.push({
      at: day.toZonedDateTime(LONDON).epochMilliseconds,
      words: `${(MONTH_NAMES[day.month - 1] ?? '').slice(0, 3)} ${day.year}`,
    })
  if (months.length === 0) return [moment(from)].map(({ at }) => ({ at, words: dateInWords(londonDay(from)) }))
  const step = Math.ceil(months.length / MOST_TICKS)
  return months.filter((_, at) => at % step === 0)
}
