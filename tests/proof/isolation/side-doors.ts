import { ROUTES } from '../../../src/web/routes.ts'
import { openWorld, type World } from '../../../src/web/testing/world.ts'
import type { Wanted } from '../proof.ts'
import { type Crawler, hireCrawlers, withoutRequest } from './crawled-world.ts'

const SURNAME = 'Zephyrinesque'
const CRN = 'X765432'
const UNUSED = 'X999998'
const ABSENT = 'ZZZZZZZZ'

/** A side door by its name in the rules: what is asked through it before and after a limited case comes to be. */
type Door = { name: string; urls: readonly string[] }

const FIGURE = '/areas/C05/figures/2026-10/SL006/airedale-lead'
const OPENING = `first_name=Robin&last_name=${SURNAME}&born=1990-05-17&crn=${CRN}`

const DOORS: readonly Door[] = [
  {
    name: 'count',
    urls: ['/', '/cases', '/referrals', '/hand-overs', '/areas', '/areas/C05', '/areas/C05/flows', '/limited'],
  },
  {
    name: 'search',
    urls: [SURNAME, CRN, `Robin ${SURNAME}`, SURNAME.slice(0, 4)].map(
      words => `/cases/find?words=${encodeURIComponent(words)}`,
    ),
  },
  {
    name: 'export',
    urls: [`/looks.csv?identifier=${CRN}`, `${FIGURE}/series.csv`, '/api/cases', '/api/referrals', '/api/hand-overs'],
  },
  { name: 'duplicates', urls: [`/cases/open?${OPENING}`, `/cases/open?crn=${CRN}`, `/api/cases/open?${OPENING}`] },
  { name: 'history', urls: ['/journal', `/looks?identifier=${CRN}`, '/journal?kind=case.opened'] },
  {
    name: 'reports',
    urls: [FIGURE, `${FIGURE}/rows`, '/months', '/areas/C05/months/2026-10', '/statements', '/measures/SL006'],
  },
  { name: 'notifications', urls: ['/', '/api/today'] },
  { name: 'user administration', urls: ['/users', '/users/new', '/users/settings', '/api/users'] },
]
const NOT_BUILT = ['attachments', 'webhooks']

/** Asks through each side door by name as every role before and after a limited case comes to be: nothing may tell it. */
export async function proveSideDoors(superuserUrl: string, { print }: Wanted): Promise<void> {
  const world = await openWorld(superuserUrl)
  try {
    const crawlers = (await hireCrawlers(world)).filter(({ organisation }) => organisation !== 'commissioner')
    const before = await answers(world, crawlers)
    const stream = await followed(world, crawlers)
    const key = await world.openCase('lead-officer', {
      firstName: 'Robin',
      lastName: SURNAME,
      identifiers: [{ kind: 'crn', value: CRN }],
    })
    await world.database.load("INSERT INTO access.limited_case VALUES ($1, $2, 'test', 'test', now())", [
      key.area,
      key.caseId,
    ])
    for (const { worker } of crawlers)
      await world.database.load("INSERT INTO access.named_worker VALUES ($1, $2, $3, 'never', NULL, now())", [
        key.area,
        key.caseId,
        worker,
      ])
    await world.database.scopes.pool.query('SELECT access.assign_from_facts($1, $2)', [key.area, key.caseId])
    const after = await answers(world, crawlers)
    for (const { name, urls } of DOORS)
      printDoor(print, name, {
        words: `${urls.join(', ')}, before and after a limited case comes to be`,
        ...compared(name, { before, after, caseId: key.caseId }),
      })
    const told = await stream()
    printDoor(print, 'live streams', {
      words: '/areas/C05/live followed as each role of another area while a limited case came to be',
      asked: told.length,
      told: told.filter(words => words.includes(SURNAME) || words.includes(key.caseId)),
    })
    for (const [name, found] of Object.entries(await ofAddresses(world, crawlers, key))) printDoor(print, name, found)
    for (const name of NOT_BUILT)
      print({
        name: `side door: ${name}`,
        held: true,
        measured: 0,
        unit: 'answers',
        note: 'Weft has none yet, so there was nothing to ask.',
      })
  } finally {
    await world.close()
  }
}

/** What was asked in words, how many answers that took, and which of them told of the case. */
type Found = { words: string; asked: number; told: string[] }

function printDoor(print: Wanted['print'], name: string, { words, asked, told }: Found) {
  print({
    name: `side door: ${name}`,
    held: asked > 0 && told.length === 0,
    measured: told.length,
    unit: `of ${asked} answers`,
    bar: { atMost: 0 },
    note: `Asked: ${words}.${told.length > 0 ? ` First told: ${told.slice(0, 4).join('; ')}.` : ''}`,
  })
}

/** The data-protection officer of the responsible organisation is told of a limited case, by identifier only. */
const isTold = ({ organisation, role }: Crawler) =>
  organisation === 'airedale-lead' && role === 'data-protection officer'

