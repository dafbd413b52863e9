import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { SignInPage } from '../access/pages/sign-in.tsx'
import { signIn, signOut } from '../access/sign-in.ts'
import { hashOf } from '../access/token-hash.ts'
import type { Scopes } from '../database/scope.ts'
import { WeftError } from '../kernel/errors.ts'
import { renderDocument } from './layout/page.tsx'
import { line } from './routing/fields.ts'
import { parse } from './routing/input.ts'
import { visitorOf } from './routing/visitor.ts'
import { shellFor } from './shell.ts'

const SignInForm = Type.Object({
  email: line('your e-mail address'),
  password: Type.String({ minLength: 1, maxLength: 200, wrong: 'Enter your password' }),
  code: Type.Optional(Type.String({ maxLength: 10, wrong: 'Enter the six digits of the code' })),
})

const TRIES = { max: 20, timeWindow: '1 minute' }

/** Sign-in and sign-out: they come before any scope, so they stand beside the routes and not among them. */
export function mountSignIn(app: FastifyInstance, { scopes }: { scopes: Scopes }): void {
  const { name, kept } = app.sessionCookie
  const hidden = { schema: { hide: true } }
  app.get('/sign-in', hidden, async (request, reply) => show(request, reply, {}))
  app.post('/sign-in', { ...hidden, config: { rateLimit: TRIES } }, async (request, reply) => {
    try {
      const sent = bodyOf(request)
      const said = parse(SignInForm, sent)
      const cookie = request.cookies[name]
      const before = cookie === undefined ? undefined : hashOf(cookie)
      const opened = await signIn(scopes, { ...said, code: said.code, before })
      reply.setCookie(name, opened.token, { ...kept, maxAge: opened.seconds })
      return reply.redirect(targetOf(request) ?? '/', 303)
    } catch (error) {
      if (!(error instanceof WeftError)) throw error
      return show(request, reply, { error })
    }
  })
  app.post('/sign-out', hidden, async (request, reply) => {
    const visitor = await visitorOf(request, scopes)
    if (visitor.hash && bodyOf(request)._csrf !== visitor.csrf)
      throw new WeftError('access.forged', 'This page was open for too long. Open it again and sign out there.')
    if (visitor.hash) await signOut(scopes, visitor.hash, visitor.actor.worker)
    return reply.clearCookie(name, kept).redirect('/sign-in', 303)
  })
  async function show(request: FastifyRequest, reply: FastifyReply, { error }: { error?: WeftError }) {
    const visitor = await visitorOf(request, scopes)
    const { email } = bodyOf(request)
    const errors = error
      ? error.fields.length > 0
        ? error.fields
        : [{ field: 'email', sentence: error.sentence }]
      : []
    const page = SignInPage({ errors, said: typeof email === 'string' ? { email } : {}, to: targetOf(request) })
    return reply
      .status(error?.status ?? 200)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(renderDocument(page, shellFor({ ...visitor, kind: 'nobody' }, '/sign-in')))
  }
}

const bodyOf = (request: FastifyRequest): Record<string, unknown> =>
  typeof request.body === 'object' && request.body !== null ? (request.body as Record<string, unknown>) : {}

/** Where the visitor wanted to go, where that is a page of ours: one slash, then no slash or backslash. */
function targetOf(request: FastifyRequest): string | undefined {
  const to = (request.query as Record<string, unknown>).to
  return typeof to === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) ? to : undefined
}
