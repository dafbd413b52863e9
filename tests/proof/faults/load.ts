import { setTimeout as sleep } from 'node:timers/promises'

/** A write as a client sends it again and again: the same words under the same key. */
export type Write = {
  kind: 'note' | 'record' | 'accept' | 'series' | 'offer' | 'take over'
  key: string
  /** Below /api. */
  url: string
  token: string
  body: Readonly<Record<string, unknown>>
  /** What of it stands in the database: counts of rows, of events and of the key kept. Gives one row. */
  trace: { sql: string; values: readonly unknown[] }
  /** How many rows and events there are when it is done once. */
  rows: number
}

/** What a client was told: done, refused in words, or nothing at all. `unclear`: an answer that is none of Weft's refusals. */
export type Told = { as: 'done' | 'refused' | 'unanswered' | 'unclear'; status: number; sentence: string }

const PATIENCE_MS = 30_000
const INSIDES = /\n\s+at .+:\d+:\d+|node_modules|PostgresError|SELECT .+ FROM|ECONN/

export async function send(write: Write, node: string, patience = PATIENCE_MS): Promise<Told> {
  try {
    const answer = await fetch(`${node}/api${write.url}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${write.token}`,
        'content-type': 'application/json',
        'idempotency-key': write.key,
      },
      body: JSON.stringify(write.body),
      signal: AbortSignal.timeout(patience),
    })
    return judged(answer.status, await answer.text())
  } catch (error) {
    return { as: 'unanswered', status: 0, sentence: String(error) }
  }
}

/** A refusal has a code of ours and a sentence, and shows nothing of how Weft is made; `fault` is what nobody foresaw. */
export function judged(status: number, body: string): Told {
  if (status === 201) return { as: 'done', status, sentence: '' }
  const said = body.startsWith('{') ? (JSON.parse(body) as { code?: string; sentence?: string }) : {}
  const clear = said.code !== undefined && said.code !== 'fault' && said.sentence !== undefined && !INSIDES.test(body)
  return { as: clear ? 'refused' : 'unclear', status, sentence: said.sentence ?? body.slice(0, 200) }
}

/** What came of each write; those never sent are not in it. */
export type Tally = ReadonlyMap<Write, Told>

/** Sends the writes, so many at once, each to the next of the nodes, until all were sent or `stopped` says so. */
export async function sendAll(
  writes: readonly Write[],
  nodes: readonly string[],
  {
    atOnce = 4,
    stopped = () => false,
    patience = PATIENCE_MS,
  }: { atOnce?: number; stopped?: () => boolean; patience?: number } = {},
): Promise<Tally> {
  const tally = new Map<Write, Told>()
  const queue = writes.map((write, at) => ({ write, node: nodes[at % nodes.length] ?? '' }))
  const work = async () => {
    for (let next = queue.shift(); next && !stopped(); next = queue.shift())
      tally.set(next.write, await send(next.write, next.node, patience))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return tally
}

const TRIES = 40

/** Sends what was not acknowledged again, under the same key, until it is done; gives those that never were. */
export async function sendAgain(writes: readonly Write[], node: string): Promise<Map<Write, Told>> {
  const left = new Map<Write, Told>()
  const queue = [...writes]
  const work = async () => {
    for (let write = queue.shift(); write; write = queue.shift()) {
      let told = await send(write, node)
      for (let tries = 1; told.as !== 'done' && tries < TRIES; tries += 1) {
        await sleep(250)
        told = await send(write, node)
      }
      if (told.as !== 'done') left.set(write, told)
    }
  }
  await Promise.all(Array.from({ length: 4 }, work))
  return left
}