async function answers(world: World, crawlers: readonly Crawler[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const crawler of crawlers.filter(each => !isTold(each)))
    for (const { name, urls } of DOORS)
      for (const url of urls) found.set(`${name}: ${crawler.worker} ${url}`, await ask(world, crawler, url))
  return found
}

async function ask(
  { app }: World,
  { session, csrf }: Crawler,
  url: string,
  form?: Record<string, string>,
): Promise<string> {
  const answer = await app.inject({
    method: form ? 'POST' : 'GET',
    url,
    cookies: { weft_session: session },
    ...(form
      ? {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ ...form, _csrf: csrf }).toString(),
        }
      : {}),
  })
  const head = [
    answer.statusCode,
    answer.headers['content-type'],
    answer.headers['content-disposition'],
    answer.headers.location,
  ]
  return [...head, withoutRequest(answer.body).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')].join('\n')
}

type Compared = { before: ReadonlyMap<string, string>; after: ReadonlyMap<string, string>; caseId: string }

/** Whether an answer is other than before; a journal grows by the asking itself, so that it is read for the case instead. */
function compared(name: string, { before, after, caseId }: Compared): Omit<Found, 'words'> {
  const asked = [...before].filter(([words]) => words.startsWith(`${name}: `))
  const isTelling = (words: string, answer: string) => {
    const now = after.get(words) ?? ''
    return / \/journal/.test(words) ? now.includes(SURNAME) || now.includes(caseId) : now !== answer
  }
  return {
    asked: asked.length,
    told: asked.filter(([words, answer]) => isTelling(words, answer)).map(([words]) => words),
  }
}

/** Follows the area's live stream as each role that may; the answer ends it and gives what each was sent. */
async function followed({ app }: World, crawlers: readonly Crawler[]): Promise<() => Promise<string[]>> {
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const ending = new AbortController()
  const following = crawlers
    .filter(({ organisation }) => organisation === 'don-lead')
    .map(async ({ session }) => {
      let told = ''
      try {
        const answer = await fetch(`${origin}/areas/C05/live`, {
          headers: { cookie: `weft_session=${session}` },
          signal: ending.signal,
        })
        for await (const part of answer.body ?? []) told += Buffer.from(part).toString()
      } catch (error) {
        if (!ending.signal.aborted) throw error
      }
      return told
    })
  return async () => {
    await new Promise(resolve => setTimeout(resolve, 1500))
    ending.abort()
    return Promise.all(following)
  }
}

/** What addresses with the case in them say, against one that does not exist: words of errors, titles, names of files. */
async function ofAddresses(
  world: World,
  crawlers: readonly Crawler[],
  { area, caseId }: { area: string; caseId: string },
) {
  const errors: Found = {
    words: 'every page of a case, and /glass and /limited with its identifier, against one that does not exist',
    asked: 0,
    told: [],
  }
  const titles: Found = {
    words: 'the title of every page of a case, against that of one that does not exist',
    asked: 0,
    told: [],
  }
  const files: Found = { words: 'the name of every file there is', asked: 0, told: [] }
  const paths = ROUTES.filter(({ kind }) => kind !== 'action').map(({ kind, route }) => ({ kind, path: route.path }))
  for (const crawler of crawlers.filter(each => !isTold(each))) {
    for (const { path } of paths.filter(each => each.path.includes(':case_id'))) {
      const at = (id: string) =>
        path
          .replace(':area', area)
          .replace(':case_id', id)
          .replaceAll(/:[a-z_]+/g, 'QX4101AC')
      const [real, absent] = [await ask(world, crawler, at(caseId)), await ask(world, crawler, at(ABSENT))]
      compare(errors, real.replaceAll(caseId, ABSENT) === absent, `${crawler.worker} ${path}`)
      compare(titles, titleOf(real) === titleOf(absent), `${crawler.worker} ${path}`)
    }
    for (const path of ['/glass', '/limited']) {
      const form = (identifier: string) => ({ identifier, reason: 'Somebody at the door says so', told: 'yes' })
      const [real, absent] = [await ask(world, crawler, path, form(CRN)), await ask(world, crawler, path, form(UNUSED))]
      compare(errors, real.replaceAll(CRN, UNUSED) === absent, `${crawler.worker} POST ${path}`)
    }
    for (const { path } of paths.filter(({ kind }) => kind === 'file')) {
      const answer = await ask(world, crawler, path.replace(':area', 'C05').replaceAll(/:[a-z_]+/g, 'nothing'))
      const name = answer.split('\n')[2] ?? ''
      compare(
        files,
        !name.includes(SURNAME) && !name.includes(caseId) && !name.includes(CRN),
        `${crawler.worker} ${path}`,
      )
    }
  }
  return { 'error messages': errors, 'page titles': titles, 'file names': files }
}

function compare(found: Found, same: boolean, words: string) {
  found.asked += 1
  if (!same) found.told.push(words)
}

const titleOf = (answer: string) => /<title>([^<]*)/.exec(answer)?.[1] ?? ''
