import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import qrcode from 'qrcode'
import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import {
  actFor,
  changePassword,
  confirmSecondFactor,
  makeToken,
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
import { type Scope, type Scopes, withScope } from '../database/scope.ts'
import { append } from '../journal/append.ts'
import { endOfDay, londonDay } from '../kernel/calendar.ts'
import { invalid, notFound, WeftError } from '../kernel/errors.ts'
import { renderDocument } from './layout/page.tsx'
import { choice, code, day, line, optional } from './routing/fields.ts'
import { parse, saidOf } from './routing/input.ts'
import { mendedOnTheForm, refusalOf } from './routing/refusal.ts'
import type { Again } from './routing/route.ts'
import { gate, type Visitor, visitorOf } from './routing/visitor.ts'
import { shellFor } from './shell.ts'

type Seat = {
  request: FastifyRequest
  reply: FastifyReply
  visitor: Visitor
  worker: string
  session: Buffer
  scopes: Scopes
}
type Body = Record<string, unknown>

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

/**
 * A person's own account. These pages set secrets, which only a signed-in browser may: they have no counterpart under /api, and stand
 * beside the routes since they need the key that signs proofs.
 */
export function mountAccount(app: FastifyInstance, { scopes }: { scopes: Scopes }): void {
  const options = {
    schema: { hide: true },
    config: { weft: { permission: 'signed in', zone: 'contract', api: false, secrets: true } },
  }
  const get = (path: string, work: (seat: Seat) => Promise<VNode>) =>
    app.get(path, options, async (request, reply) => show(await seated(request, reply, scopes), work))
  const post = (
    path: string,
    work: (seat: Seat, body: Body) => Promise<unknown>,
    again?: (seat: Seat, again: Again) => Promise<VNode>,
  ) => app.post(path, options, async (request, reply) => take(await seated(request, reply, scopes), work, again))
  const nothing: Again = { errors: [], said: {} }

  get('/account', accountPage)
  post('/account/sign-out-everywhere', async seat => {
    await inScope(seat, async tx => {
      await append(tx, 'access.signed_out', { subject: `worker ${seat.worker}`, facts: { everywhere: true } })
    })
    await inScope(seat, tx => tx.db.selectNoFrom(eb => eb.fn('access.end_my_sessions').as('ended')).execute())
    return leave(seat)
  })
  get('/account/password', async () => PasswordPage(nothing))
  post(
    '/account/password',
    async (seat, body) => {
      await changePassword(scopes, seat.worker, parse(PasswordForm, body))
      await inScope(seat, tx => append(tx, 'access.password_changed', { subject: `worker ${seat.worker}` }))
      return leave(seat)
    },
    async (_, again) => PasswordPage(again),
  )
  get('/account/second-factor', seat => secondFactorPage(seat, nothing))
  post(
    '/account/second-factor',
    async (seat, body) => {
      if (body.step === 'start') {
        await startSecondFactor(scopes, seat.worker, parse(StartForm, body).password)
        return seat.reply.redirect('/account/second-factor', 303)
      }
      await confirmSecondFactor(scopes, seat.worker, parse(CodeForm, body).code)
      await inScope(seat, tx => append(tx, 'access.second_factor_set', { subject: `worker ${seat.worker}` }))
      return goOn(seat, '/account', 'The second factor is on. You are asked for a code at each sign-in.')
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

async function seated(request: FastifyRequest, reply: FastifyReply, scopes: Scopes): Promise<Seat> {
  const visitor = await visitorOf(request, scopes)
  gate(visitor, 'signed in')
  const { worker } = visitor.actor
  if (visitor.kind !== 'session' || worker === null || visitor.hash === undefined)
    throw new WeftError('access.sign_in', 'Sign in with a browser to go on.')
  return { request, reply, visitor, worker, session: visitor.hash, scopes }
}

const inScope = <T>(seat: Seat, work: (tx: Scope) => Promise<T>): Promise<T> =>
  withScope(
    seat.scopes,
    { actor: seat.visitor.actor, purpose: 'own account', kind: 'writes', request: seat.request.id },
    work,
  )

async function show(seat: Seat, work: (seat: Seat) => Promise<VNode>, status = 200) {
  const page = await work(seat)
  if (seat.visitor.stale) await seat.scopes.pool.query('SELECT access.touch_session($1, NULL)', [seat.session])
  return seat.reply
    .status(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(renderDocument(page, shellFor(seat.visitor, seat.request.url.split('?')[0] ?? '/')))
}

async function take(
  seat: Seat,
  work: (seat: Seat, body: Body) => Promise<unknown>,
  again?: (seat: Seat, again: Again) => Promise<VNode>,
) {
  const given = seat.request.body
  const body: Body = typeof given === 'object' && given !== null ? { ...given } : {}
  if (body._csrf !== seat.visitor.csrf)
    throw new WeftError('access.forged', 'This page was open for too long or did not come from Weft. Open it again.')
  try {
    return await work(seat, body)
  } catch (error) {
    const refusal = refusalOf(error)
    if (again === undefined || refusal === undefined || !mendedOnTheForm(refusal)) throw error
    return show(seat, each => again(each, { errors: refusal.fields, said: saidOf(body) }), refusal.status)
  }
}

function leave({ request, reply }: Seat) {
  const { name, kept } = request.server.sessionCookie
  return reply.clearCookie(name, kept).redirect('/sign-in', 303)
}

async function goOn(seat: Seat, to: string, flash: string) {
  await seat.scopes.pool.query('SELECT access.touch_session($1, $2)', [seat.session, flash])
  return seat.reply.redirect(to, 303)
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
  return SecondFactorPage({ factor, picture, ...again })
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
