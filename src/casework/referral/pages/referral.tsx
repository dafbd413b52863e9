import type { ComponentChildren } from 'preact'
import { instantInWords, plural } from '../../../kernel/words.ts'
import {
  BackLink,
  Button,
  ButtonGroup,
  IdentityBar,
  InsetText,
  SummaryList,
  Table,
  Tag,
} from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { ServiceModel } from '../../service/load-service.ts'
import { ServiceSection } from '../../service/pages/service.tsx'
import type { ReferralModel } from '../load-referral.ts'
import { COMPLEXITIES } from '../referral.ts'
import { dayOr, inWords, List, NotSaid, Paragraphs, personRows, StateTag, Why } from './parts.tsx'

/** How the person is called here: by name, or as somebody nobody names yet. */
export const calledOn = (referral: ReferralModel) => referral.person.name ?? 'A person not named yet'

/** The one sentence that says what is to be done, and by whom. */
const standing = ({ line, viewer, answerWords, declineReason }: ReferralModel): ComponentChildren => {
  const provider = line.providerName ?? 'The provider'
  switch (line.state) {
    case 'draft':
      return 'This referral was not sent yet.'
    case 'sent':
      return viewer === 'provider' ? (
        <>
          {line.senderName} asks whether you can take this person. Answer within two business days. You learn who the
          person is when you accept.
        </>
      ) : (
        <>{provider} considers this referral, without the person’s name. It has two business days to answer.</>
      )
    case 'returned':
      return (
        <>
          {viewer === 'provider' ? 'You asked' : `${provider} asks`}: “{answerWords}”
        </>
      )
    case 'accepted':
      return (
        <>
          {provider} took this referral
          {line.startOn !== null ? <> and starts on {dayOr(line.startOn)}</> : null}
          {line.waitingPlace !== null ? ` at place ${line.waitingPlace} of its waiting list` : null}.
        </>
      )
    case 'declined':
      return (
        <>
          {provider} declined: {declineReason}. “{answerWords}”
        </>
      )
    case 'withdrawn':
      return <>Withdrawn by the sender: “{answerWords}”</>
  }
}

const Moves = ({ referral }: { referral: ReferralModel }) => {
  const { may, url } = referral
  const moves = [
    may.accept && <Button href={`${url}/accept`}>Accept</Button>,
    may.decline && (
      <Button href={`${url}/decline`} kind="secondary">
        Decline
      </Button>
    ),
    may.ask && (
      <Button href={`${url}/ask`} kind="secondary">
        Ask for information
      </Button>
    ),
    may.reply && <Button href={`${url}/reply`}>Answer and send again</Button>,
    may.change && (
      <Button href={`${url}/change`} kind="secondary">
        Change something
      </Button>
    ),
    may.withdraw && (
      <a class="govuk-link" href={`${url}/withdraw`}>
        Withdraw it
      </a>
    ),
  ].filter(Boolean)
  return moves.length === 0 ? null : <ButtonGroup>{moves}</ButtonGroup>
}

const askedRows = (referral: ReferralModel) => [
  {
    key: 'Needs referred for',
    value: (
      <List
        items={referral.needs.map(need =>
          need.severity && need.severity !== 'not scored' ? `${need.label} (${need.severity})` : need.label,
        )}
        none="None"
      />
    ),
  },
  { key: 'Outcomes wanted', value: <List items={referral.outcomes} none="None" /> },
  {
    key: 'Complexity',
    value: COMPLEXITIES.find(each => each.code === referral.complexity)?.label ?? <NotSaid />,
  },
  { key: 'Most days it may use', value: referral.mostDays === null ? <NotSaid /> : plural(referral.mostDays, 'day') },
  { key: 'Finish by', value: dayOr(referral.finishBy) },
  { key: 'Access needs', value: <Paragraphs text={referral.accessNeeds} /> },
  { key: 'Interpreter', value: inWords(referral.interpreter) },
  {
    key: 'Funding',
    value:
      referral.line.funding === 'unfunded' ? (
        <>
          <Tag colour="orange">Unfunded</Tag>
          <p class="govuk-body govuk-!-margin-top-2">
            No agreement pays for it. Chosen by {referral.unfundedBy ?? referral.senderWorker}
            {referral.unfundedReason === null ? '.' : `: ${referral.unfundedReason}`}
          </p>
        </>
      ) : (
        <Tag colour="green">Paid by agreement</Tag>
      ),
  },
  { key: 'Sent by', value: `${referral.senderWorker}, ${referral.line.senderName}` },
  {
    key: 'Sent',
    value: referral.line.sentAt === null ? <NotSaid>Not sent yet</NotSaid> : instantInWords(referral.line.sentAt),
  },
]

/** A referral, and the service that followed it where there is one. */
export const ReferralPage = ({ referral, service }: { referral: ReferralModel; service: ServiceModel | null }) => (
  <Page
    title={`Referral ${referral.key.reference}`}
    section={referral.line.categoryName}
    why={<Why lines={referral.why} />}
  >
    <BackLink href="/referrals">All referrals</BackLink>
    <IdentityBar title={calledOn(referral)}>
      {referral.person.name !== null && (
        <a class="govuk-link" href={`/cases/${referral.key.area}/${referral.key.caseId}`}>
          Open the case
        </a>
      )}
    </IdentityBar>
    <span class="govuk-caption-l govuk-!-margin-top-4">Referral {referral.key.reference}</span>
    <h1 class="govuk-heading-l">
      {referral.line.categoryName} <StateTag state={referral.line.state} />
    </h1>
    <p class="govuk-body-l">{standing(referral)}</p>
    <Moves referral={referral} />
    {service && <ServiceSection service={service} />}
    <SummaryList card={{ title: 'What is asked' }} rows={askedRows(referral)} />
    <SummaryList card={{ title: 'Who it is about' }} rows={personRows(referral.person)} />
    {referral.words === null ? (
      <InsetText>The reason for the referral and the summary of risk are shown once it is accepted.</InsetText>
    ) : (
      <SummaryList
        card={{ title: 'In the sender’s words' }}
        rows={[
          { key: 'Reason', value: <Paragraphs text={referral.words.reason} /> },
          { key: 'Risk to know', value: <Paragraphs text={referral.words.riskToShare} /> },
          { key: 'What the person was told', value: <Paragraphs text={referral.words.toldPerson} /> },
        ]}
      />
    )}
    <h2 class="govuk-heading-m">Changes since it was sent</h2>
    <Table
      caption="Changes since the referral was sent"
      captionClasses="govuk-visually-hidden"
      phone="stack"
      empty="Nothing was changed since it was sent."
      head={['What', 'Was', 'Is now', 'Why', 'By, and when']}
      rows={referral.changes.map(change => [
        change.topic,
        change.old ?? 'Not given',
        change.new,
        change.reason,
        `${change.by}, ${instantInWords(change.at)}`,
      ])}
    />
  </Page>
)
