import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Role, Scope } from '../database/scope.ts'
import { append, type Facts } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import { invalid, notFound } from '../kernel/errors.ts'

/** A member of the administrator's own organisation. */
export type User = {
  worker: string
  name: string
  email: string
  roles: readonly Role[]
  team: string | null
  ended: boolean
  secondFactor: boolean
  lockedUntil: Instant | null
  tokens: number
  /** Given: set by another, good until `givenUntil` and only for choosing an own one. */
  password: 'none' | 'given' | 'own'
  givenUntil: Instant | null
  /** A member of another organisation too. */
  elsewhere: boolean
}

export const ROLES = [
  'practitioner',
  'case manager',
  'victim liaison officer',
  'partner manager',
  'supply-chain manager',
  'commissioner',
  'finance',
  'CRT member',
  'hub member',
  'inspector',
  'data-protection officer',
  'administrator',
] as const satisfies readonly Role[]

/** The members of the organisation acted for; none for who is not its administrator. */
export async function usersHere(tx: Scope): Promise<User[]> {
  const found = await sql<{
    worker: string
    name: string
    email: string
    roles: Role[]
    team: string | null
    ended: boolean
    second_factor: boolean
    locked_until: Instant | null
    tokens: bigint
    password: User['password']
    given_until: Instant | null
    elsewhere: boolean
  }>`SELECT * FROM access.workers_here()`.execute(tx.db)
  return found.rows.map(({ second_factor, locked_until, given_until, tokens, ...user }) => ({
    ...user,
    secondFactor: second_factor,
    lockedUntil: locked_until,
    givenUntil: given_until,
    tokens: Number(tokens),
  }))
}

/** One member. Refuses with `not_found` a member of another organisation as one who does not exist. */
export async function userCalled(tx: Scope, worker: string): Promise<User> {
  const user = (await usersHere(tx)).find(each => each.worker === worker)
  if (user === undefined) throw notFound()
  return user
}

const today = (tx: Scope) => tx.now.toZonedDateTimeISO('UTC').toPlainDate()

export type NewUser = { name: string; email: string; roles: readonly Role[]; team?: string | undefined }

/** Adds a member. Refuses with `input.invalid` an address that a member has already. */
export async function addUser(tx: Scope, given: NewUser): Promise<string> {
  const found = await sql<{ worker: string | null }>`
    SELECT access.add_worker(${`w${randomBytes(5).toString('hex')}`}, ${given.name}, ${given.email.toLowerCase()},
      ${[...given.roles]}::text[], ${given.team ?? ''}, ${today(tx)}) AS worker`.execute(tx.db)
  const worker = found.rows[0]?.worker ?? undefined
  if (worker === undefined)
    throw invalid({ field: 'email', sentence: 'Somebody with this e-mail address is a member already' })
  await append(tx, 'user.added', { subject: `worker ${worker}`, facts: { roles: given.roles } })
  return worker
}

/** Gives a member these roles and team from today on. Refuses with `not_found` who is no member, and the last administrator's end. */
export async function changeUser(
  tx: Scope,
  { worker, roles, team }: { worker: string; roles: readonly Role[]; team?: string | undefined },
): Promise<void> {
  await refuseWithoutAdministrator(tx, worker, roles)
  await setPosts(tx, { worker, roles, team: team ?? '' })
  await append(tx, 'user.changed', { subject: `worker ${worker}`, facts: { roles } })
}

/** Ends a membership from today on; the person's sessions and tokens for the organisation end with it. */
export async function endUser(tx: Scope, worker: string): Promise<void> {
  await refuseWithoutAdministrator(tx, worker, [])
  await setPosts(tx, { worker, roles: [], team: '' })
  await append(tx, 'user.ended', { subject: `worker ${worker}` })
}

async function setPosts(tx: Scope, { worker, roles, team }: { worker: string; roles: readonly Role[]; team: string }) {
  const found = await sql<{ done: boolean }>`
    SELECT access.set_posts(${worker}, ${[...roles]}::text[], ${team}, ${today(tx)}) AS done`.execute(tx.db)
  if (found.rows[0]?.done !== true) throw notFound()
}

async function refuseWithoutAdministrator(tx: Scope, worker: string, roles: readonly Role[]) {
  const users = await usersHere(tx)
  if (!users.some(user => user.worker === worker)) throw notFound()
  const others = users.some(user => user.worker !== worker && user.roles.includes('administrator'))
  if (!others && !roles.includes('administrator'))
    throw invalid({ field: 'roles', sentence: 'Make somebody else administrator first: this is the only one' })
}

export type CaseVisibility = 'allocated' | 'all'
/** Whether a second factor is each person's choice, or required of everybody in the organisation. */
export type SecondFactorRule = 'chosen' | 'required'

/** What the administrator settles for the organisation. */
export async function organisationSettings(
  tx: Scope,
): Promise<{ visibility: CaseVisibility; secondFactor: SecondFactorRule }> {
  const row = await tx.db
    .selectFrom('directory.organisation')
    .select(['case_visibility', 'second_factor'])
    .where('organisation', '=', tx.actor.organisation)
    .executeTakeFirstOrThrow()
  return {
    visibility: row.case_visibility === 'all' ? 'all' : 'allocated',
    secondFactor: row.second_factor === 'required' ? 'required' : 'chosen',
  }
}

/** Sets whether practitioners see all cases of the organisation or those allocated to them and their team; at once. */
export async function setCaseVisibility(tx: Scope, wanted: CaseVisibility): Promise<void> {
  await sql`SELECT access.set_case_visibility(${wanted})`.execute(tx.db)
  await tellSetting(tx, 'organisation.case_visibility_set', { visibility: wanted })
}

/** Sets whether a second factor is required; of who signs in from now on, so that nobody at work is interrupted. */
export async function setSecondFactorRule(tx: Scope, wanted: SecondFactorRule): Promise<void> {
  await sql`SELECT access.set_second_factor(${wanted})`.execute(tx.db)
  await tellSetting(tx, 'organisation.second_factor_set', { second_factor: wanted })
}

const tellSetting = (tx: Scope, kind: string, facts: Facts) =>
  append(tx, kind, { subject: `organisation ${tx.actor.organisation}`, facts })
