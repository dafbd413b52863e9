import { type Instant, londonDay } from '../../kernel/calendar.ts'
import { dateInWords, instantInWords, listInWords } from '../../kernel/words.ts'
import {
  Button,
  ButtonGroup,
  DateInput,
  dateField,
  Form,
  field,
  PasswordInput,
  Radios,
  SummaryList,
  Table,
  TextInput,
  WarningText,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import type { SecondFactor } from '../account.ts'
import type { Place } from '../sign-in.ts'

export type SessionLine = { organisation: string | null; started_at: Instant; seen_at: Instant; until: Instant }

const CRUMBS = [{ text: 'Your account', href: '/account' }] as const

export const AccountPage = ({
  name,
  secondFactor,
  places,
  sessions,
}: {
  name: string
  secondFactor: boolean
  places: readonly Place[]
  sessions: readonly SessionLine[]
}) => (
  <Page title="Your account">
    <h1 class="govuk-heading-l">{name}</h1>
    <SummaryList
      rows={[
        {
          key: 'Password',
          value: 'Set',
          actions: [{ href: '/account/password', text: 'Change', visuallyHiddenText: 'password' }],
        },
        {
          key: 'Second factor',
          value: secondFactor ? 'Set up' : 'Not set up',
          actions: [
            {
              href: '/account/second-factor',
              text: secondFactor ? 'Change' : 'Set up',
              visuallyHiddenText: 'second factor',
            },
          ],
        },
        {
          key: 'Acts for',
          value: places.map(place => place.name).join(', ') || 'no organisation',
          actions:
            places.length > 1
              ? [{ href: '/account/organisation', text: 'Change', visuallyHiddenText: 'organisation' }]
              : [],
        },
        {
          key: 'API tokens',
          value: 'For programs that work in your name',
          actions: [{ href: '/account/tokens', text: 'See', visuallyHiddenText: 'API tokens' }],
        },
      ]}
    />
    <Table
      caption="Where you are signed in"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['Organisation', 'Since', 'Last used', 'Ends at the latest']}
      rows={sessions.map(session => [
        session.organisation ?? 'none',
        instantInWords(session.started_at),
        instantInWords(session.seen_at),
        instantInWords(session.until),
      ])}
    />
    <Form action="/account/sign-out-everywhere">
      <Button kind="warning">Sign out everywhere</Button>
    </Form>
  </Page>
)

/** `first`: the present one was given by another, and nothing else is done before it is replaced. */
export const PasswordPage = ({ first, errors }: { first: boolean } & Again) => (
  <Page
    title={first ? 'Choose a password of your own' : 'Change your password'}
    errors={errors}
    breadcrumbs={first ? undefined : CRUMBS}
  >
    <h1 class="govuk-heading-l">{first ? 'Choose a password of your own' : 'Change your password'}</h1>
    <p class="govuk-body">
      {first
        ? 'Your present password was set by somebody else, so it opens nothing but this page. Choose one that only you know, and sign in again with it.'
        : 'You are signed out everywhere and your API tokens end. Sign in again with the new password.'}
    </p>
    <Form action="/account/password">
      <PasswordInput
        label={first ? 'Password that you were given' : 'Present password'}
        autocomplete="current-password"
        {...field(errors, {}, 'old')}
      />
      <PasswordInput
        label="New password"
        hint="At least 12 characters, and not easily guessed: four words that have nothing to do with each other are good"
        autocomplete="new-password"
        {...field(errors, {}, 'fresh')}
      />
      <Button>{first ? 'Keep this password' : 'Change the password'}</Button>
    </Form>
  </Page>
)

