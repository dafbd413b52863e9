import { stringify } from 'csv-stringify/sync'
import { Type } from 'typebox'
import { caseParams, choice, code, day, line, NO_CONTROLS, optional, several, text } from '../web/routing/fields.ts'
import { action, file, form, page, type Route } from '../web/routing/route.ts'
import { breakGlass, breakTheGlass, glassCalled, glassToReview, reviewGlass, reviewTheGlass } from './glass.ts'
import { endLimit, limitByIdentifier, limitedHere, limitOf, nameWorker, unnameWorker, workersToName } from './limits.ts'
import { journalChoices, journalPage, sealing, whoLooked } from './looks.ts'
import { BreakGlassPage, GlassReviewPage, GlassReviewsPage } from './pages/glass.tsx'
import { LimitedCasesPage, LimitPage } from './pages/limits.tsx'
import { JournalPage, LooksPage } from './pages/looks.tsx'
import { NewUserPage, SecondFactorRulePage, UserPage, UserSettingsPage, UsersPage } from './pages/users.tsx'
import { may } from './policy.ts'
import {
  addUser,
  changeUser,
  endUser,
  organisationSettings,
  ROLES,
  setCaseVisibility,
  setSecondFactorRule,
  userCalled,
  usersHere,
} from './users.ts'

const NOTHING = Type.Object({})
const identifier = line('the CRN, prison number, PNC or CRO', { most: 40 })
const REVIEWERS = ['data-protection officer', 'case manager'] as const
const ADMINISTRATORS = ['administrator'] as const
const OFFICERS = ['data-protection officer'] as const

const glassRoutes: readonly Route[] = [
  form({
    path: '/glass',
    about: 'Open a record in an emergency',
    permission: breakTheGlass,
    purpose: 'break-glass',
    zone: 'contract',
    input: NOTHING,
    body: Type.Object({
      identifier,
      reason: Type.String({
        minLength: 10,
        maxLength: 2000,
        pattern: NO_CONTROLS,
        wrong: 'Say why it cannot wait, in 10 characters or more',
      }),
      confirmed: Type.Unsafe<'yes'>({
        type: 'string',
        enum: ['yes'],
        wrong: 'Choose yes to open the record, or go back',
      }),
    }),
    load: async () => ({}),
    view: (_, again) => BreakGlassPage(again),
    submit: breakGlass,
    then: ({ area, caseId }) => ({
      to: `/cases/${area}/${caseId}`,
      flash: 'The record is open to you for one hour. The responsible organisation is told.',
    }),
  }),
  page({
    path: '/glass/reviews',
    about: 'Emergency openings to review',
    permission: REVIEWERS,
    purpose: 'review an emergency opening',
    zone: 'contract',
    input: NOTHING,
    load: glassToReview,
    view: GlassReviewsPage,
  }),
  form({
    path: '/glass/reviews/:glass',
    about: 'Review an emergency opening',
    permission: REVIEWERS,
    purpose: 'review an emergency opening',
    zone: 'contract',
    input: Type.Object({ glass: code('the opening') }),
    body: Type.Object({
      finding: choice('whether it was justified', ['justified', 'not justified']),
      note: text('what you looked at', { most: 2000 }),
    }),
    load: async (tx, { glass }) => {
      const found = await glassCalled(tx, glass)
      return { glass: found, mayReview: may(tx.actor, reviewTheGlass, found) }
    },
    view: (model, again) => GlassReviewPage({ ...model, ...again }),
    submit: reviewGlass,
    then: () => ({ to: '/glass/reviews', flash: 'The review is saved.' }),
  }),
]

const CaseInput = Type.Object(caseParams)
const keyOf = ({ area, case_id }: { area: string; case_id: string }) => ({ area, caseId: case_id })
const LIMITING = {
  permission: REVIEWERS,
  purpose: 'limit access to a case',
  zone: 'contract',
  input: CaseInput,
} as const
const Named = Type.Object({ worker: code('a person') })
const backToLimit =
  (flash: string) =>
  (_: unknown, { area, case_id }: { area: string; case_id: string }) => ({ to: `/limited/${area}/${case_id}`, flash })

