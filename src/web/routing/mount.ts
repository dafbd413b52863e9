import { createHash } from 'node:crypto'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import type { TObject } from 'typebox'
import { type Scope, type Scopes, withScope } from '../../database/scope.ts'
import { recordLook } from '../../journal/append.ts'
import { notFound, WeftError } from '../../kernel/errors.ts'
import { renderDocument } from '../layout/page.tsx'
import type { Shell } from '../layout/shell.ts'
import { parse, type Sent, saidOf } from './input.ts'
import { toJson } from './json.ts'
import { KEY, keyOf, once } from './once.ts'
import { mendedOnTheForm, refusalOf } from './refusal.ts'
import type { ActionRoute, Again, FileRoute, FormRoute, Next, PageRoute, Route, UploadRoute } from './route.ts'
import { mostBodyOf, quietLevelOf, readUpload, type Uploaded } from './upload.ts'
import { gate, type Visitor, visitorOf } from './visitor.ts'

/** What every route needs to answer. */
export type Ground = {
  scopes: Scopes
  /** What stands around a page for this visitor. */
  shell: (visitor: Visitor, path: string) => Shell
}

type Mounted = { app: FastifyInstance; ground: Ground }
type Asked = { request: FastifyRequest; reply: FastifyReply; visitor: Visitor; ground: Ground }
type Page = PageRoute<TObject, unknown>
type FormPage = FormRoute<TObject, TObject, unknown, unknown>
type Action = ActionRoute<TObject, TObject, unknown>
type Upload = UploadRoute<TObject, TObject, unknown, unknown>

const NOTHING_WRONG: Again = { errors: [], said: {} }

/** Mounts each route for people, and under /api for machines. */
export function mount(app: FastifyInstance, ground: Ground, routes: readonly Route[]): void {
  for (const each of routes) mountOne({ app, ground }, each)
}

function mountOne({ app, ground }: Mounted, each: Route) {
  const { route } = each
  const answer =
    (permission: typeof route.permission, work: (asked: Asked) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const visitor = await visitorOf(request, ground.scopes)
      gate(visitor, permission)
      return work({ request, reply, visitor, ground })
    }
  const docs = (body?: TObject) => ({
    schema: described(route, body),
    validatorCompiler: () => () => true,
    config: { weft: { permission: route.permission, zone: route.zone, api: true } },
  })
  const plain = {
    schema: { hide: true },
    config: { weft: { permission: route.permission, zone: route.zone, api: false } },
  }
  switch (each.kind) {
    case 'page':
      app.get(
        route.path,
        plain,
        answer(route.permission, asked => showPage(asked, each.route)),
      )
      app.get(
        route.path === '/' ? '/api/today' : `/api${route.path}`,
        docs(),
        answer(route.permission, asked => showJson(asked, each.route)),
      )
      break
    case 'form':
      app.get(
        route.path,
        plain,
        answer(route.permission, asked => showForm(asked, each.route)),
      )
      app.post(
        route.path,
        plain,
        answer(route.permission, asked => takeForm(asked, each.route)),
      )
      app.get(
        `/api${route.path}`,
        docs(),
        answer(route.permission, asked => showJson(asked, each.route)),
      )
      app.post(
        `/api${route.path}`,
        docs(each.route.body),
        answer(route.permission, asked => takeJson(asked, each.route, each.route)),
      )
      break
    case 'action':
      app.post(
        route.path,
        plain,
        answer(route.permission, asked => takeAction(asked, each.route)),
      )
      app.post(
        `/api${route.path}`,
        docs(each.route.body),
        answer(route.permission, asked => takeJson(asked, each.route)),
      )
      break
    case 'file':
      app.get(
        route.path,
        plain,
        answer(route.permission, asked => sendFile(asked, each.route)),
      )
      app.get(
        `/api${route.path}`,
        docs(),
        answer(route.permission, asked => sendFile(asked, each.route)),
      )
      break
    case 'upload':
      app.get(
        route.path,
        plain,
        answer(route.permission, asked => showUpload(asked, each.route)),
      )
      // Only here is a body of several parts taken.
      app.register(async within => {
        await within.register(multipart)
        within.post(
          route.path,
          { ...plain, ...quietLevelOf(app) },
          answer(route.permission, asked => takeUpload(asked, each.route)),
        )
      })
      app.get(
        `/api${route.path}`,
        docs(),
        answer(route.permission, asked => showJson(asked, each.route)),
      )
      app.post(
        `/api${route.path}`,
        { ...docs(each.route.body), bodyLimit: mostBodyOf(each.route.file) },
        answer(route.permission, asked => takeUploadJson(asked, each.route)),
      )
  }
}

