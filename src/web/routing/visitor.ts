import '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import type { Temporal } from 'temporal-polyfill'
import { hashOf } from '../../access/token-hash.ts'
import { type Actor, NOBODY, type Role, type Scopes } from '../../database/scope.ts'
import { WeftError } from '../../kernel/errors.ts'
import { type Permission, rolesOf } from './route.ts'

/** An own password in the place of the one that was given, or the second factor that an organisation requires. */
export type Due = 'password' | 'second factor'

/** Who sent a request: a signed-in browser, a token, or nobody. */
export type Visitor = {
  kind: 'session' | 'token' | 'nobody'
  actor: Actor
  csrf: string
  flash: string | undefined
  /** A token may read, or write too. */
  reach: 'read' | 'write'
  /** The SHA-256 of the cookie or token. */
  hash: Buffer | undefined
  secondFactor: boolean
  /** What must be done before anything else. */
  due: Due | undefined
  /** The session's last use should be written down anew, or its message was shown. */
  stale: boolean
}

export const SESSION_COOKIE = 'weft_session'

declare module 'fastify' {
  interface FastifyInstance {
    sessionCookie: SessionCookie
  }
}

/** How the session's cookie is named and kept, the same where it is set, read and cleared. */
export type SessionCookie = { name: string; kept: { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean } }

/** Over HTTPS a browser takes `__Host-` only from this very host, so no other host of the domain can plant a session. */
export const sessionCookie = ({ secure }: { secure: boolean }): SessionCookie => ({
  name: secure ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE,
  kept: { path: '/', httpOnly: true, sameSite: 'lax', secure },
})

const STRANGER: Visitor = {
  kind: 'nobody',
  actor: NOBODY,
  csrf: '',
  flash: undefined,
  reach: 'read',
  hash: undefined,
  secondFactor: false,
  due: undefined,
  stale: false,
}

const SEEN_EVERY_MS = 5 * 60_000

type Found = {
  worker: string | null
  name: string | null
  organisation: string | null
  organisation_name: string | null
  roles: Role[]
  areas: string[]
}

const known = new WeakMap<FastifyRequest, Promise<Visitor>>()

/** Who asks, found out once for each request. */
export function visitorOf(request: FastifyRequest, scopes: Scopes): Promise<Visitor> {
  const before = known.get(request)
  if (before !== undefined) return before
  const found = visitorNow(request, scopes)
  known.set(request, found)
  return found
}

/** Finds out who asks. A token that is unknown, ended or revoked is nobody, and so is a session that has ended. */
export async function visitorNow(request: FastifyRequest, { pool }: Scopes): Promise<Visitor> {
  const bearer = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) {
    const hash = hashOf(bearer)
    const found = await pool.query<Found & { reach: 'read' | 'write' }>('SELECT * FROM access.token_of($1)', [hash])
    const token = found.rows[0]
    return token ? { ...STRANGER, kind: 'token', actor: actorOf(token), reach: token.reach, hash } : STRANGER
  }
  const cookie = request.cookies[request.server.sessionCookie.name]
  if (cookie === undefined) return STRANGER
  const hash = hashOf(cookie)
  const found = await pool.query<
    Found & { csrf: string; flash: string | null; second_factor: boolean; due: Due | null; seen_at: Temporal.Instant }
  >('SELECT * FROM access.session_of($1)', [hash])
  const session = found.rows[0]
  if (session === undefined) return STRANGER
  return {
    kind: 'session',
    actor: actorOf(session),
    csrf: session.csrf,
    flash: session.flash ?? undefined,
    reach: 'write',
    hash,
    secondFactor: session.second_factor,
    due: session.due ?? undefined,
    stale: session.flash !== null || Date.now() - session.seen_at.epochMilliseconds > SEEN_EVERY_MS,
  }
}

const actorOf = (found: Found): Actor => ({
  worker: found.worker,
  name: found.name ?? found.organisation_name ?? '',
  organisation: found.organisation,
  organisationName: found.organisation_name ?? '',
  roles: found.roles,
  areas: found.areas,
})

/** What is said to whom something is due, and where it is done. */
export const DUE: Readonly<Record<Due, { at: string; sentence: string }>> = {
  password: { at: '/account/password', sentence: 'Choose a password of your own first: see Your account.' },
  'second factor': {
    at: '/account/second-factor',
    sentence: 'Set up a second factor first, which your organisation asks of everybody: see Your account.',
  },
}

/** Refuses who may not come in: `access.sign_in` for nobody, `access.first` where something is due, `not_allowed` for the wrong role. */
export function gate(visitor: Visitor, permission: Permission): void {
  if (permission === 'anyone') return
  if (visitor.kind === 'nobody') throw new WeftError('access.sign_in', 'Sign in to go on.')
  if (visitor.due !== undefined) throw new WeftError('access.first', DUE[visitor.due].sentence)
  const roles = rolesOf(permission)
  if (roles === undefined || visitor.actor.roles.some(role => roles.includes(role))) return
  throw new WeftError(
    'not_allowed',
    `This page is for ${wordsOf(roles)}. Ask your administrator if it should be yours.`,
  )
}

const wordsOf = (roles: readonly Role[]) =>
  roles.length === 1 ? `the role ${roles[0]}` : `the roles ${roles.slice(0, -1).join(', ')} and ${roles.at(-1)}`
