import { Temporal } from 'temporal-polyfill'
import { openServing } from '../../../src/cli/installation.ts'
import type { Pool } from '../../../src/database/pool.ts'
import type { Scopes } from '../../../src/database/scope.ts'
import { wire } from '../../../src/journal/append.ts'
import { londonDay } from '../../../src/kernel/calendar.ts'
import { monthOf } from '../../../src/kernel/month.ts'
import { SESSION_COOKIE } from '../../../src/web/routing/visitor.ts'
import { SUBSCRIBERS } from '../../../src/web/subscribers.ts'
import { type Nation, onNation } from '../load/nation.ts'
import { openSuperuser } from '../nation-data.ts'
import type { Proof, Wanted } from '../proof.ts'
import { countedWrong, figuresRead, keptNow, until } from './counts.ts'
import { Lateness } from './lateness.ts'
import { EVENTS_A_SECOND, linesOf } from './lines.ts'
import { bookYesterday, recordAll, type Waiting } from './recordings.ts'
import { browserAtHand, watchScreen } from './screen.ts'
import { type Subscribed, subscribeAll } from './subscribers.ts'

/** The pace is set a little above the bar. */
const PACE = 1.03
const AN_AREA = 3
/** Recordings by which it is learned how many events one makes, and after which everything is warm. */
const FIRST = 200
const MOST_SECONDS = 60

/** From the commit of a session to the figure on a subscriber's screen. */
export const live: Proof = {
  name: 'live',
  about: `Sessions are recorded at ${EVENTS_A_SECOND} journal events a second while people who oversee the areas follow their figures; each recording is timed from its commit to each subscriber who hears the figure that counts it, and to the page of one of them in a browser.`,
  minutes: 4,
  people: 20_000,
  run: wanted => onNation(wanted, nation => onGround(nation, ground => prove(ground, wanted))),
}

async function onGround({ installation, address }: Nation, work: (ground: Ground) => Promise<void>) {
  const { scopes, close } = await openServing(installation)
  const superuser = await openSuperuser(installation.folder)
  wire(SUBSCRIBERS)
  try {
    await work({ scopes, superuser, address })
  } finally {
    await superuser.end()
    await close()
  }
}

type Ground = { scopes: Scopes; superuser: Pool; address: string }

async function prove(ground: Ground, wanted: Wanted) {
  const seconds = Math.min(MOST_SECONDS, wanted.minutes * 30)
  const waiting = await bookYesterday(ground, FIRST + Math.ceil(seconds * EVENTS_A_SECOND))
  wanted.log(`${waiting.length} sessions of yesterday wait to be recorded.`)
  const eventsEach = await recordFirst(ground, waiting.splice(0, FIRST))
  const followed = await follow(ground, waiting)
  const aSecond = (EVENTS_A_SECOND * PACE) / eventsEach
  const due = waiting.slice(0, Math.floor(seconds * aSecond))
  const before = await lastEvent(ground.superuser)
  const took = await recordAll(ground.scopes, due, { aSecond, committed: followed.committed })
  const events = await eventsSince(ground.superuser, before)
  await followed.heardAll()
  const missing = followed.subscribed.reduce((sum, { subscriber }) => sum + subscriber.missing(), 0)
  const wrong = await countedWrong(ground.superuser, followed.month)
  for (const line of linesOf({ ...followed, missing, recorded: due.length, perSecond: events / took, wrong }))
    wanted.print({ ...line, people: wanted.people })
  await followed.close()
}

/** Gives how many events of the journal a recording makes. */
async function recordFirst({ scopes, superuser }: Ground, waiting: readonly Waiting[]): Promise<number> {
  const before = await lastEvent(superuser)
  await recordAll(scopes, waiting, { aSecond: 50, committed: () => {} })
  return (await eventsSince(superuser, before)) / waiting.length
}

async function follow(ground: Ground, waiting: readonly Waiting[]) {
  await figuresRead(ground.superuser)
  const month = monthOf(londonDay(Temporal.Now.instant()).subtract({ days: 1 }))
  const lateness = new Lateness(month, await keptNow(ground.superuser, month))
  const subscribed = await subscribeAll(ground, { lateness, anArea: AN_AREA })
  const screen = await openScreen(ground, { lateness, subscribed, area: busiest(waiting) })
  return {
    month,
    subscribed,
    screen,
    committed: lateness.committed.bind(lateness),
    heardAll: () => until(() => subscribed.every(({ subscriber }) => subscriber.missing() === 0)),
    close: async () => {
      for (const { stream } of subscribed) stream.close()
      await screen?.close()
    },
  }
}

async function openScreen(
  { address }: Ground,
  { lateness, subscribed, area }: { lateness: Lateness; subscribed: readonly Subscribed[]; area: string },
) {
  const one = subscribed.find(each => each.area === area)
  if (!browserAtHand() || !one) return undefined
  const subscriber = lateness.subscriber(area)
  return {
    subscriber,
    close: await watchScreen({ address, area, cookie: { name: SESSION_COOKIE, value: one.token } }, subscriber.hear),
  }
}

/** The area with most of what waits. */
function busiest(waiting: readonly Waiting[]): string {
  const many = Map.groupBy(waiting, ({ area }) => area)
  return [...many].toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? ''
}

async function lastEvent(superuser: Pool): Promise<bigint> {
  const found = await superuser.query<{ last: bigint }>('SELECT coalesce(max(id), 0) AS last FROM journal.event')
  return found.rows[0]?.last ?? 0n
}

async function eventsSince(superuser: Pool, last: bigint): Promise<number> {
  const found = await superuser.query<{ events: number }>(
    'SELECT count(*)::int AS events FROM journal.event WHERE id > $1',
    [last],
  )
  return found.rows[0]?.events ?? 0
}