/** What a route takes, as OpenAPI tells it apart: the names of its path, the rest as query, the body, and the headers of a write. */
function described({ path, about, input }: { path: string; about: string; input: TObject }, body: TObject | undefined) {
  const inPath = new Set(Array.from(path.matchAll(/:([A-Za-z_]+)/g), ([, name]) => name))
  const only = (kept: (name: string) => boolean) => {
    const properties = Object.fromEntries(Object.entries(input.properties).filter(([name]) => kept(name)))
    const required = (input.required ?? []).filter(kept)
    return Object.keys(properties).length === 0 ? undefined : { type: 'object', properties, required }
  }
  const params = only(name => inPath.has(name))
  const querystring = only(name => !inPath.has(name))
  return {
    summary: about,
    ...(params ? { params } : {}),
    ...(querystring ? { querystring } : {}),
    ...(body ? { body, headers: WRITE_HEADERS } : {}),
  }
}

const WRITE_HEADERS = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      pattern: KEY.source,
      description: 'The same key does the same once; another body with it is refused.',
    },
    'if-match': { type: 'string', description: 'The tag of the answer that was read; refused where it has changed.' },
  },
}

const addressOf = (request: FastifyRequest): Sent => ({
  ...(request.query as Record<string, unknown>),
  ...(request.params as Record<string, unknown>),
})

const bodyOf = (request: FastifyRequest): Sent =>
  typeof request.body === 'object' && request.body !== null && !Array.isArray(request.body)
    ? (request.body as Record<string, unknown>)
    : {}

/** A wrong parameter in the path is an address that does not exist; a wrong one in the query is told. */
function addressInput(route: Page | FormPage | Action | Upload | FileRoute<TObject, unknown>, request: FastifyRequest) {
  try {
    return parse(route.input, addressOf(request))
  } catch (error) {
    const inPath = Object.keys(request.params as object)
    if (error instanceof WeftError && error.fields.some(({ field }) => inPath.includes(field))) throw notFound()
    throw error
  }
}

type Shown =
  | { zone: 'public' | 'contract' }
  | { zone: 'case'; shows: (model: never) => readonly { area: string; caseId: string }[] }

async function load(asked: Asked, route: Page | FormPage | Upload | FileRoute<TObject, unknown>): Promise<unknown> {
  const { request, visitor, ground } = asked
  const input = addressInput(route, request)
  return withScope(
    ground.scopes,
    { actor: visitor.actor, purpose: route.purpose, kind: 'reads', request: request.id },
    async tx => {
      const model = await route.load(tx, input)
      await writeLook(tx, route, model)
      return model
    },
  )
}

async function writeLook(tx: Scope, route: Shown & { about: string }, model: unknown) {
  if (route.zone === 'case') await recordLook(tx, route.about, route.shows(model as never))
}

async function send({ request, reply, visitor, ground }: Asked, page: VNode, status = 200) {
  if (visitor.stale) await ground.scopes.pool.query('SELECT access.touch_session($1, NULL)', [visitor.hash])
  const path = request.url.split('?')[0] ?? '/'
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(renderDocument(page, ground.shell(visitor, path)))
}

async function showPage(asked: Asked, route: Page) {
  return send(asked, route.view(await load(asked, route)))
}

async function showForm(asked: Asked, route: FormPage) {
  return send(asked, route.view(await load(asked, route), NOTHING_WRONG))
}

const tagOf = (body: string) => `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`

async function showJson(asked: Asked, route: Page | FormPage | Upload) {
  const body = toJson(await load(asked, route))
  const tag = tagOf(body)
  const { request, reply } = asked
  reply.header('etag', tag).header('cache-control', 'private, no-cache').type('application/json; charset=utf-8')
  if (request.headers['if-none-match'] === tag) return reply.status(304).send()
  return reply.send(body)
}

async function sendFile(asked: Asked, route: FileRoute<TObject, unknown>) {
  const { type, name, body } = await route.file(await load(asked, route))
  return asked.reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._ -]/g, '-')}"`)
    .header('cache-control', 'no-store')
    .send(body)
}

async function perform(
  asked: Asked,
  route: FormPage | Action,
  sent: Sent,
  key: string | undefined,
  version: number | undefined,
): Promise<Next> {
  const { request, visitor, ground } = asked
  const address = addressInput(route, request)
  const input = { ...parse(route.body, sent), ...address }
  return withScope(
    ground.scopes,
    { actor: visitor.actor, purpose: route.purpose, kind: 'writes', request: request.id },
    async tx =>
      once(tx, { route: request.url.split('?')[0]?.replace(/^\/api/, '') ?? '', key, sent: input }, async () =>
        route.then(await route.submit(tx, input, version), address),
      ),
  )
}

