import { randomUUID } from 'node:crypto'
import { Agent, type OutgoingHttpHeaders, request } from 'node:http'
import { type Random, seededRandom } from '../../../src/kernel/random.ts'
import type { User } from './crowd.ts'

export const ACTS = ['list', 'open', 'search', 'today', 'write'] as const
export type Act = (typeof ACTS)[number]

/** Milliseconds of every answer by act, how many were none, and some of those in words. */
export type Tally = { times: Record<Act, number[]>; faults: number; seconds: number; examples: string[] }

/** Out of a hundred acts. */
const MIX: readonly (readonly [Act, number])[] = [
  ['open', 35],
  ['list', 15],
  ['search', 20],
  ['today', 20],
  ['write', 10],
]
const MOST_EXAMPLES = 5
const PATIENCE = 30_000

type Asked = { path: string; headers: OutgoingHttpHeaders; body?: string }

/** Lets every user work until the time is up: one act, then thinking, on a connection of their own. Answers of the first `warm` seconds are not counted, faults are. */
export async function simulate(
  crowd: readonly User[],
  { address, seconds, warm, think }: { address: string; seconds: number; warm: number; think: number },
): Promise<Tally> {
  const tally: Tally = {
    times: { list: [], open: [], search: [], today: [], write: [] },
    faults: 0,
    seconds: seconds - warm,
    examples: [],
  }
  const from = performance.now() + warm * 1000
  const until = performance.now() + seconds * 1000
  await Promise.all(
    crowd.map((user, at) => work(user, { address, from, until, think, random: seededRandom(`user ${at}`), tally })),
  )
  return tally
}

type Working = { address: string; from: number; until: number; think: number; random: Random; tally: Tally }

async function work(user: User, { address, from, until, think, random, tally }: Working) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await pause(random.next() * think * 1000)
  while (performance.now() < until) {
    const act = random.weighted(MIX)
    const asked = askedFor(act, user, random)
    const began = performance.now()
    try {
      const status = await answer(agent, address, asked)
      if (began >= from) tally.times[act].push(performance.now() - began)
      if (status >= 400) fault(tally, `${act} was answered ${status}.`)
    } catch (error) {
      fault(tally, `${act} was not answered: ${error instanceof Error ? error.message : error}.`)
    }
    await pause(-Math.log(1 - random.next()) * think * 1000, until)
  }
  agent.destroy()
}

function fault(tally: Tally, words: string) {
  tally.faults += 1
  if (tally.examples.length < MOST_EXAMPLES && !tally.examples.includes(words)) tally.examples.push(words)
}

const pause = (milliseconds: number, until = Number.POSITIVE_INFINITY) =>
  new Promise(resolve => setTimeout(resolve, Math.max(0, Math.min(milliseconds, until - performance.now()))))

function askedFor(act: Act, { cookie, token, cases }: User, random: Random): Asked {
  const one = random.pick(cases)
  const headers = { cookie }
  if (act === 'today') return { path: '/', headers }
  if (act === 'open') return { path: one.path, headers }
  if (act === 'list') return { path: random.chance(0.5) ? '/cases' : '/cases?list=all', headers }
  if (act === 'search') return { path: `/cases/find?words=${encodeURIComponent(wordsFor(one, random))}`, headers }
  return {
    path: `/api${one.path}/notes/new`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ words: 'Spoke on the phone and agreed the next appointment.', class: 'identity' }),
  }
}

/** A whole name, its beginning, or an identifier, as people search. */
const wordsFor = ({ lastName, crn }: User['cases'][number], random: Random): string =>
  random.weighted([
    [crn, 2],
    [lastName, 3],
    [lastName.slice(0, 4), 5],
  ])

function answer(agent: Agent, address: string, { path, headers, body }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, address),
      { agent, method: body === undefined ? 'GET' : 'POST', headers, timeout: PATIENCE },
      got => {
        got.on('data', () => {})
        got.on('end', () => resolve(got.statusCode ?? 0))
        got.on('error', reject)
      },
    )
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${PATIENCE / 1000} seconds`)))
    sent.on('error', reject)
    sent.end(body)
  })
}
