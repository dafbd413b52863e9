import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openSession } from '../access/sign-in.ts'
import { hashOf } from '../access/token-hash.ts'
import { bookAppointment, recordAppointment } from '../casework/supervision/appointment.ts'
import type { CaseKey } from '../journal/append.ts'
import { londonDay } from '../kernel/calendar.ts'
import { monthOf } from '../kernel/month.ts'
import { keepFiguresCurrent } from '../performance/figures/keep-current.ts'
import { buildServer } from './server.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
let address: string
const stop = new AbortController()
let keeping: Promise<void>

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  address = await world.app.listen({ port: 0, host: '127.0.0.1' })
  keeping = keepFiguresCurrent(world.database.jobs, { signal: stop.signal })
})
afterAll(async () => {
  stop.abort()
  await keeping
  world.app.server.closeAllConnections()
  await world.close()
})

type Sent = { month: string; measure: string; organisation: string; numerator: string; denominator: string }

/** What a browser hears of a stream, until it is closed. */
class Listening {
  readonly heard: Sent[] = []
  readonly shown: { key: string; words: string; parts: string; judged: string }[] = []
  /** How often it was told that something changed. */
  times = 0
  ended = false
  private constructor(
    readonly status: number,
    private readonly abort: AbortController,
  ) {}

  static async as(
    worker: string,
    { at = address, headers = {} }: { at?: string; headers?: Record<string, string> } = {},
  ) {
    const { token } = await openSession(world.database.scopes, worker)
    const abort = new AbortController()
    const answer = await fetch(`${at}/areas/C05/live`, {
      headers: { cookie: `weft_session=${token}`, ...headers },
      signal: abort.signal,
    })
    const listening = new Listening(answer.status, abort)
    const end = () => {
      listening.ended = true
    }
    listening.read(answer).then(end, end)
    return { listening, token }
  }

  private async read(answer: Response) {
    let text = ''
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) this.take(event)
    }
  }

  private take(event: string) {
    const said = /^data: (.*)$/m.exec(event)?.[1]
    if (said === undefined) return
    this.times += 1
    for (const { shown, ...figure } of JSON.parse(said).figures) {
      this.heard.push(figure)
      this.shown.push(shown)
    }
  }

  close() {
    this.abort.abort()
  }
}

/** A supervision appointment of the lead provider that is kept: booked, and recorded once it has begun. */
async function keepAppointment(key: CaseKey) {
  const soon = world.database.scopes.now()
  const session = await world.act('lead-officer', tx =>
    bookAppointment(tx, {
      key,
      startsAt: tx.now.add({ seconds: 1 }),
      minutes: 30,
      method: 'phone',
      worker: 'lead-officer',
    }),
  )
  world.setClock(soon.add({ minutes: 5 }).toString())
  await world.act('lead-officer', tx =>
    recordAppointment(tx, { key, session, attendance: 'yes', absence: null, done: 'Talked.', next: null }),
  )
  world.setClock(undefined)
  return monthOf(londonDay(soon))
}

test('a change in the work is heard by those who may see its figure, and by no other organisation', async () => {
  const key = await world.openCase('lead-officer')
  const { listening: commissioner } = await Listening.as('contract-manager')
  const { listening: lead } = await Listening.as('lead-manager')
  const { listening: partner } = await Listening.as('lantern-manager')
  const month = await keepAppointment(key)
  const figure = { month, measure: 'session-attended', organisation: 'airedale-lead', numerator: '1', denominator: '1' }
  await expect.poll(() => commissioner.heard, { timeout: 15_000 }).toContainEqual(figure)
  await expect.poll(() => lead.heard).toContainEqual(figure)
  const place = `${month} session-attended airedale-lead`
  expect(lead.shown).toContainEqual({
    key: place,
    words: '100.0%',
    parts: '1 of 1',
    judged: 'No target',
  })
  await expect.poll(() => partner.heard).toContainEqual({ ...figure, organisation: '*' })
  expect(partner.heard.filter(each => each.organisation !== '*')).toEqual([])
  for (const each of [commissioner, lead, partner]) each.close()
})

test('who comes back with the id of an old event is told at once that something is new, and of the last nothing', async () => {
  const comeBack = async (id: string) =>
    (await Listening.as('contract-manager', { headers: { 'last-event-id': id } })).listening
  await keepAppointment(await world.openCase('lead-officer'))
  await expect
    .poll(async () => (await world.database.jobs.query('SELECT FROM performance.figure')).rowCount, { timeout: 15_000 })
    .toBeGreaterThan(0)
  const late = await comeBack('2020-01-01T00:00:00Z')
  await expect.poll(() => late.times).toBeGreaterThan(0)
  const upToDate = await comeBack('2999-01-01T00:00:00Z')
  const odd = await comeBack('no instant')
  await keepAppointment(await world.openCase('lead-officer'))
  for (const each of [upToDate, odd, late]) {
    await expect.poll(() => each.heard.length, { timeout: 15_000 }).toBeGreaterThan(0)
    each.close()
  }
  expect(upToDate.times).toBe(odd.times)
})

test('without a session, or in a role that reads no figures, there is no stream', async () => {
  const unknown = await fetch(`${address}/areas/C05/live`, { redirect: 'manual' })
  expect(unknown.status).toBe(303)
  const { listening } = await Listening.as('lead-admin')
  expect(listening.status).toBe(403)
})

test('one session may follow eight pages at once and no ninth', async () => {
  const { listening, token } = await Listening.as('contract-manager')
  const abort = new AbortController()
  const again = () =>
    fetch(`${address}/areas/C05/live`, { headers: { cookie: `weft_session=${token}` }, signal: abort.signal })
  const answers = []
  for (let each = 0; each < 8; each += 1) answers.push((await again()).status)
  expect(answers).toEqual([200, 200, 200, 200, 200, 200, 200, 429])
  abort.abort()
  listening.close()
})

test('a stream ends once its session has ended, and all end with the server', async () => {
  const server = await buildServer({ scopes: world.database.scopes, jobs: world.database.jobs, checkLiveMs: 50 })
  const at = await server.listen({ port: 0, host: '127.0.0.1' })
  const { listening: signedOut, token } = await Listening.as('contract-manager', { at })
  const { listening: stays } = await Listening.as('contract-manager', { at })
  await world.database.scopes.pool.query('SELECT access.end_session($1)', [hashOf(token)])
  await expect.poll(() => signedOut.ended).toBe(true)
  expect(stays.ended).toBe(false)
  await server.close()
  await expect.poll(() => stays.ended).toBe(true)
})
