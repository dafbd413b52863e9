import { Temporal } from 'temporal-polyfill'
import { londonDay } from '../../kernel/calendar.ts'
import { dateInWords, plural } from '../../kernel/words.ts'
import {
  Button,
  Checkboxes,
  choices,
  Form,
  field,
  Radios,
  SummaryList,
  Table,
  Tag,
  TextInput,
  WarningText,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import { GIVEN_DAYS, mayBeGiven } from '../first-password.ts'
import { type CaseVisibility, ROLES, type SecondFactorRule, type User } from '../users.ts'

const state = (user: User) => {
  if (user.ended) return <Tag colour="grey">Ended</Tag>
  return user.lockedUntil === null ? <Tag colour="green">Active</Tag> : <Tag colour="orange">Locked for a while</Tag>
}

const Address = ({ of }: { of: User }) => <span class="weft-email">{of.email}</span>

const passwordOf = ({ password, givenUntil }: User): string => {
  if (password === 'none' || givenUntil === null) return password === 'own' ? 'Chosen by this person' : 'None yet'
  const day = dateInWords(londonDay(givenUntil))
  return Temporal.Instant.compare(givenUntil, Temporal.Now.instant()) > 0
    ? `A first one, to be used by ${day}`
    : `None: the first one ended on ${day} unused`
}

export const UsersPage = ({
  users,
  visibility,
  secondFactor,
}: {
  users: readonly User[]
  visibility: CaseVisibility
  secondFactor: SecondFactorRule
}) => (
  <Page title="Users" wide>
    <h1 class="govuk-heading-l">Users</h1>
    <p class="govuk-body">
      <a class="govuk-button" href="/users/new">
        Add a user
      </a>
    </p>
    <Table
      caption="Members of your organisation"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['Name', 'E-mail address', 'Roles', 'Team', 'Second factor', 'State']}
      rows={users.map(user => [
        <a class="govuk-link" href={`/users/${user.worker}`}>
          {user.name}
        </a>,
        <Address of={user} />,
        user.roles.join(', ') || 'none',
        user.team ?? 'none',
        user.secondFactor ? 'Set up' : 'Not set up',
        state(user),
      ])}
    />
    <SummaryList
      card={{ title: 'Settings' }}
      rows={[
        {
          key: 'Practitioners see',
          value: visibility === 'all' ? 'All cases of the organisation' : 'Cases allocated to them and their team',
          actions: [{ href: '/users/settings', text: 'Change', visuallyHiddenText: 'what practitioners see' }],
        },
        {
          key: 'Second factor',
          value: secondFactor === 'required' ? 'Everybody needs one' : 'Each person chooses',
          actions: [{ href: '/users/second-factor', text: 'Change', visuallyHiddenText: 'who needs a second factor' }],
        },
      ]}
    />
  </Page>
)

const RolesQuestion = ({ errors, said }: Again) => (
  <>
    <Checkboxes
      legend="Roles"
      items={ROLES.map(role => ({ value: role, text: role }))}
      {...choices(errors, said, 'roles')}
    />
    <TextInput
      label="Team (optional)"
      hint="Members of a team see each other’s cases"
      classes="govuk-input--width-20"
      {...field(errors, said, 'team')}
    />
  </>
)

const CRUMBS = [{ text: 'Users', href: '/users' }] as const

export const NewUserPage = (again: Again) => (
  <Page title="Add a user" errors={again.errors} breadcrumbs={[...CRUMBS, { text: 'Add a user' }]}>
    <h1 class="govuk-heading-l">Add a user</h1>
    <Form action="/users/new">
      <TextInput label="Full name" autocomplete="off" {...field(again.errors, again.said, 'name')} />
      <TextInput
        label="E-mail address"
        type="email"
        autocomplete="off"
        spellcheck={false}
        {...field(again.errors, again.said, 'email')}
      />
      <RolesQuestion {...again} />
      <Button>Add this user</Button>
    </Form>
  </Page>
)

