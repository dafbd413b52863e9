import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { type Scope, type Scopes, withScope } from '../database/scope.ts'
import { WeftError } from '../kernel/errors.ts'
import { renderDocument } from './layout/page.tsx'
import { saidOf } from './routing/input.ts'
import { mendedOnTheForm, refusalOf } from './routing/refusal.ts'
import type { Again, Permission } from './routing/route.ts'
import { DUE, gate, type Visitor, visitorOf } from './routing/visitor.ts'
import { shellFor } from './shell.ts'

/** A signed-in browser at a page that stands beside the routes, since it sets secrets and needs the key that signs proofs. */
export type Seat = {
  request: FastifyRequest
  reply: FastifyReply
  visitor: Visitor
  worker: string
  session: Buffer
  scopes: Scopes
  purpose: string
}
export type Body = Record<string, unknown>

type Beside = { scopes: Scopes; permission: Permission; purpose: string }

/**
 * Mounts pages that set secrets, which only a signed-in browser may: they have no counterpart under /api, and what is sent is not shown
 * again by an error.
 */
export function besideRoutes(app: FastifyInstance, beside: Beside) {
  const options = {
    schema: { hide: true },
    config: { weft: { permission: beside.permission, zone: 'contract', api: false, secrets: true } },
  }
  const get = (path: string, work: (seat: Seat) => Promise<VNode>) =>
    app.get(path, options, async (request, reply) => show(await seated(request, reply, beside), work))
  const post = (
    path: string,
    work: (seat: Seat, body: Body) => Promise<unknown>,
    again?: (seat: Seat, again: Again) => Promise<VNode>,
  ) => app.post(path, options, async (request, reply) => take(await seated(request, reply, beside), work, again))
  return { get, post }
}

/** Lets in who may come in; whom something is due, at its own page alone. */
async function seated(request: FastifyRequest, reply: FastifyReply, beside: Beside): Promise<Seat> {
  const { scopes, permission, purpose } = beside
  const visitor = await visitorOf(request, scopes)
  const here = visitor.due !== undefined && request.routeOptions.url === DUE[visitor.due].at
  gate(here ? { ...visitor, due: undefined } : visitor, permission)
  const { worker } = visitor.actor
  if (visitor.kind !== 'session' || worker === null || visitor.hash === undefined)
    throw new WeftError('access.sign_in', 'Sign in with a browser to go on.')
  return { request, reply, visitor, worker, session: visitor.hash, scopes, purpose }
}

/** Runs in a scope of who sits here. */
export const inScope = <T>(seat: Seat, work: (tx: Scope) => Promise<T>): Promise<T> =>
  withScope(
    seat.scopes,
    { actor: seat.visitor.actor, purpose: seat.purpose, kind: 'writes', request: seat.request.id },
    work,
  )

/** Answers with a page. */
export async function show(seat: Seat, work: (seat: Seat) => Promise<VNode>, status = 200) {
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
    const errors = refusal.fields.length > 0 ? refusal.fields : [{ field: 'main-content', sentence: refusal.sentence }]
    return show(seat, each => again(each, { errors, said: saidOf(body) }), refusal.status)
  }
}

/** Goes to sign-in, whose session has ended. */
export function leave({ request, reply }: Seat) {
  const { name, kept } = request.server.sessionCookie
  return reply.clearCookie(name, kept).redirect('/sign-in', 303)
}

/** Goes on with a message that the next page shows once. */
export async function goOn(seat: Seat, to: string, flash: string) {
  await seat.scopes.pool.query('SELECT access.touch_session($1, $2)', [seat.session, flash])
  return seat.reply.redirect(to, 303)
}
