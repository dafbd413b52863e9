import { londonDay } from '../../kernel/calendar.ts'
import { countedTo, dateInWords } from '../../kernel/words.ts'
import { type Cell, SubNavigation, Table } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import {
  LIST_VIEWS,
  type ListRow,
  type ListView,
  MOST_COUNTED,
  MOST_ROWS,
  type TransferList,
} from '../list-transfers.ts'
import { transferUrl } from '../transfer-rows.ts'
import { DueDay } from './due-day.tsx'
import { KIND_WORDS, StateTag } from './frame.tsx'

const VIEWS: Readonly<Record<ListView, { title: string; empty: string; when: string }>> = {
  'to-answer': {
    title: 'To answer',
    when: 'Answer by',
    empty: 'Nothing waits for an answer. A hand-over offered to your organisation will stand here.',
  },
  ours: {
    title: 'Offered by us',
    when: 'Answer by',
    empty: 'Nothing is drafted, offered or returned. Begin a hand-over from the page of a case.',
  },
  waiting: {
    title: 'Waiting for their day',
    when: 'Takes effect',
    empty: 'Nothing waits. A hand-over accepted for a later day will stand here until that day.',
  },
  'to-land': {
    title: 'To land',
    when: 'First contact by',
    empty: 'Nobody waits for a first contact. People taken over will stand here until they have been seen.',
  },
  done: {
    title: 'Done',
    when: 'Ended',
    empty: 'Nothing is done yet. What has landed, and what you withdrew or was declined, will stand here.',
  },
}

/** The hand-overs that the viewer may see, list by list. */
export const ListPage = (list: TransferList) => {
  const { view, counts, rows } = list
  const { title, empty, when } = VIEWS[view]
  return (
    <Page title={`${title} - hand-overs`} wide>
      <h1 class="govuk-heading-l">Hand-overs</h1>
      <SubNavigation
        label="Lists of hand-overs"
        items={LIST_VIEWS.map(name => ({
          href: `/hand-overs?view=${name}`,
          text: `${VIEWS[name].title} (${countedTo(MOST_COUNTED, counts[name])})`,
          current: name === view,
        }))}
      />
      <Table
        caption={title}
        captionClasses="govuk-table__caption--m"
        phone="stack"
        empty={empty}
        head={['Person', 'Kind', 'From', 'To', 'State', when]}
        rows={rows.map((row): Cell[] => [
          <a class="govuk-link" href={transferUrl(row)}>
            {row.name ?? `Case ${row.caseId}`}
          </a>,
          KIND_WORDS[row.kind],
          row.from,
          row.to,
          <StateTag state={row.state} />,
          <When row={row} list={list} />,
        ])}
      />
      {rows.length === MOST_ROWS && (
        <p class="govuk-body">
          The {view === 'done' ? 'latest' : 'most urgent'} {MOST_ROWS} of {countedTo(MOST_COUNTED, counts[view])} are
          shown.
        </p>
      )}
      {view === 'done' && (
        <p class="govuk-body">
          A case that has passed to another organisation is seen by that organisation alone, and so is its hand-over.
        </p>
      )}
    </Page>
  )
}

const When = ({ row, list }: { row: ListRow; list: TransferList }) => {
  switch (list.view) {
    case 'to-answer':
    case 'ours':
      return row.answerBy === null ? <>Not offered yet</> : <DueDay before={row.answerBy} now={list.now} />
    case 'waiting':
      return <>{row.effectiveOn === null ? '' : dateInWords(row.effectiveOn)}</>
    case 'to-land':
      return row.landBy === null ? null : <DueDay before={row.landBy} now={list.now} />
    case 'done': {
      const ended = row.landedAt ?? row.endedAt
      return <>{ended === null ? '' : dateInWords(londonDay(ended))}</>
    }
  }
}
