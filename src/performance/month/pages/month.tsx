import { monthInWords } from '../../../kernel/month.ts'
import { capital, dateInWords, instantInWords, plural } from '../../../kernel/words.ts'
import { Button, Details, Form, InsetText, SummaryList, Table, Tag } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import { cycleInWords } from '../cycle.ts'
import type { MonthModel } from '../month-page-model.ts'

const here = ({ area, month }: MonthModel) => `/areas/${area}/months/${month}`

const Link = ({ href, children }: { href: string; children: string }) => (
  <a class="govuk-link" href={href}>
    {children}
  </a>
)

export const MonthPage = (model: MonthModel) => (
  <Page
    title={`${monthInWords(model.month)}, ${model.areaName}`}
    breadcrumbs={[{ text: 'Months', href: '/months' }, { text: monthInWords(model.month) }]}
  >
    <span class="govuk-caption-l">{model.areaName}</span>
    <h1 class="govuk-heading-l">{monthInWords(model.month)}</h1>
    <p>
      <Tag colour={model.state === 'closed' ? 'green' : 'blue'}>{`This month is ${cycleInWords(model.state)}`}</Tag>
    </p>
    <Calendar {...model} />
    <Moves {...model} />
    <Figures {...model} />
    <Disputes {...model} />
    {model.overseer && <Answers {...model} />}
    <Attribution {...model} />
    <Adjustments {...model} />
  </Page>
)

const Calendar = ({ calendar, frozenAt, evidenceHash, reviewedAt, reviewWords, closedAt }: MonthModel) => (
  <SummaryList
    rows={[
      { key: 'Confirm or dispute by', value: dateInWords(calendar.gatherBy) },
      {
        key: 'Freeze by',
        value: frozenAt
          ? `${dateInWords(calendar.freezeBy)}; frozen ${instantInWords(frozenAt)}`
          : dateInWords(calendar.freezeBy),
      },
      { key: 'Improvement plans by', value: dateInWords(calendar.planBy) },
      {
        key: 'Review by',
        value: reviewedAt
          ? `${dateInWords(calendar.reviewBy)}; reviewed ${instantInWords(reviewedAt)}`
          : dateInWords(calendar.reviewBy),
      },
      ...(reviewWords ? [{ key: 'What the review decided', value: reviewWords }] : []),
      ...(closedAt ? [{ key: 'Closed', value: instantInWords(closedAt) }] : []),
      ...(evidenceHash ? [{ key: 'Evidence', value: <code class="weft-hash">{evidenceHash}</code> }] : []),
    ]}
  />
)

const Moves = (model: MonthModel) => (
  <>
    {model.moves.answer && !model.answered && (
      <Form action={`${here(model)}/confirm`}>
        <p class="govuk-body">
          Your figures below come from the work itself. If they are right, confirm them; if a row is wrong, dispute it
          first.
        </p>
        <Button>Confirm our figures</Button>
      </Form>
    )}
    {model.moves.answer && model.answered && <InsetText>Your organisation has confirmed this month.</InsetText>}
    {model.moves.freeze && (
      <Form action={`${here(model)}/freeze`} version={model.version}>
        <p class="govuk-body">
          Freezing keeps the figures with their evidence. Rows still disputed stand apart, and statements issue at once.
        </p>
        <Button>Freeze this month</Button>
      </Form>
    )}
    {model.state === 'freezing' && (
      <InsetText>Weft is freezing this month. It takes seconds; open the page again.</InsetText>
    )}
    {model.moves.review && (
      <Button href={`${here(model)}/review`} kind="secondary">
        Record the review
      </Button>
    )}
    {model.moves.close && (
      <Form action={`${here(model)}/close`} version={model.version}>
        <Button>Close this month</Button>
      </Form>
    )}
    {model.frozenAt && (
      <p class="govuk-body">
        <Link href={`/statements?month=${model.month}`}>Statements of this month</Link>
      </p>
    )}
  </>
)

