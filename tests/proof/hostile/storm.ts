import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { openSession } from '../../../src/access/sign-in.ts'
import { hashOf } from '../../../src/access/token-hash.ts'
import type { World } from '../../../src/web/testing/world.ts'
import { type Description, type Known, type Operation, operationsOf } from '../../api/requests.ts'
import { tokenFor } from '../../api/staged.ts'
import { faultsOf } from './faults.ts'
import { LARGE_BODY, type Sent, sentTo, TYPES } from './sent.ts'
import type { Tally } from './tally.ts'

/** A person of one role by both doors: an API token and a browser's session. */
type Sender = { worker: string; token: string; session: string; csrf: string }

const ROLES = [
  ['lead-officer', 'airedale-lead'],
  ['lead-manager', 'airedale-lead'],
  ['lantern-manager', 'lantern-trust'],
  ['lantern-worker', 'lantern-trust'],
  ['lead-supply', 'airedale-lead'],
  ['lead-finance', 'airedale-lead'],
  ['lead-admin', 'airedale-lead'],
  ['lead-dpo', 'airedale-lead'],
  ['prison-officer', 'hartshead-prison'],
  ['contract-manager', 'commissioner'],
] as const
const AT_ONCE = 8
/** Ten megabytes are dear to send: one operation of so many gets them in a round, another in the next. */
const LARGE_EVERY = 12

export type Storm = {
  seed: number
  /** Requests to each operation in a round. */
  each: number
  /** Whether the storm has blown long enough; asked before each operation. */
  over: (round: number) => boolean
  tally: Tally
}

/** Sends to every operation of the description, under /api and as a form, round after round. */
export async function blow(world: World, known: Known, { seed, each, over, tally }: Storm): Promise<void> {
  const senders = await sendersOf(world)
  const operations = operationsOf((await world.app.inject('/api/openapi.json')).json<Description>())
  const lucky = new Map<string, number>()
  for (let round = 0; !over(round); round++)
    for (const [at, operation] of operations.entries()) {
      if (over(round)) return
      const sample = fc.sample(sentTo(operation, known), { numRuns: each, seed: seed * 7919 + round * 1009 + at })
      if (at % LARGE_EVERY === round && operation.method === 'POST')
        sample.push({ ...LARGE_BODY, url: plainOf(operation), headers: {} })
      await inTurns(sample, async (sent, turn) => {
        const door = turn % 2 === 0 ? 'api' : 'form'
        const place = `${operation.method} ${operation.path}`
        // Who got in before asks again twice of three times; else the next role tries the door.
        const who = turn % 3 === 0 ? round + turn : (lucky.get(place) ?? at + turn)
        const sender = senders[who % senders.length]
        if (sender === undefined) return
        const began = performance.now()
        const answer = await send(world, door, sender, sent)
        const ms = performance.now() - began
        if (answer.statusCode < 400 || answer.statusCode === 422) lucky.set(place, who % senders.length)
        tally.add(sent.kind, {
          faults: faultsOf(answer, ms),
          ms,
          done: [200, 201, 303].includes(answer.statusCode),
          at: `${door} ${place}`,
          example: () => exampleOf(sender, sent, answer),
        })
      })
    }
}

const plainOf = ({ path }: Operation) => path.replaceAll(/\{\w+\}/g, '1')

/** Some at a time, so that clashes of one with another are met too. */
async function inTurns(sample: readonly Sent[], work: (sent: Sent, turn: number) => Promise<void>) {
  const waiting = sample.entries()
  const one = async () => {
    for (const [turn, sent] of waiting) await work(sent, turn)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

async function sendersOf(world: World): Promise<Sender[]> {
  const senders: Sender[] = []
  for (const [worker, organisation] of ROLES) {
    const { token: session } = await openSession(world.database.scopes, worker)
    const found = await world.database.scopes.pool.query<{ csrf: string }>('SELECT csrf FROM access.session_of($1)', [
      hashOf(session),
    ])
    senders.push({
      worker,
      session,
      csrf: found.rows[0]?.csrf ?? '',
      token: await tokenFor(world, { worker, organisation }),
    })
  }
  return senders
}

function send(world: World, door: 'api' | 'form', { token, session, csrf }: Sender, sent: Sent) {
  const own: Record<string, string> =
    door === 'api' ? { authorization: `Bearer ${token}` } : { cookie: `weft_session=${session}` }
  const type = door === 'api' ? TYPES.json : TYPES.form
  const writes = sent.method !== 'GET' && sent.method !== 'HEAD'
  const fields = sent.fields ?? {}
  const payload = sent.raw ?? (door === 'api' ? JSON.stringify(fields) : encoded({ ...fields, _csrf: csrf }))
  return world.app.inject({
    method: sent.method as 'GET',
    url: door === 'api' ? sent.url : sent.url.replace(/^\/api(?=\/)/, ''),
    headers: { ...(writes ? { 'content-type': type } : {}), ...own, ...sent.headers },
    ...(writes ? { payload } : {}),
  })
}

function encoded(fields: Readonly<Record<string, unknown>>): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    for (const each of [value].flat()) words.append(name, inWords(each))
  return words.toString()
}

const inWords = (value: unknown) =>
  typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? '').toWellFormed()

const exampleOf = ({ worker }: Sender, { method, url, headers, fields, raw }: Sent, answer: LightMyRequestResponse) =>
  JSON.stringify({
    worker,
    method,
    url: url.slice(0, 300),
    headers,
    sent: raw?.toString().slice(0, 100) ?? JSON.stringify(fields)?.slice(0, 800),
    status: answer.statusCode,
    answer: answer.statusCode >= 500 ? answer.body.slice(0, 300) : undefined,
  })
