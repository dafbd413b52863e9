import { caseName, caseUrl } from '../../casework/read-model.ts'
import { dateInWords, instantInWords, listInWords, plural } from '../../kernel/words.ts'
import {
  Button,
  ButtonGroup,
  InsetText,
  SummaryList,
  type SummaryRow,
  WarningText,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import { CHECK_ITEMS } from '../checklist.ts'
import { isInTime } from '../land-transfer.ts'
import type { TransferModel } from '../show-transfer.ts'
import { ANSWER_DAYS, declineLabel, LANDING_DAYS, stateSentence } from '../transfer.ts'
import { transferUrl } from '../transfer-rows.ts'
import { CheckList } from './check-list.tsx'
import { DueDay } from './due-day.tsx'
import { caseCrumbs, KIND_WORDS, StateTag } from './frame.tsx'

/** One hand-over: who, from whom to whom, how it stands, its list, and what the viewer may do. */
export const TransferPage = (model: TransferModel) => {
  const { transfer, header, list, moves } = model
  const url = transferUrl(transfer)
  const title = `Hand-over ${transfer.reference}`
  return (
    <Page title={title} section={caseName(header)} breadcrumbs={[...caseCrumbs(header), { text: title }]}>
      <span class="govuk-caption-l">{caseName(header)}</span>
      <h1 class="govuk-heading-l">
        {title} <StateTag state={transfer.state} />
      </h1>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <Standing model={model} />
          <MoveButtons model={model} url={url} />
          <SummaryList rows={rowsOf(model)} />
          {transfer.ownWords !== null && (
            <>
              <h2 class="govuk-heading-m">In the person’s own words</h2>
              <InsetText>{transfer.ownWords}</InsetText>
            </>
          )}
          {list.length > 0 && (
            <CheckList
              list={list}
              closeAction={moves.closeGap ? `${url}/close-gap` : undefined}
              version={transfer.version}
            />
          )}
          <p class="govuk-body">
            <a class="govuk-link" href={`${caseUrl(header)}/custody`}>
              Responsibility through time
            </a>
          </p>
          <p class="govuk-body">
            <a class="govuk-link" href="/hand-overs">
              All hand-overs
            </a>
          </p>
        </div>
      </div>
    </Page>
  )
}

/** What holds now, and who must do what next. */
const Standing = ({ model }: { model: TransferModel }) => {
  const { transfer, list, toName, fromName, returnedItems } = model
  const missing = list.filter(item => item.state === 'missing').map(item => item.title.toLowerCase())
  switch (transfer.state) {
    case 'draft':
    case 'offered':
      return (
        <>
          <p class="govuk-body">
            {stateSentence(transfer.state)} {fromName} stays responsible until it takes effect.
          </p>
          {missing.length > 0 && (
            <WarningText>
              {plural(missing.length, 'item')} missing: {missing.join('; ')}.
            </WarningText>
          )}
        </>
      )
    case 'returned':
      return (
        <>
          <p class="govuk-body">{stateSentence(transfer.state)}</p>
          <WarningText>
            {toName} asks for {listInWords(titlesOf(returnedItems))}: {transfer.returnWords}
          </WarningText>
        </>
      )
    default:
      return <p class="govuk-body">{stateSentence(transfer.state)}</p>
  }
}

const titlesOf = (codes: readonly string[]) =>
  CHECK_ITEMS.filter(({ code }) => codes.includes(code)).map(({ title }) => title.toLowerCase())

const MoveButtons = ({ model: { moves, transfer }, url }: { model: TransferModel; url: string }) => {
  if (!Object.values({ ...moves, closeGap: false }).some(Boolean)) return null
  return (
    <ButtonGroup>
      {moves.accept && <Button href={`${url}/accept`}>Accept</Button>}
      {moves.return && (
        <Button href={`${url}/return`} kind="secondary">
          Return for what is missing
        </Button>
      )}
      {moves.decline && (
        <Button href={`${url}/decline`} kind="secondary">
          Decline
        </Button>
      )}
      {moves.offer && <Button href={`${url}/offer`}>{transfer.state === 'returned' ? 'Offer again' : 'Offer'}</Button>}
      {moves.prepare && (
        <Button href={`${url}/prepare`} kind="secondary">
          Add what only you know
        </Button>
      )}
      {moves.withdraw && (
        <Button href={`${url}/withdraw`} kind="secondary">
          Withdraw
        </Button>
      )}
    </ButtonGroup>
  )
}

function rowsOf(model: TransferModel): SummaryRow[] {
  const { transfer, fromName, toName, toAreaName, officerName, answerBy, now } = model
  const rows: [string, SummaryRow['value'] | null][] = [
    ['Kind', KIND_WORDS[transfer.kind]],
    ['From', fromName],
    ['To', `${toName}, ${toAreaName}`],
    ['Reason', transfer.reason],
    ['First offered', transfer.firstOfferedAt && instantInWords(transfer.firstOfferedAt)],
    [
      'Answer by',
      answerBy && (
        <>
          <DueDay before={answerBy} now={now} />
          <br />
          <span class="govuk-hint">{plural(ANSWER_DAYS[transfer.kind], 'business day')} from the first offer</span>
        </>
      ),
    ],
    ['Answered', transfer.answeredAt && instantInWords(transfer.answeredAt)],
    ['Declined because', transfer.declineReason && declineLabel(transfer.declineReason)],
    ['In their words', transfer.answerWords],
    ['Responsible officer', officerName],
    [
      'Takes effect on',
      transfer.tookEffectAt === null ? transfer.effectiveOn && dateInWords(transfer.effectiveOn) : null,
    ],
    ['Took effect', transfer.tookEffectAt && instantInWords(transfer.tookEffectAt)],
    ['First contact', landingOf(model)],
    ['Ended', transfer.endedAt && instantInWords(transfer.endedAt)],
  ]
  return rows.flatMap(([key, value]) => (value === null || value === '' ? [] : [{ key, value }]))
}

const landingOf = ({ transfer, now }: TransferModel) => {
  if (transfer.landedAt !== null)
    return `${instantInWords(transfer.landedAt)}, ${isInTime(transfer) ? 'in time' : 'late'}`
  if (transfer.landBy === null || transfer.state === 'withdrawn') return null
  return (
    <>
      By <DueDay before={transfer.landBy} now={now} />
      <br />
      <span class="govuk-hint">
        {plural(LANDING_DAYS[transfer.kind], 'business day')} after{' '}
        {transfer.kind === 'release' ? 'release' : 'the move'}
      </span>
    </>
  )
}