const Figures = (model: MonthModel) => (
  <Table
    caption={model.overseer ? 'Figures of the whole area' : 'Our figures'}
    head={[
      'Measure',
      'Now',
      'Of',
      ...(model.frozenAt ? ['As frozen', 'Rows disputed'] : []),
      ...(model.moves.answer ? ['If it is wrong'] : []),
    ]}
    firstCellIsHeader
    phone="stack"
    empty="Your organisation has no figure in this month."
    rows={model.figures.map(figure => [
      <Link href={`/areas/${model.area}/figures/${model.month}/${figure.measure}/${model.whose}`}>{figure.title}</Link>,
      figure.now,
      figure.parts,
      ...(model.frozenAt ? [figure.frozen ?? 'Not counted', String(figure.disputed)] : []),
      ...(model.moves.answer
        ? [
            <a class="govuk-link" href={`${here(model)}/dispute/${figure.measure}`}>
              Dispute<span class="govuk-visually-hidden"> {figure.title}</span>
            </a>,
          ]
        : []),
    ])}
  />
)

const Disputes = (model: MonthModel) => (
  <Table
    caption="Disputes"
    head={['Figure', 'Organisation', 'Why', 'State']}
    firstCellIsHeader
    phone="stack"
    empty="Nothing is disputed."
    rows={model.disputes.map(dispute => [
      `${dispute.title}${dispute.byRow ? ', one row' : ''}`,
      dispute.name,
      `${capital(dispute.reason)}: ${dispute.words}`,
      dispute.maySettle ? (
        <a class="govuk-link" href={`${here(model)}/disputes/${dispute.dispute}`}>
          Settle<span class="govuk-visually-hidden"> the dispute of {dispute.name}</span>
        </a>
      ) : (
        [capital(dispute.state), dispute.effect, dispute.settledWords].filter(Boolean).join(': ')
      ),
    ])}
  />
)

const Answers = ({ answers }: MonthModel) => (
  <Table
    caption="What each organisation has said"
    head={['Organisation', 'Figures', 'Answer']}
    numeric={[1]}
    firstCellIsHeader
    phone="stack"
    empty="No organisation has a figure in this month."
    rows={answers.map(answer => [answer.name, String(answer.figures), capital(answer.answer)])}
  />
)

const Attribution = ({ attribution, frozenAt }: MonthModel) =>
  frozenAt ? (
    <>
      <h2 class="govuk-heading-m">Where lateness was born</h2>
      <Details summary="How lateness is put down">
        Each promise that was not kept in time is split, by the whole business days that ran over, over whoever held its
        clock on those days. Days between an offer and its answer belong to the joint of the two organisations. Points
        are percentage points of the measure, and add up to the share that was not kept.
      </Details>
      <Table
        caption="Joints first, then single organisations"
        head={['Born', 'Measure of', 'Measure', 'Promises', 'Days over', 'Points']}
        numeric={[3, 4, 5]}
        firstCellIsHeader
        phone="scroll"
        empty="Every promise of this month was kept in time."
        rows={attribution.map(part => [
          part.born,
          part.organisation,
          part.title,
          plural(part.records, 'promise'),
          part.days.toLocaleString('en-GB'),
          part.points.toFixed(1),
        ])}
      />
    </>
  ) : null

const Adjustments = ({ adjustments }: MonthModel) =>
  adjustments.length === 0 ? null : (
    <Table
      caption="Adjustments"
      head={['Figure', 'Organisation', 'Of', 'Counted in', 'Change']}
      firstCellIsHeader
      phone="stack"
      rows={adjustments.map(adjustment => [
        adjustment.title,
        adjustment.organisation,
        monthInWords(adjustment.ofMonth),
        monthInWords(adjustment.inMonth),
        `${adjustment.numeratorChange} of ${adjustment.denominatorChange}`,
      ])}
    />
  )