const limitRoutes: readonly Route[] = [
  form({
    path: '/limited',
    about: 'Cases with limited access',
    permission: REVIEWERS,
    purpose: 'limit access to a case',
    zone: 'contract',
    input: NOTHING,
    body: Type.Object({ identifier, reason: text('why it is limited', { most: 2000 }) }),
    load: async tx => ({ cases: await limitedHere(tx) }),
    view: (model, again) => LimitedCasesPage({ ...model, ...again }),
    submit: async (tx, given) => {
      const { area, caseId } = await limitByIdentifier(tx, given)
      return (await limitedHere(tx)).some(each => each.key.caseId === caseId)
        ? `/limited/${area}/${caseId}`
        : '/limited'
    },
    then: to => ({ to, flash: 'The case is limited. Only the people named on it see it.' }),
  }),
  page({
    ...LIMITING,
    path: '/limited/:area/:case_id',
    about: 'Who may see a limited case',
    input: Type.Object({ ...caseParams, words: optional(line('part of a name', { most: 80 })) }),
    load: async (tx, input) => {
      const limit = await limitOf(tx, keyOf(input))
      return {
        limit,
        words: input.words ?? '',
        found: input.words ? await workersToName(tx, keyOf(input), input.words) : [],
      }
    },
    view: model => LimitPage({ ...model, errors: [] }),
  }),
  action({
    ...LIMITING,
    path: '/limited/:area/:case_id/name',
    about: 'Name who may see a limited case',
    body: Named,
    submit: (tx, { worker, ...key }) => nameWorker(tx, keyOf(key), { worker, may: 'see' }),
    then: backToLimit('This person may see the case now.'),
  }),
  action({
    ...LIMITING,
    path: '/limited/:area/:case_id/exclude',
    about: 'Exclude somebody from a case',
    body: Named,
    submit: (tx, { worker, ...key }) => nameWorker(tx, keyOf(key), { worker, may: 'never' }),
    then: backToLimit('This person never sees the case, whatever role they hold.'),
  }),
  action({
    ...LIMITING,
    path: '/limited/:area/:case_id/remove',
    about: 'Take a name or an exclusion off a case',
    body: Named,
    submit: (tx, { worker, ...key }) => unnameWorker(tx, keyOf(key), worker),
    then: backToLimit('The name is removed.'),
  }),
  action({
    ...LIMITING,
    path: '/limited/:area/:case_id/end',
    about: 'End the limit of a case',
    body: NOTHING,
    submit: (tx, key) => endLimit(tx, keyOf(key)),
    then: () => ({ to: '/limited', flash: 'The limit is ended.' }),
  }),
]

const UserInput = Type.Object({ worker: code('a user') })
const UserRoles = {
  roles: several('at least one role', ROLES, { least: 1 }),
  team: optional(line('the team', { most: 60 })),
}
const LOOKING_AFTER = { permission: ADMINISTRATORS, purpose: 'look after users', zone: 'contract' } as const

