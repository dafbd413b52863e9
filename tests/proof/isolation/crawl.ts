import fc from 'fast-check'
import type { TObject } from 'typebox'
import type { Route } from '../../../src/web/routing/route.ts'
import { openWorld, type World } from '../../../src/web/testing/world.ts'
import { bodyFor, type Schema } from '../../api/requests.ts'
import { ROLES } from '../../isolation/ask-doors.ts'
import type { Wanted } from '../proof.ts'
import { ABSENT_CHILD, type Errand, errandsOf, type Values } from './aims.ts'
import {
  CRAWLING,
  type Crawler,
  hireCrawlers,
  type Staged,
  seesCase,
  stageCases,
  stageContracts,
  THEIRS,
  withoutRequest,
} from './crawled-world.ts'

const LANES = 3

type Tally = {
  absents: Map<string, string>
  shown: number
  asked: number
  compared: number
  different: string[]
  told: string[]
  skipped: number
  passes: number
}

/** Crawls every route and operation over HTTP as every role, with every kind of identifier that is not theirs. */
export async function proveRoutes(superuserUrl: string, wanted: Wanted, until: number): Promise<void> {
  const world = await openWorld(superuserUrl)
  try {
    const crawlers = await hireCrawlers(world)
    const cases = await stageCases(world, crawlers)
    const foreign = cases.find(({ name }) => name === 'foreign')
    if (foreign === undefined) throw new Error('No foreign case was staged.')
    await stageContracts(world, foreign)
    const origin = await world.app.listen({ port: 0, host: '127.0.0.1' })
    const before = await fingerprints(world)
    const tally: Tally = {
      absents: new Map(),
      shown: 0,
      asked: 0,
      compared: 0,
      different: [],
      told: [],
      skipped: 0,
      passes: 0,
    }
    const errands = errandsOf(cases)
    for (let pass = 0; pass < CRAWLING.length && performance.now() < until; pass++) {
      const rounds = errands.flatMap(errand =>
        ROLES.map((role, at) => ({ errand, role, organisation: CRAWLING[(errand.at + at + pass) % CRAWLING.length] })),
      )
      const left = await inLanes(
        shuffled(rounds, wanted.seed + pass),
        until,
        async ({ errand, role, organisation }) => {
          const crawler = crawlers.find(each => each.role === role && each.organisation === organisation)
          if (crawler) await goOn({ origin, crawler, errand, cases }, tally)
        },
      )
      if (left === 0) tally.passes += 1
      else tally.skipped = left
      wanted.log(`pass ${pass + 1}: ${tally.asked} requests, ${tally.different.length + tally.told.length} leaks`)
    }
    const after = await fingerprints(world)
    const changed = [...before].filter(([table, words]) => after.get(table) !== words).map(([table]) => table)
    const looks = await strayLooks(world, crawlers, cases)
    tell({ tally, changed, looks, errands: errands.length }, wanted.print)
  } finally {
    await world.close()
  }
}

type Told = { tally: Tally; changed: readonly string[]; looks: readonly string[]; errands: number }

function tell({ tally, changed, looks, errands }: Told, print: Wanted['print']) {
  const none = { atMost: 0 }
  const first = (words: readonly string[]) =>
    words.length > 0 ? { note: `First: ${words.slice(0, 4).join('; ')}.` } : {}
  print({
    name: 'requests of the crawl',
    held: tally.passes > 0,
    measured: tally.asked,
    unit: 'requests',
    note: `${errands} ways to ask (route, HTML or API, kind of identifier) as each of twelve roles: ${tally.passes} of 4 passes whole, each with another organisation${tally.skipped > 0 ? `; the last left ${tally.skipped} out for want of time` : ''}.`,
  })
  print({
    name: 'forbidden answered otherwise than absent',
    held: tally.different.length === 0 && tally.compared > 0,
    measured: tally.different.length,
    unit: `of ${tally.compared} pairs`,
    bar: none,
    ...first(tally.different),
  })
  print({
    name: 'answers that name a person to who may see them',
    held: tally.shown > 0,
    measured: tally.shown,
    unit: 'answers',
    bar: { atLeast: 1 },
    note: 'So that the crawl had something to find.',
  })
  print({
    name: 'answers that name a person unseen',
    held: tally.told.length === 0,
    measured: tally.told.length,
    unit: 'answers',
    bar: none,
    ...first(tally.told),
  })
  print({
    name: 'tables changed by what was refused',
    held: changed.length === 0,
    measured: changed.length,
    unit: 'tables',
    bar: none,
    ...first(changed),
  })
  print({
    name: 'looks written for who may not look',
    held: looks.length === 0,
    measured: looks.length,
    unit: 'looks',
    bar: none,
    ...first(looks),
  })
}

