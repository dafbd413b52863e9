import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Scopes } from '../database/scope.ts'
import { WeftError } from '../kernel/errors.ts'
import { type Visitor, visitorOf } from './routing/visitor.ts'

/** Ten a second for a whole minute: no hand asks so much, and a thousand people at work ask for three each. */
export const ANSWERS_A_MINUTE = 600
/** Five times as many for an address: a thousand people behind one, each asking for a page, for sign-in and signing in at the same minute. */
const PEOPLE_OF_AN_ADDRESS = 5
/** So many of whom counts are kept; past it the one that asked longest ago is forgotten. */
const MOST_COUNTED = 20_000
const MINUTE_MS = 60_000

/**
 * So many answers a minute to one signed-in person, as many again to their programs, and five times as many to all at one address who
 * are not signed in. Refuses with `access.too_many` and `Retry-After`. A stream counts once; routes marked `uncounted` never.
 */
export function limitAnswers(app: FastifyInstance, { scopes, most }: { scopes: Scopes; most: number }): void {
  const counting = { timeWindow: MINUTE_MS, cache: MOST_COUNTED }
  const ofOnesOwn = app.createRateLimit({
    ...counting,
    max: most,
    keyGenerator: async request => askerOf(await visitorOf(request, scopes)),
  })
  const ofAddress = app.createRateLimit({ ...counting, max: most * PEOPLE_OF_AN_ADDRESS })
  app.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.config.uncounted) return
    const known = (await visitorOf(request, scopes)).kind !== 'nobody'
    const count = await (known ? ofOnesOwn : ofAddress)(request)
    if (!count.isAllowed && count.isExceeded) refuse(reply, { known, max: count.max, seconds: count.ttlInSeconds })
  })
}

/** A person; the programs of a person, whatever token they carry; an organisation's own system. */
const askerOf = ({ kind, actor }: Visitor): string => {
  if (kind === 'session') return `person ${actor.worker}`
  return actor.worker === null ? `system of ${actor.organisation}` : `programs of ${actor.worker}`
}

function refuse(reply: FastifyReply, { known, max, seconds }: { known: boolean; max: number; seconds: number }): never {
  reply.header('retry-after', seconds)
  const whose = known
    ? `You have had the ${max} answers`
    : `Those who are not signed in at your address had the ${max} answers`
  throw new WeftError(
    'access.too_many',
    `${whose} that Weft gives in a minute. Nothing was changed. Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'} and go on.`,
  )
}
