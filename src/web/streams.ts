import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import type { Pool } from '../database/pool.ts'
import { type Actor, areasOverseen, type Scopes, withScope } from '../database/scope.ts'
import { notFound, WeftError } from '../kernel/errors.ts'
import { openFigureFeed } from '../performance/figures/follow.ts'
import type { ToldFigure } from '../performance/figures/keep-current.ts'
import { changedSince, figuresAt, type KeptFigure } from '../performance/figures/read-model.ts'
import { shownFigure } from '../performance/pages/live-figure.ts'
import { FIGURE_READERS } from '../performance/routes.ts'
import { toJson } from './routing/json.ts'
import { gate, type Visitor, visitorNow, visitorOf } from './routing/visitor.ts'

const MOST_A_VISITOR = 8
const BEAT_MS = 15_000
/** What waits unsent for one who does not read; past it the stream ends and the browser asks anew. */
const MOST_UNSENT_BYTES = 1_000_000

type Follower = {
  area: string
  actor: Actor
  visitor: string
  reply: FastifyReply
  end: () => void
}

/**
 * Live streams: server-sent events that follow the work. `/areas/:area/live` sends `changed` with the figures that changed and
 * how a page shows them, as far as the rows' law shows them to the one who follows; without figures where any may have changed. `since`, an
 * instant, or the id of the last event got, says from when on something may have been missed.
 */
export function mountStreams(
  app: FastifyInstance,
  { scopes, jobs, checkMs }: { scopes: Scopes; jobs: Pool; checkMs: number },
): void {
  const feed = openFigureFeed(jobs)
  const followers = new Set<Follower>()
  let listening: Promise<() => void> | undefined
  const listen = () => {
    listening ??= feed
      .listen(told => void tell(scopes, followers, told))
      .catch(error => {
        listening = undefined
        throw error
      })
    return listening
  }
  app.addHook('preClose', async () => {
    for (const follower of followers) follower.end()
    await feed.close()
  })
  app.get(
    '/areas/:area/live',
    {
      schema: { hide: true },
      config: { weft: { permission: FIGURE_READERS, zone: 'contract', api: false } },
    },
    async (request: FastifyRequest<{ Params: { area: string }; Querystring: { since?: unknown } }>, reply) => {
      const visitor = await visitorOf(request, scopes)
      gate(visitor, FIGURE_READERS)
      if (!/^C\d\d$/.test(request.params.area)) throw notFound()
      const follower = followed(request, reply, visitor)
      refuseTooMany(followers, follower)
      followers.add(follower)
      reply.raw.once('close', () => followers.delete(follower))
      await listen()
      const missed = missedSince(request)
      const behind = missed !== undefined && (await anythingNew(scopes, follower, missed))
      if (reply.raw.destroyed) return reply.hijack()
      open(reply)
      stayOpenFor(follower, { request, scopes, checkMs })
      if (behind) send(follower, [])
    },
  )
}

const followed = (
  { params }: FastifyRequest<{ Params: { area: string } }>,
  reply: FastifyReply,
  { actor, hash }: Visitor,
): Follower => ({
  area: params.area,
  actor,
  visitor: hash?.toString('hex') ?? '',
  reply,
  end: () => {
    reply.raw.end()
    reply.raw.socket?.destroySoon()
  },
})

function refuseTooMany(followers: ReadonlySet<Follower>, { visitor }: Follower) {
  if ([...followers].filter(each => each.visitor === visitor).length >= MOST_A_VISITOR)
    throw new WeftError('access.too_many', 'Too many pages follow the work at once. Close some of them.')
}

function open(reply: FastifyReply) {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined)),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
    'x-accel-buffering': 'no',
  })
  reply.raw.write('retry: 2000\n\n')
}

/** Beats, so that a broken line is noticed, and ends the stream once whoever follows has signed out, or acts for another. */
function stayOpenFor(
  follower: Follower,
  { request, scopes, checkMs }: { request: FastifyRequest; scopes: Scopes; checkMs: number },
) {
  const beat = setInterval(() => follower.reply.raw.write(': still here\n\n'), BEAT_MS)
  const check = setInterval(() => {
    stillAllowed(request, scopes, follower).then(
      allowed => allowed || follower.end(),
      () => follower.end(),
    )
  }, checkMs)
  follower.reply.raw.once('close', () => {
    clearInterval(beat)
    clearInterval(check)
  })
}

async function stillAllowed(request: FastifyRequest, scopes: Scopes, { actor }: Follower): Promise<boolean> {
  const visitor = await visitorNow(request, scopes)
  gate(visitor, FIGURE_READERS)
  return accessOf(visitor.actor) === accessOf(actor)
}

/** Those of the same access see the same figures, and one question answers for all of them. */
const accessOf = (actor: Actor): string =>
  JSON.stringify([actor.organisation, areasOverseen(actor), actor.roles.toSorted()])

async function tell(scopes: Scopes, followers: ReadonlySet<Follower>, told: readonly ToldFigure[] | undefined) {
  const groups = new Map<string, Follower[]>()
  for (const follower of followers) {
    const access = `${follower.area} ${accessOf(follower.actor)}`
    groups.set(access, [...(groups.get(access) ?? []), follower])
  }
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined) continue
    try {
      const figures = told === undefined ? [] : await visible(scopes, first, told)
      if (told === undefined || figures.length > 0) for (const follower of group) send(follower, figures)
    } catch {
      for (const follower of group) follower.end()
    }
  }
}

const reading = ({ actor }: Follower) => ({ actor, purpose: 'review performance', kind: 'reads' }) as const

async function visible(scopes: Scopes, follower: Follower, told: readonly ToldFigure[]): Promise<KeptFigure[]> {
  const here = told.filter(([area]) => area === follower.area)
  return here.length === 0 ? [] : withScope(scopes, reading(follower), tx => figuresAt(tx, here))
}

function missedSince({ headers, query }: FastifyRequest<{ Querystring: { since?: unknown } }>) {
  const given = headers['last-event-id'] ?? query.since
  try {
    return typeof given === 'string' ? Temporal.Instant.from(given) : undefined
  } catch {
    return undefined
  }
}

const anythingNew = (scopes: Scopes, follower: Follower, since: Temporal.Instant) =>
  withScope(scopes, reading(follower), tx => changedSince(tx, follower.area, since))

function send({ reply, end }: Follower, figures: readonly KeptFigure[]) {
  const latest = figures
    .map(figure => figure.asOf.toString())
    .toSorted()
    .at(-1)
  const sent = figures.map(({ month, measure, organisation, numerator, denominator }) => ({
    month,
    measure,
    organisation,
    numerator,
    denominator,
    shown: shownFigure({ month, measure, organisation, numerator, denominator }),
  }))
  reply.raw.write(
    `${latest === undefined ? '' : `id: ${latest}\n`}event: changed\ndata: ${toJson({ figures: sent })}\n\n`,
  )
  if (reply.raw.writableLength > MOST_UNSENT_BYTES) end()
}