/** A form must come from a page of ours: it carries the session's token. */
function refuseForged({ visitor }: Asked, sent: Sent) {
  if (visitor.kind === 'token') throw new WeftError('access.forged', 'Tokens are for the API, under /api.')
  if (visitor.kind === 'session' && sent._csrf !== visitor.csrf)
    throw new WeftError(
      'access.forged',
      'This page was open for too long or did not come from Weft. Open it again; your last save is kept.',
    )
}

const seenVersion = (given: unknown): number | undefined => {
  if (given === undefined || given === '') return undefined
  const version = Number(given)
  if (Number.isSafeInteger(version) && version > 0) return version
  throw new WeftError('input.unreadable', 'The version sent is no version. Open the page again.')
}

async function takeForm(asked: Asked, route: FormPage) {
  const sent = bodyOf(asked.request)
  refuseForged(asked, sent)
  try {
    const next = await perform(asked, route, sent, keyOf(sent._key), seenVersion(sent._version))
    return goOn(asked, next)
  } catch (error) {
    const { status, ...again } = againOf(error, sent)
    return send(asked, route.view(await load(asked, route), again), status)
  }
}

/** What to show on the form anew; throws again what cannot be mended there. */
function againOf(error: unknown, sent: Sent): Again & { status: number } {
  const refusal = refusalOf(error)
  if (refusal === undefined || !mendedOnTheForm(refusal)) throw error
  const errors = refusal.fields.length > 0 ? refusal.fields : [{ field: 'main-content', sentence: refusal.sentence }]
  return { errors, said: saidOf(sent), status: refusal.status }
}

async function showUpload(asked: Asked, route: Upload) {
  return send(asked, route.view(await load(asked, route), NOTHING_WRONG, undefined))
}

async function takeUpload(asked: Asked, route: Upload) {
  const { request } = asked
  let uploaded: Uploaded = { sent: bodyOf(request), file: undefined }
  try {
    if (request.isMultipart()) uploaded = await readUpload(request, route.file)
    refuseForged(asked, uploaded.sent)
    const result = await submitUpload(asked, route, uploaded)
    const next = route.then(result)
    return next ? goOn(asked, next) : send(asked, route.view(await load(asked, route), NOTHING_WRONG, result))
  } catch (error) {
    const { status, ...again } = againOf(error, uploaded.sent)
    return send(asked, route.view(await load(asked, route), again, undefined), status)
  }
}

async function submitUpload({ request, visitor, ground }: Asked, route: Upload, { sent, file }: Uploaded) {
  const input = { ...parse(route.body, sent), ...addressInput(route, request) }
  return route.submit({ scopes: ground.scopes, actor: visitor.actor }, input, file)
}

async function takeUploadJson(asked: Asked, route: Upload) {
  refuseReader(asked)
  const result = await submitUpload(asked, route, { sent: bodyOf(asked.request), file: undefined })
  return asked.reply.type('application/json; charset=utf-8').send(toJson(route.told(result)))
}

function refuseReader({ visitor }: Asked) {
  if (visitor.kind !== 'token') throw new WeftError('access.sign_in', 'Writing through the API needs a token.')
  if (visitor.reach !== 'write') throw new WeftError('not_allowed', 'This token may only read.')
}

async function takeAction(asked: Asked, route: Action) {
  const sent = bodyOf(asked.request)
  refuseForged(asked, sent)
  return goOn(asked, await perform(asked, route, sent, keyOf(sent._key), seenVersion(sent._version)))
}

/** The change is saved by now: where its message cannot be kept, the person goes on without it. */
async function goOn({ reply, visitor, ground }: Asked, next: Next) {
  if (visitor.hash !== undefined && next.flash !== undefined)
    await ground.scopes.pool
      .query('SELECT access.touch_session($1, $2)', [visitor.hash, next.flash])
      .catch(() => undefined)
  return reply.redirect(next.to, 303)
}

async function takeJson(asked: Asked, route: FormPage | Action, shown?: FormPage) {
  const { request, reply } = asked
  refuseReader(asked)
  const match = request.headers['if-match']
  if (match !== undefined && shown !== undefined) await refuseStale(asked, shown, match)
  const sent = bodyOf(request)
  const next = await perform(asked, route, sent, keyOf(request.headers['idempotency-key']), seenVersion(sent._version))
  const location = next.to === '/' ? '/api/today' : `/api${next.to}`
  return reply
    .status(201)
    .header('location', location)
    .send({ done: next.flash ?? 'Done.', location })
}

async function refuseStale(asked: Asked, route: FormPage, match: string) {
  const tag = tagOf(toJson(await load(asked, route)))
  if (match !== tag && match !== '*')
    throw new WeftError(
      'version.stale',
      'Somebody changed this since you read it. Read it again and send your change anew.',
    )
}
