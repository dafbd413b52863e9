import type { ComponentChildren } from 'preact'
import { CHANGE_TOPICS, DECLINE_REASONS } from '../../../directory/reference/coded-reasons.ts'
import {
  BackLink,
  Button,
  ButtonGroup,
  DateInput,
  dateField,
  Form,
  field,
  InsetText,
  Radios,
  Select,
  Textarea,
  TextInput,
} from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import type { Again } from '../../../web/routing/route.ts'
import type { ReferralModel } from '../load-referral.ts'
import { STATE_WORDS } from '../referral.ts'
import { calledOn } from './referral.tsx'

type Answering = { referral: ReferralModel; again: Again }

/** One thing done to a referral: its question, or, where it can no longer be done, how the referral stands. */
const ActPage = ({
  referral,
  again,
  title,
  path,
  button,
  warning = false,
  open,
  children,
}: Answering & {
  title: string
  path: string
  button: string
  warning?: boolean
  open: boolean
  children: ComponentChildren
}) => (
  <Page title={title} section={referral.key.reference} errors={again.errors}>
    <BackLink href={referral.url}>Back to the referral</BackLink>
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <span class="govuk-caption-l">
          {calledOn(referral)} <span aria-hidden="true">·</span> {referral.line.categoryName} {referral.key.reference}
        </span>
        <h1 class="govuk-heading-l">{title}</h1>
        {open ? (
          <Form action={`${referral.url}/${path}`} version={referral.version}>
            {children}
            <ButtonGroup>
              <Button kind={warning ? 'warning' : undefined} preventDoubleClick>
                {button}
              </Button>
              <a class="govuk-link" href={referral.url}>
                Go back
              </a>
            </ButtonGroup>
          </Form>
        ) : (
          <InsetText>
            This is not yours to do now. The referral stands as: {STATE_WORDS[referral.line.state].toLowerCase()}.{' '}
            <a class="govuk-link" href={referral.url}>
              See the referral
            </a>
          </InsetText>
        )}
      </div>
    </div>
  </Page>
)

export const AcceptPage = ({ referral, again }: Answering) => (
  <ActPage
    referral={referral}
    again={again}
    path="accept"
    title="Accept this referral"
    button="Accept"
    open={referral.may.accept}
  >
    <p class="govuk-body">
      Your organisation learns who the person is, and delivers the service. The initial assessment is due within ten
      business days of the referral.
    </p>
    <Radios
      legend="When does it start?"
      legendClasses="govuk-fieldset__legend--m"
      items={[
        {
          value: 'day',
          text: 'On a day',
          conditional: (
            <DateInput
              legend="Start date"
              hint="For example, 27 3 2027"
              {...dateField(again.errors, again.said, 'start_on')}
            />
          ),
        },
        {
          value: 'waiting list',
          text: 'It goes on our waiting list',
          conditional: (
            <TextInput
              label="Place on the list"
              classes="govuk-input--width-3"
              inputmode="numeric"
              {...field(again.errors, again.said, 'waiting_place')}
            />
          ),
        },
      ]}
      {...field(again.errors, again.said, 'begins')}
    />
  </ActPage>
)

export const DeclinePage = ({ referral, again }: Answering) => (
  <ActPage
    referral={referral}
    again={again}
    path="decline"
    title="Decline this referral"
    button="Decline"
    warning
    open={referral.may.decline}
  >
    <Radios
      legend="Why?"
      legendClasses="govuk-fieldset__legend--m"
      hint="Reasons are counted, by need, so that holes in what is on offer show."
      items={DECLINE_REASONS.map(reason => ({ value: reason.code, text: reason.label }))}
      {...field(again.errors, again.said, 'reason')}
    />
    <Textarea
      label="What should the sender know?"
      labelClasses="govuk-label--m"
      hint="Such as when to ask again, or who might be able to help"
      rows={4}
      {...field(again.errors, again.said, 'words')}
    />
  </ActPage>
)

export const AskPage = ({ referral, again }: Answering) => (
  <ActPage
    referral={referral}
    again={again}
    path="ask"
    title="Ask for information"
    button="Ask the sender"
    open={referral.may.ask}
  >
    <p class="govuk-body">
      The referral goes back to {referral.line.senderName} with your question. While it is there, the clock of the
      initial assessment stands still.
    </p>
    <Textarea
      label="What do you need to know?"
      labelClasses="govuk-label--m"
      rows={4}
      {...field(again.errors, again.said, 'question')}
    />
  </ActPage>
)

export const ReplyPage = ({ referral, again }: Answering) => (
  <ActPage
    referral={referral}
    again={again}
    path="reply"
    title="Answer and send again"
    button="Send again"
    open={referral.may.reply}
  >
    <InsetText>
      {referral.line.providerName} asks: “{referral.answerWords}”
    </InsetText>
    <Textarea
      label="Your answer"
      labelClasses="govuk-label--m"
      hint="The provider reads this before it accepts. Write “the person”, never the name."
      {...field(again.errors, again.said, 'reply')}
    />
  </ActPage>
)

export const WithdrawPage = ({ referral, again }: Answering) => (
  <ActPage
    referral={referral}
    again={again}
    path="withdraw"
    title="Withdraw this referral"
    button="Withdraw"
    warning
    open={referral.may.withdraw}
  >
    <p class="govuk-body">
      {referral.line.providerName} sees nothing of it any more. To refer the person again, begin a new referral.
    </p>
    <Textarea label="Why?" labelClasses="govuk-label--m" rows={4} {...field(again.errors, again.said, 'words')} />
  </ActPage>
)

export const ChangePage = ({ referral, again }: Answering) => (
  <ActPage
    referral={referral}
    again={again}
    path="change"
    title="Change something"
    button="Save the change"
    open={referral.may.change}
  >
    <p class="govuk-body">
      What it was, what it is now, your reason and your name stay on the referral, for you and for{' '}
      {referral.line.providerName}.
    </p>
    <Select
      label="What changes?"
      labelClasses="govuk-label--m"
      items={[{ value: '', text: 'Choose' }, ...CHANGE_TOPICS.map(topic => ({ value: topic.code, text: topic.label }))]}
      {...field(again.errors, again.said, 'topic')}
    />
    <Textarea
      label="What is it now?"
      labelClasses="govuk-label--m"
      hint="Complexity: low, medium or high. Days: a number. The date to finish by: such as 27 3 2027."
      rows={3}
      {...field(again.errors, again.said, 'new')}
    />
    <Textarea label="Why?" labelClasses="govuk-label--m" rows={3} {...field(again.errors, again.said, 'reason')} />
  </ActPage>
)