export const UserPage = ({ user, errors, said }: { user: User } & Again) => (
  <Page title={user.name} section="Users" errors={errors} breadcrumbs={[...CRUMBS, { text: user.name }]}>
    <h1 class="govuk-heading-l">{user.name}</h1>
    <SummaryList
      rows={[
        { key: 'E-mail address', value: <Address of={user} /> },
        { key: 'State', value: state(user) },
        {
          key: 'Password',
          value: passwordOf(user),
          actions: mayBeGiven(user)
            ? [{ href: `/users/${user.worker}/first-password`, text: 'Give a first password' }]
            : [],
        },
        { key: 'Second factor', value: user.secondFactor ? 'Set up' : 'Not set up' },
        { key: 'API tokens', value: String(user.tokens) },
      ]}
    />
    <h2 class="govuk-heading-m">Roles and team from today</h2>
    <Form action={`/users/${user.worker}`}>
      <RolesQuestion
        errors={errors}
        said={Object.keys(said).length > 0 ? said : { roles: user.roles, team: user.team ?? '' }}
      />
      <Button>Save</Button>
    </Form>
    {!user.ended && (
      <>
        <h2 class="govuk-heading-m">End the membership</h2>
        <p class="govuk-body">
          From today on this person no longer acts for your organisation. What they did stays in the journal.
        </p>
        <Form action={`/users/${user.worker}/end`}>
          <Button kind="warning">End the membership</Button>
        </Form>
      </>
    )}
  </Page>
)

/** One question about the whole organisation, with what stands now chosen. */
const SettingPage = ({
  title,
  crumb,
  action,
  lead,
  name,
  now,
  again: { errors, said },
  ...question
}: {
  title: string
  crumb: string
  action: string
  lead?: string
  name: string
  now: string
  again: Again
} & Pick<Parameters<typeof Radios>[0], 'legend' | 'items'>) => (
  <Page title={title} section="Users" errors={errors} breadcrumbs={[...CRUMBS, { text: crumb }]}>
    <h1 class="govuk-heading-l">{title}</h1>
    {lead !== undefined && <p class="govuk-body">{lead}</p>}
    <Form action={action}>
      <Radios {...question} {...field(errors, Object.keys(said).length > 0 ? said : { [name]: now }, name)} />
      <Button>Save</Button>
    </Form>
  </Page>
)

export const UserSettingsPage = ({ visibility, ...again }: { visibility: CaseVisibility } & Again) => (
  <SettingPage
    title="Who sees which case"
    crumb="Settings"
    action="/users/settings"
    legend="Practitioners see"
    items={[
      { value: 'allocated', text: 'Cases allocated to them and their team' },
      {
        value: 'all',
        text: 'All cases of the organisation',
        hint: 'Limited cases stay with the people named on them.',
      },
    ]}
    name="visibility"
    now={visibility}
    again={again}
  />
)

/** `made` is the first password that was given just now, shown this once. */
export const FirstPasswordPage = ({ user, made, errors }: { user: User; made: string | undefined } & Again) => (
  <Page
    title="First password"
    section="Users"
    errors={errors}
    breadcrumbs={[...CRUMBS, { text: user.name, href: `/users/${user.worker}` }, { text: 'First password' }]}
  >
    <h1 class="govuk-heading-l">First password of {user.name}</h1>
    {made === undefined ? (
      <FirstPasswordForm user={user} />
    ) : (
      <>
        <WarningText>Hand over this password now. It is not shown again.</WarningText>
        <p class="govuk-body">
          <code class="weft-break">{made}</code>
        </p>
        <p class="govuk-body">
          Give it to {user.name} and nobody else, by phone or on paper. They sign in as <Address of={user} /> within{' '}
          {GIVEN_DAYS} days and choose a password of their own before anything else.
        </p>
        <Button href="/users">Go to users</Button>
      </>
    )}
  </Page>
)

const FirstPasswordForm = ({ user }: { user: User }) => (
  <>
    <p class="govuk-body">{passwordOf(user)}.</p>
    {mayBeGiven(user) ? (
      <Form action={`/users/${user.worker}/first-password`}>
        <p class="govuk-body">
          Weft makes a password that is good for {GIVEN_DAYS} days and opens nothing but the page on which they choose
          their own.
          {user.password === 'given' && ' The one before ends.'}
        </p>
        <Button>Give a first password</Button>
      </Form>
    ) : (
      <p class="govuk-body">
        {user.ended
          ? 'This membership has ended.'
          : 'You can give none: this person has their own, or works for another organisation too. Whoever runs Weft can set another.'}
      </p>
    )}
  </>
)

export const SecondFactorRulePage = ({
  rule,
  without,
  ...again
}: { rule: SecondFactorRule; without: number } & Again) => (
  <SettingPage
    title="Who needs a second factor"
    crumb="Second factor"
    action="/users/second-factor"
    lead={
      without === 0
        ? 'Every member has one.'
        : `${plural(without, 'member')} of your organisation ${without === 1 ? 'has' : 'have'} none.`
    }
    legend="A second factor is"
    items={[
      { value: 'chosen', text: 'For each person to choose' },
      {
        value: 'required',
        text: 'Needed by everybody',
        hint: 'Whoever has none sets it up before anything else when they next sign in. Nobody stays signed in for more than twelve hours. API tokens go on.',
      },
    ]}
    name="second_factor"
    now={rule}
    again={again}
  />
)
