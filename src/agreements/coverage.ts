import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import { londonDay } from '../kernel/calendar.ts'

export type CoverageFilter = 'everyone' | 'women' | 'under 25' | 'high risk' | 'custody'
export const COVERAGE_FILTERS = ['everyone', 'women', 'under 25', 'high risk', 'custody'] as const

/** What is offered for one need in one place: open and paused offers, places a month where said, shortest wait in days. */
export type Offered = {
  need: string
  place: string
  offers: number
  paused: number
  capacity: number
  sized: number
  shortestWait: number | null
}

/**
 * Offers open today in an area, by need and place; a place is a police force area, or a district of the one force of the area.
 * An offer for a whole force counts in each of its districts; an offer's places are not divided between them.
 */
export async function offeredIn(
  tx: Scope,
  { area, by, filter }: { area: string; by: 'force' | 'place'; filter: CoverageFilter },
): Promise<Offered[]> {
  const today = londonDay(tx.now)
  const fits = {
    everyone: sql`true`,
    women: sql`o.women`,
    'under 25': sql`o.least_age <= 18 AND (o.most_age IS NULL OR o.most_age >= 24)`,
    'high risk': sql`o.highest_risk IN ('high', 'very high')`,
    custody: sql`o.custody`,
  }[filter]
  const place =
    by === 'force'
      ? sql`(SELECT DISTINCT offer, force AS place FROM agreements.offer_place WHERE area = ${area})`
      : sql`(SELECT DISTINCT l.offer, d.place FROM agreements.offer_place l
               JOIN directory.place d ON d.force = l.force AND (l.place IS NULL OR l.place = d.place) WHERE l.area = ${area})`
  const found = await sql<Offered>`
    SELECT n.need, l.place, count(*) FILTER (WHERE NOT o.paused)::int AS offers, count(*) FILTER (WHERE o.paused)::int AS paused,
           coalesce(sum(o.capacity) FILTER (WHERE NOT o.paused), 0)::int AS capacity,
           count(o.capacity) FILTER (WHERE NOT o.paused)::int AS sized,
           min(o.wait_days) FILTER (WHERE NOT o.paused) AS "shortestWait"
      FROM ${place} l JOIN agreements.offer o USING (offer) JOIN agreements.offer_need n USING (offer)
     WHERE (o.from_day IS NULL OR o.from_day <= ${today}) AND (o.to_day IS NULL OR o.to_day >= ${today}) AND ${fits}
     GROUP BY n.need, l.place`.execute(tx.db)
  return found.rows
}