async function inLanes<T>(rounds: readonly T[], until: number, work: (round: T) => Promise<void>): Promise<number> {
  let next = 0
  const lane = async () => {
    while (next < rounds.length && performance.now() < until) {
      const round = rounds[next++]
      if (round !== undefined) await work(round)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return rounds.length - next
}

/** In an order of its own for each seed, so that a pass cut short leaves out no route whole. */
const shuffled = <T>(rounds: readonly T[], seed: number): T[] =>
  rounds
    .map((round, at) => ({ round, place: Math.imul((at + 1) ^ (seed << 20), 2_654_435_761) >>> 0 }))
    .sort((one, other) => one.place - other.place)
    .map(({ round }) => round)

type Going = { origin: string; crawler: Crawler; errand: Errand; cases: readonly Staged[] }

async function goOn({ origin, crawler, errand, cases }: Going, tally: Tally) {
  const { each, aim, method, api } = errand
  const forbidden = aim.forbidden(crawler)
  if (method === 'POST' && !(forbidden && aim.absent)) return
  const { path } = each.route
  const words = `${crawler.worker} ${method} ${api ? '/api' : ''}${path} (${aim.kind})`
  const real = await ask({ origin, crawler, errand }, aim.values)
  tally.asked += 1
  if (cases.some(one => seesCase(crawler, one) && one.secrets.some(secret => real.includes(secret)))) tally.shown += 1
  const named = cases.filter(one => !seesCase(crawler, one) && one.secrets.some(secret => real.includes(secret)))
  const toldTo = named.filter(
    one => !(crawler.role === 'data-protection officer' && crawler.organisation === one.responsible),
  )
  if (toldTo.length > 0) tally.told.push(`${words} names ${toldTo.map(({ name }) => name).join(', ')}`)
  if (!forbidden || aim.absent === undefined) return
  const key = [crawler.worker, method, api, path, ...Object.values(aim.absent)].join(' ')
  const absent = tally.absents.get(key) ?? (await ask({ origin, crawler, errand }, aim.absent))
  if (!tally.absents.has(key)) tally.asked += 1
  tally.absents.set(key, absent)
  tally.compared += 1
  if (real !== absent) tally.different.push(`${words}: ${differenceOf(real, absent)}`)
}

/** The answer in every word a browser or a program gets, with what names the request itself taken out. */
async function ask({ origin, crawler, errand }: Omit<Going, 'cases'>, values: Values): Promise<string> {
  const { each, method, api } = errand
  const path = each.route.path.replaceAll(/:([a-z_]+)/g, (_, name: string) => values[name] ?? 'nothing')
  const url = api ? (path === '/' ? '/api/today' : `/api${path}`) : path
  const body = method === 'POST' ? bodyOf(each) : undefined
  const answer = await fetch(`${origin}${url}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(api ? { authorization: `Bearer ${crawler.token}` } : { cookie: `weft_session=${crawler.session}` }),
      ...(body ? { 'content-type': api ? 'application/json' : 'application/x-www-form-urlencoded' } : {}),
    },
    ...(body ? { body: api ? JSON.stringify(body) : encoded({ ...body, _csrf: crawler.csrf }) } : {}),
  })
  const headers = ['content-type', 'content-disposition', 'location'].map(name => answer.headers.get(name) ?? '')
  return plain([answer.status, ...headers, await answer.text()].join('\n'), values)
}

function plain(words: string, values: Values): string {
  const named = Object.entries(values).filter(([name]) => name === 'case_id' || name in ABSENT_CHILD || name in THEIRS)
  const masked = named
    .filter(([name, value]) => value.length > 1 && name !== 'version')
    .sort(([, one], [, other]) => other.length - one.length)
    .reduce(
      (text, [name, value]) =>
        text.replaceAll(new RegExp(`(?<![\\w-])${value.replaceAll('.', '\\.')}(?![\\w-])`, 'g'), `{${name}}`),
      words,
    )
  return withoutRequest(masked)
}

const bodies = new Map<Route, Record<string, unknown>>()

/** The same words every time, as the form takes them. */
function bodyOf(each: Route): Record<string, unknown> {
  const known = bodies.get(each)
  if (known) return known
  const schema = 'body' in each.route ? (each.route.body as TObject as unknown as Schema) : undefined
  const [made = {}] = fc.sample(
    bodyFor(schema, {
      worker: ['don-officer'],
      officer: ['don-officer'],
      organisation: ['don-lead'],
      provider: ['don-lead'],
    }),
    { numRuns: 1, seed: 7 },
  )
  bodies.set(each, made)
  return made
}

const encoded = (body: Record<string, unknown>) =>
  new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value).toWellFormed()])).toString()

function differenceOf(one: string, other: string): string {
  const at = [...one].findIndex((letter, place) => letter !== other[place])
  return `“${one.slice(Math.max(0, at - 30), at + 60)}” against “${other.slice(Math.max(0, at - 30), at + 60)}”`.replaceAll(
    '\n',
    ' ',
  )
}

/** Every table but those that say who asked, each as one hash. */
async function fingerprints({ database }: World): Promise<Map<string, string>> {
  const tables = await database.owner.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relrowsecurity AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'journal')
        AND c.relname NOT IN ('session', 'token', 'done', 'account') AND has_table_privilege('weft_loader', c.oid, 'SELECT')`,
  )
  const found = new Map<string, string>()
  for (const { name } of tables.rows) {
    const hash = await database.load(
      `SELECT md5(string_agg(to_jsonb(t)::text, ',' ORDER BY to_jsonb(t)::text)) AS hash FROM ${name} t`,
    )
    found.set(name, String(hash.rows[0]?.hash))
  }
  return found
}

/** Looks in the journal at a case by who does not see it. */
async function strayLooks(
  { database }: World,
  crawlers: readonly Crawler[],
  cases: readonly Staged[],
): Promise<string[]> {
  const looks = await database.load('SELECT DISTINCT worker, case_id FROM journal.look')
  return looks.rows.flatMap(({ worker, case_id }) => {
    const crawler = crawlers.find(each => each.worker === worker)
    const one = cases.find(each => each.caseId === case_id)
    return crawler && one && !seesCase(crawler, one) ? [`${worker} at the ${one.name} case`] : []
  })
}
