import type { FastifyInstance } from 'fastify'
import type { VNode } from 'preact'
import qrcode from 'qrcode'
import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import {
  actFor,
  changePassword,
  confirmSecondFactor,
  demandingOf,
  makeToken,
  removeSecondFactor,
  secondFactorOf,
  startSecondFactor,
} from '../access/account.ts'
import {
  AccountPage,
  OrganisationPage,
  PasswordPage,
  SecondFactorPage,
  type SessionLine,
  type TokenLine,
  TokensPage,
} from '../access/pages/account.tsx'
import { placesOf } from '../access/sign-in.ts'
import type { Scopes } from '../database/scope.ts'
import { append } from '../journal/append.ts'
import { endOfDay, londonDay } from '../kernel/calendar.ts'
import { invalid, notFound, WeftError } from '../kernel/errors.ts'
import { choice, code, day, line, optional } from './routing/fields.ts'
import { parse } from './routing/input.ts'
import type { Again } from './routing/route.ts'
import { type Body, besideRoutes, goOn, inScope, leave, type Seat, show } from './seat.ts'

const secret = (wrong: string) => Type.String({ minLength: 1, maxLength: 200, wrong })
const PasswordForm = Type.Object({ old: secret('Enter your present password'), fresh: secret('Enter a new password') })
const StartForm = Type.Object({ password: secret('Enter your present password') })
const CodeForm = Type.Object({
  code: Type.String({ pattern: '^[\\d ]{6,10}$', wrong: 'Enter the six digits that your app shows now for Weft' }),
})
const OrganisationForm = Type.Object({ organisation: code('the organisation for which you act') })
const TokenForm = Type.Object({
  name: line('what the token is for', { most: 80 }),
  reach: choice('what it may do', ['read', 'write']),
  acts: optional(choice('as whom it acts', ['me', 'system'])),
  until: day('the last day'),
})

/** A person's own account. */
export function mountAccount(app: FastifyInstance, { scopes }: { scopes: Scopes }): void {
  const { get, post } = besideRoutes(app, { scopes, permission: 'signed in', purpose: 'own account' })
  const nothing: Again = { errors: [], said: {} }

  get('/account', accountPage)
  post('/account/sign-out-everywhere', async seat => {
    await inScope(seat, async tx => {
      await append(tx, 'access.signed_out', { subject: `worker ${seat.worker}`, facts: { everywhere: true } })
    })
    await inScope(seat, tx => tx.db.selectNoFrom(eb => eb.fn('access.end_my_sessions').as('ended')).execute())
    return leave(seat)
  })
  const passwordPage = async ({ visitor }: Seat, again: Again) =>
    PasswordPage({ first: visitor.due === 'password', ...again })
  get('/account/password', seat => passwordPage(seat, nothing))
  post(
    '/account/password',
    async (seat, body) => {
      await changePassword(scopes, seat.worker, parse(PasswordForm, body))
      await inScope(seat, tx => append(tx, 'access.password_changed', { subject: `worker ${seat.worker}` }))
      return leave(seat)
    },
    passwordPage,
  )
  get('/account/second-factor', seat => secondFactorPage(seat, nothing))
  post(
    '/account/second-factor',
    async (seat, body) => {
      if (body.step === 'start') {
        await startSecondFactor(scopes, seat, parse(StartForm, body).password)
        return seat.reply.redirect('/account/second-factor', 303)
      }
      if (body.step === 'remove') {
        await removeSecondFactor(scopes, seat, parse(StartForm, body).password)
        await inScope(seat, tx => append(tx, 'access.second_factor_removed', { subject: `worker ${seat.worker}` }))
        return goOn(seat, '/account', 'The second factor is removed. You are signed out everywhere else.')
      }
      await confirmSecondFactor(scopes, seat, parse(CodeForm, body).code)
      await inScope(seat, tx => append(tx, 'access.second_factor_set', { subject: `worker ${seat.worker}` }))
      const to = seat.visitor.due === undefined ? '/account' : '/'
      return goOn(
        seat,
        to,
        'The second factor is on, and you are signed out everywhere else. You are asked for a code at each sign-in.',
      )
    },
    secondFactorPage,
  )
  get('/account/organisation', seat => organisationPage(seat, nothing))
  post(
    '/account/organisation',
    async (seat, body) => {
      const { organisation } = parse(OrganisationForm, body)
      const place = (await placesOf(scopes, seat.worker)).find(each => each.organisation === organisation)
      if (place === undefined) throw notFound()
      await actFor(scopes, seat.session, organisation)
      return goOn(seat, '/', `You act for ${place.name} now.`)
    },
    organisationPage,
  )
  get('/account/tokens', seat => tokensPage(seat, nothing, undefined))
  post(
    '/account/tokens',
    async (seat, body) => {
      const made = await newToken(seat, body)
      return show(seat, each => tokensPage(each, nothing, made))
    },
    (seat, again) => tokensPage(seat, again, undefined),
  )
  post('/account/tokens/:token/revoke', async seat => {
    const { token } = parse(Type.Object({ token: code('a token') }), seat.request.params as Body)
    await inScope(seat, async tx => {
      const revoked = await tx.db
        .selectNoFrom(eb => eb.fn<boolean>('access.revoke_token', [eb.val(token)]).as('done'))
        .executeTakeFirst()
      if (revoked?.done !== true) throw notFound()
      await append(tx, 'access.token_revoked', { subject: `token ${token}` })
    })
    return goOn(seat, '/account/tokens', 'The token is revoked.')
  })
}

