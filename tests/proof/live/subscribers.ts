import { openSession } from '../../../src/access/sign-in.ts'
import type { Pool } from '../../../src/database/pool.ts'
import type { Scopes } from '../../../src/database/scope.ts'
import { SESSION_COOKIE } from '../../../src/web/routing/visitor.ts'
import type { Lateness, Subscriber } from './lateness.ts'
import { type OpenStream, openStream } from './stream.ts'

export type Subscribed = {
  area: string
  organisation: string
  token: string
  subscriber: Subscriber
  stream: OpenStream
}

/** People who oversee an area, some of each, sign in and follow it. */
export async function subscribeAll(
  { scopes, superuser, address }: { scopes: Scopes; superuser: Pool; address: string },
  { lateness, anArea }: { lateness: Lateness; anArea: number },
): Promise<Subscribed[]> {
  const found = await superuser.query<{ area: string; organisation: string; worker: string }>(OVERSEERS, [anArea])
  return Promise.all(
    found.rows.map(async ({ area, organisation, worker }) => {
      const { token } = await openSession(scopes, worker)
      const subscriber = lateness.subscriber(area)
      const stream = await openStream({ address, area, cookie: `${SESSION_COOKIE}=${token}` }, subscriber.hear)
      return { area, organisation, token, subscriber, stream }
    }),
  )
}

/** Of the commissioner and the lead provider of each area in turn, people who work for no other organisation. */
const OVERSEERS = `
  WITH overseer AS (
    SELECT DISTINCT r.area, p.organisation, p.worker
      FROM directory.role_in_area r JOIN directory.post p USING (organisation)
     WHERE r.role IN ('commissioner', 'lead provider') AND r.to_day IS NULL AND p.to_day IS NULL
       AND p.role IN ('supply-chain manager', 'commissioner')
       AND NOT EXISTS (SELECT FROM directory.post q WHERE q.worker = p.worker AND q.organisation <> p.organisation)),
  ranked AS (SELECT *, row_number() OVER (PARTITION BY area, organisation ORDER BY worker) AS turn FROM overseer),
  placed AS (SELECT *, row_number() OVER (PARTITION BY area ORDER BY turn, organisation) AS place FROM ranked)
  SELECT area, organisation, worker FROM placed WHERE place <= $1 ORDER BY area, place`