const userRoutes: readonly Route[] = [
  page({
    ...LOOKING_AFTER,
    path: '/users',
    about: 'Users of your organisation',
    input: NOTHING,
    load: async tx => ({
      users: await usersHere(tx),
      ...(await organisationSettings(tx)),
    }),
    view: UsersPage,
  }),
  form({
    ...LOOKING_AFTER,
    path: '/users/new',
    about: 'Add a user',
    input: NOTHING,
    body: Type.Object({
      name: line('the full name', { most: 120 }),
      email: Type.String({
        pattern: '^[^\\s@|]+@[^\\s@|]+\\.[^\\s@|]+$',
        maxLength: 200,
        wrong: 'Enter an e-mail address, such as name@charity.example',
      }),
      ...UserRoles,
    }),
    load: async () => ({}),
    view: (_, again) => NewUserPage(again),
    submit: addUser,
    then: worker => ({
      to: `/users/${worker}`,
      flash: 'The user is added. They sign in once they have a first password.',
    }),
  }),
  form({
    ...LOOKING_AFTER,
    path: '/users/settings',
    about: 'Who in your organisation sees which case',
    input: NOTHING,
    body: Type.Object({ visibility: choice('what practitioners see', ['allocated', 'all']) }),
    load: async tx => ({ visibility: (await organisationSettings(tx)).visibility }),
    view: (model, again) => UserSettingsPage({ ...model, ...again }),
    submit: (tx, { visibility }) => setCaseVisibility(tx, visibility),
    then: () => ({ to: '/users', flash: 'The setting is saved and holds from now on.' }),
  }),
  form({
    ...LOOKING_AFTER,
    path: '/users/second-factor',
    about: 'Whether everybody in your organisation needs a second factor',
    input: NOTHING,
    body: Type.Object({ second_factor: choice('who needs a second factor', ['chosen', 'required']) }),
    load: async tx => ({
      rule: (await organisationSettings(tx)).secondFactor,
      without: (await usersHere(tx)).filter(user => !user.ended && !user.secondFactor).length,
    }),
    view: (model, again) => SecondFactorRulePage({ ...model, ...again }),
    submit: (tx, { second_factor }) => setSecondFactorRule(tx, second_factor),
    then: () => ({ to: '/users', flash: 'The setting is saved and holds for everybody who signs in from now on.' }),
  }),
  form({
    ...LOOKING_AFTER,
    path: '/users/:worker',
    about: 'Roles and team of a user',
    input: UserInput,
    body: Type.Object(UserRoles),
    load: async (tx, { worker }) => ({ user: await userCalled(tx, worker) }),
    view: (model, again) => UserPage({ ...model, ...again }),
    submit: changeUser,
    then: () => ({ to: '/users', flash: 'The roles are saved and hold from now on.' }),
  }),
  action({
    ...LOOKING_AFTER,
    path: '/users/:worker/end',
    about: 'End a membership',
    input: UserInput,
    body: NOTHING,
    submit: (tx, { worker }) => endUser(tx, worker),
    then: () => ({ to: '/users', flash: 'The membership is ended.' }),
  }),
]

const Identified = Type.Object({ identifier: optional(identifier) })
const PROTECTING = { permission: OFFICERS, purpose: 'data protection', zone: 'contract' } as const

const journalRoutes: readonly Route[] = [
  page({
    ...PROTECTING,
    path: '/looks',
    about: 'Who has looked at a person’s record, and why',
    input: Identified,
    load: async (tx, asked) => ({
      identifier: asked.identifier ?? '',
      looks: asked.identifier ? await whoLooked(tx, asked.identifier) : [],
    }),
    view: LooksPage,
  }),
  file({
    ...PROTECTING,
    path: '/looks.csv',
    about: 'Who has looked at a person’s record, as CSV',
    input: Type.Object({ identifier }),
    load: (tx, asked) => whoLooked(tx, asked.identifier),
    file: async looks => ({
      type: 'text/csv; charset=utf-8',
      name: 'looks.csv',
      body: stringify(
        looks.map(look => [look.at.toString(), look.worker, look.organisation, look.purpose, look.what]),
        { header: true, columns: ['when', 'who', 'organisation', 'purpose', 'what was shown'], escape_formulas: true },
      ),
    }),
  }),
  page({
    ...PROTECTING,
    path: '/journal',
    about: 'The journal of your organisation',
    input: Type.Object({
      kind: optional(
        Type.String({ pattern: '^[a-z_-]+\\.[a-z_]+$', maxLength: 80, wrong: 'Choose what happened from the list' }),
      ),
      worker: optional(code('who')),
      day: optional(day('the day')),
      before: optional(Type.String({ pattern: '^\\d{1,18}$', wrong: 'Go on from the first page of the journal' })),
    }),
    load: async (tx, asked) => ({
      asked,
      ...(await journalPage(tx, asked)),
      ...(await journalChoices(tx)),
      seal: await sealing(tx),
    }),
    view: JournalPage,
  }),
]

/** Emergency openings, limited cases, users, who looked, and the journal. */
export const accessRoutes: readonly Route[] = [...glassRoutes, ...limitRoutes, ...userRoutes, ...journalRoutes]
