import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import type { Pool } from '../database/pool.ts'
import type { Scopes } from '../database/scope.ts'
import { WeftError } from '../kernel/errors.ts'
import { mountAccount } from './account.ts'
import { limitAnswers } from './answers-limit.ts'
import { apiPage, mountDescription } from './api-description.ts'
import { mountAssets } from './assets/mount.ts'
import { mountFirstPassword } from './first-password.ts'
import { renderDocument } from './layout/page.tsx'
import { ErrorPage } from './pages/error.tsx'
import { ROUTES } from './routes.ts'
import { saidOf } from './routing/input.ts'
import { mount } from './routing/mount.ts'
import { refusalOf } from './routing/refusal.ts'
import { DUE, sessionCookie, type Visitor, visitorOf } from './routing/visitor.ts'
import { mountRunning } from './running.ts'
import { shellFor } from './shell.ts'
import { mountSignIn } from './sign-in.ts'
import { mountStreams } from './streams.ts'

/** What a server is made of. */
export type ServerParts = {
  scopes: Scopes
  /** The jobs role's pool: health and live streams read with it. */
  jobs: Pool
  /** Cookies only over HTTPS: set behind a proxy that speaks it. */
  secure?: boolean
  /** How many proxies of ours stand before Weft: so many addresses are taken from the end of X-Forwarded-For; none where nothing is said. */
  proxies?: number
  log?: { level: string; stream?: { write(line: string): void } }
  /** How many answers a minute one signed-in person gets (`limitAnswers`); as many as they like where nothing is said. */
  answersAMinute?: number
  /** How often a live stream asks whether its session still stands; a minute where nothing is said. */
  checkLiveMs?: number
}

const BODY_LIMIT = 1_048_576

/** For an address that cannot be read: no hook that sets headers has run then. */
const BEFORE_ROUTES = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `secrets`: what is sent here is never shown again. */
    weft?: { permission: unknown; zone: string; api: boolean; secrets?: boolean }
    /** Not counted towards the limit of answers. */
    uncounted?: boolean
  }
}

/** The whole of Weft behind one Fastify instance; the caller listens and closes. */
export async function buildServer({
  scopes,
  jobs,
  secure = false,
  proxies = 0,
  log,
  answersAMinute = 0,
  checkLiveMs = 60_000,
}: ServerParts): Promise<FastifyInstance> {
  const app = Fastify({
    logger: log ? { ...log, serializers: { req: quiet } } : false,
    bodyLimit: BODY_LIMIT,
    trustProxy: (_address, hop) => hop < proxies,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    requestTimeout: 60_000,
    genReqId: () => randomUUID(),
    onProtoPoisoning: 'error',
    frameworkErrors: (error, request, reply) => {
      reply.headers(BEFORE_ROUTES)
      answerError(error, request, reply, scopes).catch(() => reply.raw.destroy())
    },
  })
  app.decorate('sessionCookie', sessionCookie({ secure }))
  await app.register(cookie)
  await app.register(formbody)
  await app.register(rateLimit, { global: false })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    hsts: secure,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Weft', version: '0.1.0', description: 'Every use case of Weft as JSON.' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    hideUntagged: false,
  })
  app.addHook('preHandler', refuseCrossSite)
  if (answersAMinute > 0) limitAnswers(app, { scopes, most: answersAMinute })
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, scopes))
  app.setNotFoundHandler((request, reply) =>
    answerError(
      new WeftError('not_found', 'Page not found. Check the address, or start again from Today.'),
      request,
      reply,
      scopes,
    ),
  )
  mountAssets(app)
  mountRunning(app, { scopes, jobs, startedAt: Temporal.Now.instant() })
  mountSignIn(app, { scopes })
  mountAccount(app, { scopes })
  mountFirstPassword(app, { scopes })
  mountStreams(app, { scopes, jobs, checkMs: checkLiveMs })
  mountDescription(app)
  mount(app, { scopes, shell: shellFor }, [...ROUTES, apiPage(ROUTES)])
  await app.ready()
  return app
}

/** A log line says what was asked by its route, never by its address: identifiers of people stand in addresses. */
const quiet = (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url ?? 'unknown' })

/** Browsers say whether a page of another site sent the form; what another site sends is refused. */
async function refuseCrossSite(request: FastifyRequest) {
  const site = request.headers['sec-fetch-site']
  if (request.method === 'POST' && site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new WeftError('access.forged', 'This form did not come from Weft. Open the page in Weft and send it again.')
}

async function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, scopes: Scopes) {
  const refusal = refusalOf(error)
  if (refusal === undefined) request.log.error({ fault: nameOf(error), request: request.id }, 'fault')
  const status = refusal?.status ?? 500
  if (request.url.startsWith('/api')) {
    return reply.status(status).send({
      code: refusal?.code ?? 'fault',
      sentence: refusal?.sentence ?? FAULT,
      fields: refusal?.fields ?? [],
      request: request.id,
    })
  }
  if (refusal?.code === 'access.sign_in' && request.method === 'GET')
    return reply.redirect(`/sign-in?to=${encodeURIComponent(request.url)}`, 303)
  const visitor = await visitorOf(request, scopes).catch(() => undefined)
  if (refusal?.code === 'access.first' && visitor?.due && request.method === 'GET')
    return reply.redirect(DUE[visitor.due].at, 303)
  const shell = visitor ? shellFor(visitor, request.url.split('?')[0] ?? '/') : { path: '/', csrf: '', navigation: [] }
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      renderDocument(
        ErrorPage({
          status,
          sentence: refusal?.sentence ?? FAULT,
          fields: refusal?.fields ?? [],
          request: request.id,
          again: visitor && SENT_TOO_SOON.has(refusal?.code ?? '') ? toSendAgain(request, visitor) : undefined,
        }),
        shell,
      ),
    )
}

const SENT_TOO_SOON = new Set(['access.too_many', 'access.first'])

/** The form that was refused before it was read, for its sender to send again; never one of another site, nor one with secrets. */
function toSendAgain({ method, url, body, routeOptions }: FastifyRequest, { csrf }: Visitor) {
  const { weft } = routeOptions.config
  if (method !== 'POST' || weft === undefined || weft.secrets || typeof body !== 'object' || body === null)
    return undefined
  const said = saidOf({ ...body })
  return csrf !== '' && said._csrf === csrf ? { action: url, said } : undefined
}

const FAULT =
  'Something went wrong on our side. Nothing was changed. Try again; if it stays, tell your administrator the number below.'

/** What broke, without the words of a person: the kind of error, and the place in the code. */
const nameOf = (error: unknown) =>
  error instanceof Error
    ? {
        name: error.name,
        code: 'code' in error ? String(error.code) : undefined,
        at: error.stack?.split('\n').slice(1, 6),
      }
    : { name: typeof error }
