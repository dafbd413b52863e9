import { countedTo, instantInWords } from '../../../kernel/words.ts'
import { Pagination, SubNavigation, Table, Tag } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import { SERVICE_WORDS } from '../../service/service.ts'
import { type Cursor, LISTS, type ListedReferral, type ListName, MOST_COUNTED } from '../read-model.ts'
import { StateTag } from './parts.tsx'

export type ListModel = {
  list: ListName
  lines: readonly ListedReferral[]
  next: Cursor | undefined
  counts: Readonly<Record<ListName, number>>
  /** The actor's role may see people's records at all. */
  seesRecords: boolean
}

const WORDS: Readonly<Record<ListName, { tab: string; empty: string; when: string }>> = {
  'to-answer': {
    tab: 'To answer',
    when: 'Asked',
    empty: 'Nobody waits for your answer. Referrals sent to your organisation stand here, the oldest first.',
  },
  waiting: {
    tab: 'Waiting',
    when: 'Accepted',
    empty: 'Nobody waits to start. People you accepted onto your waiting list stand here.',
  },
  delivering: {
    tab: 'Delivering',
    when: 'Accepted',
    empty: 'No service is being delivered. People whose service has begun stand here.',
  },
  ended: { tab: 'Ended', when: 'Ended', empty: 'No service has ended. They stand here for 28 days after their end.' },
  sent: {
    tab: 'Sent by us',
    when: 'Sent',
    empty: 'Your organisation sent no referral yet. Start one on a person’s case.',
  },
  drafts: {
    tab: 'Drafts',
    when: 'Begun',
    empty: 'No draft is open. Start a referral on a person’s case; it is kept here until you send it.',
  },
}

const who = (line: ListedReferral) =>
  line.name ?? [line.ageBand, line.sex, line.place].filter(words => words !== null && words !== 'not known').join(', ')

const standing = (line: ListedReferral) =>
  line.service === null ? <StateTag state={line.state} /> : <Tag colour="green">{SERVICE_WORDS[line.service]}</Tag>

export const ReferralListPage = ({ list, lines, next, counts, seesRecords }: ListModel) => (
  <Page title="Referrals" section={WORDS[list].tab}>
    <h1 class="govuk-heading-l">Referrals</h1>
    <SubNavigation
      label="Lists of referrals"
      items={LISTS.map(name => ({
        href: `/referrals?list=${name}`,
        text: `${WORDS[name].tab} (${countedTo(MOST_COUNTED, counts[name])})`,
        current: name === list,
      }))}
    />
    {!seesRecords && (
      <p class="govuk-body">
        Your role does not show people’s records. A case manager of your organisation answers referrals.
      </p>
    )}
    <Table
      caption={`${WORDS[list].tab}: ${countedTo(MOST_COUNTED, counts[list])} ${counts[list] === 1 ? 'referral' : 'referrals'}`}
      captionClasses="govuk-table__caption--m"
      phone="stack"
      empty={WORDS[list].empty}
      head={[
        'Referral',
        'Person',
        'Service',
        list === 'sent' || list === 'drafts' ? 'Provider' : 'Sender',
        WORDS[list].when,
        'Stands',
      ]}
      rows={lines.map(line => [
        <a class="govuk-link" href={line.url}>
          {line.reference}
        </a>,
        who(line),
        line.categoryName,
        list === 'sent' || list === 'drafts' ? (line.providerName ?? 'Not chosen') : line.senderName,
        instantInWords(line.listedAt),
        standing(line),
      ])}
    />
    {next && (
      <Pagination
        next={{ href: `/referrals?list=${list}&at=${encodeURIComponent(next.at)}&reference=${next.reference}` }}
      />
    )}
  </Page>
)
