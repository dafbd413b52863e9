import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import { notFound } from '../kernel/errors.ts'
import { CHECK_ITEMS } from './checklist.ts'

/** Hand-overs from one organisation to another, in counts. `medianDays`: calendar days from the first offer to the answer. */
export type PairFlow = {
  from: string
  to: string
  offered: number
  answered: number
  effective: number
  medianDays: number | null
  timesReturned: number
  declined: number
  landingDue: number
  landedInTime: number
}

export type FlowsModel = {
  area: string
  areaName: string
  /** Whether the viewer sees every pair, or those of the own organisation. */
  every: boolean
  flows: readonly PairFlow[]
  returnedFor: readonly { from: string; to: string; item: string; times: number }[]
}

/**
 * How hand-overs flow from and into an area: every pair of organisations for who oversees the area, an organisation's own pairs
 * otherwise. Refuses with `not_found` an area that does not exist.
 */
export async function showFlows(tx: Scope, area: string): Promise<FlowsModel> {
  const found = await tx.db.selectFrom('directory.area').select('name').where('area', '=', area).executeTakeFirst()
  if (!found) throw notFound()
  const overseen = await sql<{ every: boolean }>`SELECT ${area} = ANY (access.areas_overseen()) AS every`.execute(tx.db)
  return {
    area,
    areaName: found.name,
    every: overseen.rows[0]?.every === true,
    flows: await pairsOf(tx, area),
    returnedFor: await returnedFor(tx, area),
  }
}

async function pairsOf(tx: Scope, area: string): Promise<PairFlow[]> {
  const found = await sql<PairFlow>`
    SELECT f.name AS "from", t.name AS "to", x.offered::int, x.answered::int, x.effective::int, x.median_days AS "medianDays",
           x.times_returned::int AS "timesReturned", x.declined::int, x.landing_due::int AS "landingDue", x.landed_in_time::int AS "landedInTime"
      FROM handover.flows(${area}, ${tx.now}) x
      JOIN directory.organisation f ON f.organisation = x.from_organisation
      JOIN directory.organisation t ON t.organisation = x.to_organisation
     ORDER BY x.offered DESC, f.name, t.name`.execute(tx.db)
  return found.rows
}

async function returnedFor(tx: Scope, area: string): Promise<FlowsModel['returnedFor']> {
  const found = await sql<{ from: string; to: string; item: string; times: number }>`
    SELECT f.name AS "from", t.name AS "to", x.item, x.times::int
      FROM handover.returned_for(${area}) x
      JOIN directory.organisation f ON f.organisation = x.from_organisation
      JOIN directory.organisation t ON t.organisation = x.to_organisation
     ORDER BY x.times DESC, x.item, f.name, t.name`.execute(tx.db)
  return found.rows.map(row => ({ ...row, item: CHECK_ITEMS.find(({ code }) => code === row.item)?.title ?? row.item }))
}
