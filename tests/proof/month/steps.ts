import { setTimeout as sleep } from 'node:timers/promises'
import type { Temporal } from 'temporal-polyfill'
import { inJobs } from '../../../src/database/jobs.ts'
import type { Pool } from '../../../src/database/pool.ts'
import { type Actor, type Scope, type Scopes, withScope } from '../../../src/database/scope.ts'
import type { Month } from '../../../src/kernel/month.ts'
import { issueStatements } from '../../../src/payment/statement/issue-statements.ts'
import { recompute } from '../../../src/performance/figures/recompute.ts'
import { WHOLE_AREA } from '../../../src/performance/measure.ts'
import { MEASURES } from '../../../src/performance/measures/index.ts'
import { freezeAsked } from '../../../src/performance/month/freeze.ts'
import { askForFreeze, closeMonth, reviewMonth } from '../../../src/performance/month/move-cycle.ts'
import { openCycles } from '../../../src/performance/month/open-cycles.ts'

/** What the month of a nation is worked with. `now`: the instant at which all of it counts as done. */
export type Ground = { scopes: Scopes; jobs: Pool; month: Month; now: Temporal.Instant }

/** What happens to a month of every area, in this order. Each step does what is left to do of it and no more. */
export const STEPS = ['gather', 'recount', 'freeze', 'statements', 'close'] as const
export type Step = (typeof STEPS)[number]

/** How many areas are recounted at once, as many as are frozen at once. */
const AT_ONCE = 2
/** PostgreSQL learns only at the end of a statement that who asked for it is gone, and holds its month until then. */
const HELD_BY_THE_DEAD_MS = 200

type Cycle = { area: string; state: string }

/** Works the month of every area from its beginning to its close, taking it up wherever an earlier run was stopped. Gives the seconds of each step. */
export async function workMonth(ground: Ground, begun: (step: Step) => void = () => {}): Promise<Record<Step, number>> {
  const seconds = {} as Record<Step, number>
  for (const step of STEPS) {
    begun(step)
    const at = performance.now()
    await DO[step](ground)
    seconds[step] = (performance.now() - at) / 1000
  }
  return seconds
}

const DO: Readonly<Record<Step, (ground: Ground) => Promise<unknown>>> = {
  gather: ({ jobs, now }) => openCycles(jobs, now),
  recount: async ground => {
    const left = (await cyclesIn(ground, ['gathering'])).values()
    const work = async () => {
      for (const { area } of left) await recountArea(ground, area)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  },
  freeze: async ground => {
    await byOverseers(ground, ['gathering'], (tx, which) => askForFreeze(tx, which))
    await freezeAsked(ground.jobs, ground.now)
    while ((await cyclesIn(ground, ['freezing'])).length > 0) {
      await sleep(HELD_BY_THE_DEAD_MS)
      await freezeAsked(ground.jobs, ground.now)
    }
  },
  statements: ({ jobs, now }) => issueStatements(jobs, now),
  close: async ground => {
    const words = 'The figures were read together.'
    await byOverseers(ground, ['frozen'], (tx, which) => reviewMonth(tx, { ...which, words }))
    await byOverseers(ground, ['reviewed'], (tx, which) => closeMonth(tx, which))
  },
}

/** Every figure of the month in an area, from the records. */
const recountArea = ({ jobs, month, now }: Ground, area: string) =>
  inJobs(jobs, { now, purpose: 'proof' }, tx =>
    recompute(
      tx.db,
      MEASURES.map(({ code }) => ({ area, month, measure: code, organisation: WHOLE_AREA })),
      now,
    ),
  )

async function cyclesIn({ jobs, month }: Ground, states: readonly string[]): Promise<Cycle[]> {
  const found = await jobs.query<Cycle>(
    'SELECT area, state FROM performance.cycle WHERE month = $1 AND state = ANY ($2) ORDER BY area',
    [month, states],
  )
  return found.rows
}

/** Each area's cycle in one of these states is moved on by somebody who oversees the area. */
async function byOverseers(
  ground: Ground,
  states: readonly string[],
  move: (tx: Scope, which: { area: string; month: Month }) => Promise<void>,
) {
  const { scopes, month, now } = ground
  const overseers = await overseersOf(ground)
  for (const { area } of await cyclesIn(ground, states)) {
    const actor = overseers.get(area)
    if (!actor) throw new Error(`Nobody oversees ${area}.`)
    await withScope({ ...scopes, now: () => now }, { actor, purpose: 'review performance', kind: 'writes' }, tx =>
      move(tx, { area, month }),
    )
  }
}

/** A supply-chain manager of the lead provider of each area. */
async function overseersOf({ jobs }: Ground): Promise<ReadonlyMap<string, Actor>> {
  const found = await jobs.query<{ area: string; worker: string; name: string; organisation: string }>(
    `SELECT DISTINCT ON (r.area) r.area, p.worker, w.name, p.organisation
       FROM directory.role_in_area r JOIN directory.post p USING (organisation) JOIN directory.worker w USING (worker)
      WHERE r.role = 'lead provider' AND r.to_day IS NULL AND p.role = 'supply-chain manager' AND p.to_day IS NULL
      ORDER BY r.area, p.worker`,
  )
  return new Map(
    found.rows.map(({ area, ...row }) => [
      area,
      { ...row, organisationName: row.organisation, roles: ['supply-chain manager'], areas: [area] },
    ]),
  )
}
