import { Temporal } from 'temporal-polyfill'
import { openStage, type Stage } from '../../../src/cli/bench/stage.ts'
import { writes } from '../../../src/cli/bench/writes.ts'
import { londonDay } from '../../../src/kernel/calendar.ts'
import type { Proof, ProofLine, Wanted } from '../proof.ts'
import { explain, type Plan } from './explain.ts'
import { type Heard, listen } from './listen.ts'
import { type Visitor, visitorsOf } from './visitors.ts'

/** How many statements are shown: those that took the most time in all. */
const HOTTEST = 20
/** Pages of 8 KiB that one statement may touch, whatever the number of people: those of one screen's rows and the way to them. */
const MOST_BUFFERS = 5_000
const ROUNDS = 3

/** The plans of what is asked most, at the size of a nation. */
export const plans: Proof = {
  name: 'plans',
  about: `The plans of the ${HOTTEST} statements that took the most time while people of seven roles went through their pages and wrote: none may read a table that grows with people from end to end.`,
  minutes: 10,
  people: 2_000,
  run: async wanted => {
    const asOf = londonDay(Temporal.Now.instant())
    const stage = await openStage({ ...wanted, asOf, data: process.env.WEFT_PROOF_DATA })
    try {
      const { heard, asked } = await work(stage, wanted)
      const hottest = [...heard.values()].toSorted((one, other) => total(other) - total(one)).slice(0, HOTTEST)
      const all = [...heard.values()].reduce((sum, each) => sum + total(each), 0)
      const growing = await growingTables(stage)
      wanted.print({
        name: 'statements heard',
        held: heard.size >= HOTTEST,
        measured: heard.size,
        unit: 'statements',
        people: stage.people,
        note: `In ${asked} requests; the ${HOTTEST} hottest are ${Math.round((100 * hottest.reduce((sum, each) => sum + total(each), 0)) / all)} of 100 parts of the time. Tables that grow with people: ${growing.length}.`,
      })
      for (const one of hottest) wanted.print(lineOf(one, await explain(stage, one, growing), stage.people))
    } finally {
      await stage.close()
    }
  },
}

const total = ({ times }: Heard): number => times.reduce((sum, each) => sum + each, 0)

/** Goes through the pages of each visitor, and records and accepts, while every statement of the app is heard. */
async function work(stage: Stage, { log }: Wanted): Promise<{ heard: ReadonlyMap<string, Heard>; asked: number }> {
  const visitors = await visitorsOf(stage)
  const acts = await writes(stage, { warm: 0, counted: 20 })
  const { heard, end } = listen()
  let asked = 0
  try {
    for (let round = 0; round < ROUNDS; round += 1)
      for (const visitor of visitors) asked += await visitAll(stage, visitor)
    for (const { measured, most = 0 } of acts)
      for (let left = Math.min(most, 20); left > 0; left -= 1, asked += 1) await measured()
  } finally {
    end()
  }
  log(`${asked} requests, ${heard.size} statements`)
  return { heard, asked }
}

async function visitAll({ app }: Stage, { cookie, actor, paths }: Visitor): Promise<number> {
  for (const url of paths) {
    const { statusCode } = await app.inject({ url, headers: { cookie } })
    if (statusCode >= 400) throw new Error(`${actor.roles.join(', ')} at ${url}: answered ${statusCode}.`)
  }
  return paths.length
}

/** Tables in the schemas of the field with more rows than there are people in twenty. */
async function growingTables({ lawless, people }: Stage): Promise<string[]> {
  const { rows } = await lawless.pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relrowsecurity AND c.reltuples > greatest(1000, $1::int / 20) ORDER BY 1`,
    [people],
  )
  return rows.map(({ name }) => name)
}

function lineOf(one: Heard, plan: Plan, people: number): ProofLine {
  const times = one.times.toSorted((a, b) => a - b)
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2))
  return {
    name: one.text.replaceAll(/\s+/g, ' ').trim().slice(0, 90),
    held: plan.whole.length === 0 && (plan.buffers ?? 0) <= MOST_BUFFERS,
    measured: plan.buffers ?? 0,
    unit: 'pages touched',
    bar: { atMost: MOST_BUFFERS },
    people,
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    note: [
      `${times.length} times, ${Math.round(total(one))} ms in all.`,
      ...(plan.whole.length > 0 ? [`Reads from end to end: ${plan.whole.join(', ')}.`] : []),
      plan.words,
    ].join(' '),
  }
}
