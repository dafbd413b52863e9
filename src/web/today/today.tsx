import { weekdayInWords } from '../../kernel/words.ts'
import { MOST_OPEN } from '../../obligations/read-model.ts'
import { dueInWords } from '../../obligations/words.ts'
import { AskForm, Button, type Cell, Details, InsetText, Pagination, Select, Table, Tag } from '../components/index.ts'
import { Page } from '../layout/page.tsx'
import { GROUP_TITLES, GROUPS, type Group } from './groups.ts'
import { groupsShown, type TodayModel, type TodayRow } from './load.ts'

/** What is due and overdue, the most pressing first, each one click from being done. */
export const TodayPage = (model: TodayModel) => (
  <Page title="Today">
    <h1 class="govuk-heading-l">Today, {weekdayInWords(model.day)}</h1>
    {model.total > 0 && <Counts model={model} />}
    <Choose model={model} />
    {model.total === 0 ? (
      <Nothing model={model} />
    ) : (
      groupsShown(model).map(group => <Part group={group} model={model} />)
    )}
    {model.pages > 1 && <Pages model={model} />}
  </Page>
)

const Counts = ({ model: { counts, cut } }: { model: TodayModel }) => (
  <>
    <p class="govuk-body">{GROUPS.map(group => `${GROUP_TITLES[group]}: ${counts[group]}`).join('. ')}.</p>
    {cut && (
      <p class="govuk-body">
        More is to be done than is listed: the {MOST_OPEN.toLocaleString('en-GB')} most pressing are listed and counted
        here.
      </p>
    )}
  </>
)

const Choose = ({ model: { kinds, kind, whose, hasOwn } }: { model: TodayModel }) => {
  if (kinds.length < 2 && kind === null && !hasOwn) return null
  return (
    <Details summary="Choose what is shown" open={kind !== null || whose === 'mine'}>
      <AskForm action="/">
        <Select
          label="Show"
          name="kind"
          value={kind ?? ''}
          items={[
            { value: '', text: 'Everything to do' },
            ...kinds.map(one => ({ value: one.kind, text: `${one.title} (${one.count})` })),
          ]}
        />
        {hasOwn && (
          <Select
            label="Whose"
            name="whose"
            value={whose}
            items={[
              { value: 'everybody', text: 'Mine first, then my team’s' },
              { value: 'mine', text: 'Only mine' },
            ]}
          />
        )}
        <Button kind="secondary">Show</Button>
      </AskForm>
    </Details>
  )
}

const Nothing = ({ model: { kind, whose } }: { model: TodayModel }) => {
  if (kind !== null || whose === 'mine')
    return (
      <InsetText>
        Nothing of this sort is to be done. <a href="/">Show everything</a>
      </InsetText>
    )
  return (
    <InsetText>
      Nothing is due. Referrals to answer, sessions to record, hand-overs and other promises stand here from the moment
      they begin until they are done, the most pressing first.{' '}
      <a class="govuk-link" href="/definitions#obligations">
        What is promised, and how it is counted
      </a>
    </InsetText>
  )
}

const Part = ({ group, model }: { group: Group; model: TodayModel }) => {
  const rows = model.rows.filter(row => row.group === group)
  const about = rows.some(row => row.case !== undefined)
  return (
    <Table
      caption={`${GROUP_TITLES[group]} (${model.counts[group]})`}
      captionClasses="govuk-table__caption--m"
      head={['To do', ...(about ? ['Person'] : []), 'When', 'Who']}
      rows={rows.map(row => cellsOf(row, about, model))}
      phone="stack"
      classes={about ? 'weft-today weft-today--people' : 'weft-today'}
    />
  )
}

/** What a reader learns nothing from below "Record a session". */
const SAID_BY_THE_TITLE: ReadonlySet<string> = new Set(['session', 'sentence'])

const cellsOf = (row: TodayRow, about: boolean, { now }: TodayModel): Cell[] => [
  <>
    <a class="govuk-link" href={row.href}>
      {row.title}
    </a>
    {!SAID_BY_THE_TITLE.has(row.about) && <span class="weft-today__about">{row.about}</span>}
    {row.mark && (
      <span class="weft-today__about">
        <Tag colour={row.mark === 'unallocated' ? 'orange' : 'grey'}>{row.mark}</Tag>
      </span>
    )}
  </>,
  ...(about ? [personOf(row)] : []),
  whenOf(row, now),
  <>
    {row.workers.length > 0 && row.mark !== 'waiting for others' && (
      <>
        {row.workers.join(', ')}
        <br />
      </>
    )}
    {row.holder}
  </>,
]

function personOf({ case: key, person }: TodayRow): Cell {
  if (key === undefined) return 'None'
  return (
    <a class="govuk-link" href={`/cases/${key.area}/${key.caseId}`}>
      {person ?? `Case ${key.caseId}`}
    </a>
  )
}

const whenOf = (row: TodayRow, now: TodayModel['now']): Cell => {
  const words = row.due === null ? 'no day' : dueInWords(row.due, now)
  const when = row.group === 'overdue' ? <Tag colour="red">{words}</Tag> : words
  if (row.clockHref === undefined) return <>{when}</>
  return (
    <>
      {when}
      <br />
      <a class="govuk-link" href={row.clockHref}>
        Clock
        <span class="govuk-visually-hidden">
          {' '}
          of: {row.title}, {row.about}
        </span>
      </a>
    </>
  )
}

const Pages = ({ model: { page, pages, kind, whose } }: { model: TodayModel }) => {
  const href = (to: number) => {
    const query = new URLSearchParams({ ...(kind === null ? {} : { kind }), whose, page: String(to) })
    return `/?${query}`
  }
  return (
    <Pagination
      label="Pages of what is to be done"
      previous={page > 1 ? { href: href(page - 1), labelText: `Page ${page - 1} of ${pages}` } : undefined}
      next={page < pages ? { href: href(page + 1), labelText: `Page ${page + 1} of ${pages}` } : undefined}
    />
  )
}