export const SecondFactorPage = ({
  factor,
  picture,
  demanding,
  first,
  errors,
}: {
  factor: SecondFactor
  picture: string | undefined
  /** The organisations that require it. */
  demanding: readonly string[]
  /** Nothing else is done before it is set up. */
  first: boolean
} & Again) => (
  <Page title="Second factor" errors={errors} breadcrumbs={first ? undefined : CRUMBS}>
    <h1 class="govuk-heading-l">Second factor</h1>
    {demanding.length > 0 && (
      <p class="govuk-body">
        {listInWords(demanding)} asks everybody for a second factor.
        {first && ' Set yours up to go on: you need an authenticator app, on a phone or a computer.'}
      </p>
    )}
    {factor.state === 'being set up' && (
      <>
        <p class="govuk-body">
          Scan this with an authenticator app, or enter the key by hand, then enter the code that the app shows.
        </p>
        {picture !== undefined && <img src={picture} width="220" height="220" alt="The key below, to scan" />}
        <p class="govuk-body">
          Key: <code class="weft-break">{factor.secret}</code>
        </p>
        <Form action="/account/second-factor">
          <input type="hidden" name="step" value="confirm" />
          <TextInput
            label="Code of six digits"
            inputmode="numeric"
            autocomplete="one-time-code"
            classes="govuk-input--width-5"
            {...field(errors, {}, 'code')}
          />
          <Button>Turn it on</Button>
        </Form>
      </>
    )}
    <p class="govuk-body">
      {factor.state === 'on'
        ? 'A second factor is on. Setting it up anew ends the old one and signs you out everywhere else.'
        : 'A second factor keeps your account yours when somebody learns your password.'}
    </p>
    <Form action="/account/second-factor">
      <PasswordInput label="Present password" autocomplete="current-password" {...field(errors, {}, 'password')} />
      <ButtonGroup>
        <Button name="step" value="start" kind={factor.state === 'off' ? undefined : 'secondary'}>
          {factor.state === 'off' ? 'Set it up' : 'Set it up anew'}
        </Button>
        {factor.state === 'on' && demanding.length === 0 && (
          <Button name="step" value="remove" kind="warning">
            Remove it
          </Button>
        )}
      </ButtonGroup>
    </Form>
  </Page>
)

export const OrganisationPage = ({ places, now, errors }: { places: readonly Place[]; now: string | null } & Again) => (
  <Page title="Choose for whom you act" errors={errors} breadcrumbs={CRUMBS}>
    <h1 class="govuk-heading-l">Choose for whom you act</h1>
    <Form action="/account/organisation">
      <Radios
        legend="Organisation"
        items={places.map(place => ({ value: place.organisation, text: place.name, hint: place.roles.join(', ') }))}
        {...field(errors, { organisation: now ?? '' }, 'organisation')}
      />
      <Button>Act for this organisation</Button>
    </Form>
  </Page>
)

export type TokenLine = {
  token: string
  name: string
  worker: string | null
  reach: string
  until: Instant
  revoked_at: Instant | null
}

export const TokensPage = ({
  tokens,
  administrator,
  made,
  errors,
  said,
}: { tokens: readonly TokenLine[]; administrator: boolean; made: string | undefined } & Again) => (
  <Page title="API tokens" errors={errors} breadcrumbs={CRUMBS}>
    <h1 class="govuk-heading-l">API tokens</h1>
    {made !== undefined && (
      <>
        <WarningText>Copy this token now. It is not shown again.</WarningText>
        <p class="govuk-body">
          <code class="weft-break">{made}</code>
        </p>
      </>
    )}
    <Table
      caption="Tokens"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['Name', 'For', 'May', 'Ends', 'Change']}
      rows={tokens.map(token => [
        token.name,
        token.worker ?? 'the organisation’s own system',
        token.reach,
        dateInWords(londonDay(token.until)),
        token.revoked_at !== null ? (
          'Revoked'
        ) : (
          <Form action={`/account/tokens/${token.token}/revoke`}>
            <button type="submit" class="weft-link-button">
              Revoke <span class="govuk-visually-hidden">{token.name}</span>
            </button>
          </Form>
        ),
      ])}
      empty="No token yet. A program that works with Weft’s API needs one."
    />
    <h2 class="govuk-heading-m">Make a token</h2>
    <Form action="/account/tokens">
      <TextInput label="What is it for?" {...field(errors, said, 'name')} />
      <Radios
        legend="It may"
        items={[
          { value: 'read', text: 'Read' },
          { value: 'write', text: 'Read and write' },
        ]}
        {...field(errors, said, 'reach')}
      />
      {administrator && (
        <Radios
          legend="It acts as"
          items={[
            { value: 'me', text: 'You' },
            { value: 'system', text: 'Your organisation’s own system' },
          ]}
          {...field(errors, said, 'acts')}
        />
      )}
      <DateInput legend="Last day" hint="At most a year from now" {...dateField(errors, said, 'until')} />
      <Button>Make the token</Button>
    </Form>
  </Page>
)