async function accountPage(seat: Seat): Promise<VNode> {
  const { visitor, worker, scopes } = seat
  const sessions = await inScope(seat, tx =>
    tx.db
      .selectFrom(eb => eb.fn<SessionLine>('access.my_sessions').as('s'))
      .selectAll()
      .execute(),
  )
  return AccountPage({
    name: visitor.actor.name,
    secondFactor: visitor.secondFactor,
    places: await placesOf(scopes, worker),
    sessions,
  })
}

async function secondFactorPage(seat: Seat, again: Again): Promise<VNode> {
  const factor = await secondFactorOf(seat.scopes, seat.worker)
  const picture =
    factor.state === 'being set up' ? await qrcode.toDataURL(factor.uri, { margin: 2, width: 220 }) : undefined
  const demanding = await demandingOf(seat.scopes, seat.worker)
  const first = seat.visitor.due === 'second factor'
  return SecondFactorPage({ factor, picture, demanding, first, ...again })
}

async function organisationPage(seat: Seat, again: Again): Promise<VNode> {
  return OrganisationPage({
    places: await placesOf(seat.scopes, seat.worker),
    now: seat.visitor.actor.organisation,
    ...again,
  })
}

async function tokensPage(seat: Seat, again: Again, made: string | undefined): Promise<VNode> {
  const tokens: TokenLine[] = await inScope(seat, tx =>
    tx.db
      .selectFrom('access.token')
      .select(['token', 'name', 'worker', 'reach', 'until', 'revoked_at'])
      .orderBy('made_at', 'desc')
      .execute(),
  )
  return TokensPage({ tokens, administrator: seat.visitor.actor.roles.includes('administrator'), made, ...again })
}

async function newToken(seat: Seat, body: Body): Promise<string> {
  const { actor } = seat.visitor
  const said = parse(TokenForm, body)
  const system = said.acts === 'system'
  if (actor.organisation === null || (system && !actor.roles.includes('administrator')))
    throw new WeftError('not_allowed', 'A token of the organisation’s own system is made by an administrator.')
  const last = Temporal.PlainDate.from(said.until)
  const today = londonDay(seat.scopes.now())
  if (Temporal.PlainDate.compare(last, today) < 0 || Temporal.PlainDate.compare(last, today.add({ years: 1 })) > 0)
    throw invalid({ field: 'until', sentence: 'Enter a last day from today to a year from now' })
  const made = await makeToken(seat.scopes, {
    name: said.name,
    worker: system ? null : seat.worker,
    organisation: actor.organisation,
    reach: said.reach,
    until: endOfDay(last),
  })
  await inScope(seat, tx =>
    append(tx, 'access.token_made', { subject: `worker ${seat.worker}`, facts: { reach: said.reach, system } }),
  )
  return made
}
