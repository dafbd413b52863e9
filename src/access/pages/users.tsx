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
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import { type CaseVisibility, ROLES, type User } from '../users.ts'

const state = (user: User) => {
  if (user.ended) return <Tag colour="grey">Ended</Tag>
  return user.lockedUntil === null ? <Tag colour="green">Active</Tag> : <Tag colour="orange">Locked for a while</Tag>
}

export const UsersPage = ({ users, visibility }: { users: readonly User[]; visibility: CaseVisibility }) => (
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
        user.email,
        user.roles.join(', ') || 'none',
        user.team ?? 'none',
        user.secondFactor ? 'Set up' : 'Not set up',
        state(user),
      ])}
    />
    <SummaryList
      card={{
        title: 'Settings',
        actions: [{ href: '/users/settings', text: 'Change', visuallyHiddenText: 'settings' }],
      }}
      rows={[
        {
          key: 'Practitioners see',
          value: visibility === 'all' ? 'All cases of the organisation' : 'Cases allocated to them and their team',
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
        { key: 'E-mail address', value: user.email },
        { key: 'State', value: state(user) },
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

export const UserSettingsPage = ({ visibility, errors, said }: { visibility: CaseVisibility } & Again) => (
  <Page title="Who sees which case" section="Users" errors={errors} breadcrumbs={[...CRUMBS, { text: 'Settings' }]}>
    <h1 class="govuk-heading-l">Who sees which case</h1>
    <Form action="/users/settings">
      <Radios
        legend="Practitioners see"
        items={[
          { value: 'allocated', text: 'Cases allocated to them and their team' },
          {
            value: 'all',
            text: 'All cases of the organisation',
            hint: 'Limited cases stay with the people named on them.',
          },
        ]}
        {...field(errors, Object.keys(said).length > 0 ? said : { visibility }, 'visibility')}
      />
      <Button>Save</Button>
    </Form>
  </Page>
)
