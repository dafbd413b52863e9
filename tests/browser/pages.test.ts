import type { FastifyInstance } from 'fastify'
import { type Browser, chromium } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../src/database/testing/test-database.ts'
import { makeDemo } from '../../src/demo/make-demo.ts'
import { buildServer } from '../../src/web/server.ts'
import { CHECKS, lookAt } from '../proof/accessibility/look.ts'
import { BEGINNINGS, type Opened, PAGES, type Walker, walk } from './walk.ts'

/** Routes to which this demonstration has no link, by what its page would need; their own tests open them. */
const NOT_OPENED: Readonly<Record<string, readonly string[]>> = {
  'a month that has been opened and its statements, which nobody closes here': [
    '/statements/:statement',
    '/areas/:area/months/:month',
    '/areas/:area/months/:month/review',
    '/statements/:statement/lines/:line/dispute',
    '/statements/:statement/disputes/:dispute',
    '/areas/:area/months/:month/dispute/:measure',
    '/areas/:area/months/:month/disputes/:dispute',
  ],
  'a draft of a referral': [
    '/cases/:area/:case_id/referrals/:reference/draft',
    '/cases/:area/:case_id/referrals/:reference/draft/person',
    '/cases/:area/:case_id/referrals/:reference/draft/needs',
    '/cases/:area/:case_id/referrals/:reference/draft/provider',
    '/cases/:area/:case_id/referrals/:reference/draft/complexity',
    '/cases/:area/:case_id/referrals/:reference/draft/time',
    '/cases/:area/:case_id/referrals/:reference/draft/risk',
    '/cases/:area/:case_id/referrals/:reference/draft/access',
    '/cases/:area/:case_id/referrals/:reference/draft/sharing',
    '/cases/:area/:case_id/referrals/:reference/draft/check',
    '/cases/:area/:case_id/referrals/:reference/draft/remove',
  ],
  'a variation in draft': [
    '/agreements/:agreement/versions/:version/volumes',
    '/agreements/:agreement/versions/:version/terms/new',
    '/agreements/:agreement/versions/:version/parts',
    '/agreements/:agreement/versions/:version/adopt',
  ],
  'a hand-over that waits for an answer': [
    '/cases/:area/:case_id/hand-overs/:reference/prepare',
    '/cases/:area/:case_id/hand-overs/:reference/offer',
    '/cases/:area/:case_id/hand-overs/:reference/withdraw',
    '/cases/:area/:case_id/hand-overs/:reference/accept',
    '/cases/:area/:case_id/hand-overs/:reference/return',
    '/cases/:area/:case_id/hand-overs/:reference/decline',
  ],
  'a referral or service in that very state on this day': [
    '/cases/:area/:case_id/referrals/:reference/reply',
    '/cases/:area/:case_id/referrals/:reference/service/sessions',
    '/cases/:area/:case_id/referrals/:reference/service/plan',
    '/cases/:area/:case_id/referrals/:reference/service/plan/answer',
    '/cases/:area/:case_id/referrals/:reference/service/report',
    '/cases/:area/:case_id/referrals/:reference/sessions/:session/move',
    '/cases/:area/:case_id/referrals/:reference/sessions/:session/record',
  ],
  'an emergency opening, an import, a limit or a step undone, none of which a demonstration has': [
    '/glass/reviews/:glass',
    '/imports/:batch',
    '/limited/:area/:case_id',
    '/cases/:area/:case_id/plan/goals/:goal/steps/:step/undo',
  ],
}

/** Together they may open every sort of page. */
const DESKS = [
  'practitioner',
  'case manager',
  'partner manager of a small charity',
  'supply-chain manager',
  'finance',
  'data-protection officer',
  'administrator',
]

const WIDE = { width: 1280, height: 900 }
const SIDE_BY_SIDE = 3

let database: TestDatabase
let app: FastifyInstance
let browser: Browser
let address: string
let opened: Map<string, Opened>

beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  const { personas } = await makeDemo({
    ownerUrl: database.ownerUrl,
    jobs: database.jobs,
    seed: 'every page',
    people: 30,
    asOf: Temporal.PlainDate.from('2026-10-20'),
    reach: 'partnership',
    log: () => {},
  })
  database.setClock(Temporal.Instant.from('2026-10-20T10:00:00Z'))
  app = await buildServer({ scopes: database.scopes, jobs: database.jobs })
  address = await app.listen({ port: 0, host: '127.0.0.1' })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  const atDesks = personas
    .filter(({ role }) => DESKS.includes(role))
    .map(({ worker }) => ({ worker, begins: BEGINNINGS, again: 1 }))
  opened = await walk({ app, database }, [...atDesks, ...(await atWork())])
}, 400_000)

afterAll(async () => {
  await browser.close()
  await app.close()
  await database.close()
})

/** Of each state of a referral and of a hand-over one, before the case managers of both sides. */
async function atWork(): Promise<Walker[]> {
  const { rows } = await database.load(
    `WITH at AS (
       (SELECT DISTINCT ON (state) '/cases/' || area || '/' || case_id || '/referrals/' || reference AS url, sender AS one, provider AS other
          FROM casework.referral ORDER BY state, made_at DESC)
       UNION ALL
       (SELECT DISTINCT ON (state) '/cases/' || area || '/' || case_id || '/hand-overs/' || reference, from_organisation, to_organisation
          FROM handover.transfer ORDER BY state, made_at DESC))
     SELECT min(p.worker) AS worker, array_agg(DISTINCT at.url) AS begins, 0 AS again
       FROM at JOIN directory.post p ON p.organisation IN (at.one, at.other) AND p.role = 'case manager'
      GROUP BY p.organisation ORDER BY p.organisation`,
  )
  return rows
}

test('every page can be reached by links', () => {
  const excused = Object.values(NOT_OPENED).flat()
  expect(
    PAGES.filter(route => !opened.has(route) && !excused.includes(route)),
    'No link leads to these routes: give the demonstration a way to them, or say in NOT_OPENED what they would need.',
  ).toEqual([])
  expect(
    excused.filter(route => !PAGES.includes(route)),
    'These routes of NOT_OPENED are no longer there.',
  ).toEqual([])
})

test('every page has its own title and can be used with any hands and eyes, on a narrow screen, with large words and in forced colours', async () => {
  const queue = [...opened.values()]
  const faults: string[] = []
  const titles = new Map<string, string>()
  const desk = async () => {
    const context = await browser.newContext({ viewport: WIDE, locale: 'en-GB' })
    const page = await context.newPage()
    const said: string[] = []
    page.on('pageerror', error => said.push(String(error)))
    page.on('console', message => message.type() === 'error' && said.push(message.text()))
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      await context.addCookies([{ name: 'weft_session', value: one.token, url: address }])
      await page.goto(address + one.url)
      const title = await page.title()
      const looks = await lookAt(page)
      const found = [...looks.map(({ check, words }) => `${check}: ${words}`), ...said.splice(0)]
      const same = titles.get(title)
      if (same !== undefined) found.push(`has the title “${title}” of ${same}`)
      titles.set(title, one.route)
      faults.push(...found.map(fault => `${one.url}: ${fault}`))
    }
    await context.close()
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, desk))
  expect(faults).toEqual([])
}, 600_000)

/** Of every sort of fault one. */
const FAULTY = `<!DOCTYPE html><html lang="en-GB"><head><title>Faulty</title><style>
  body { margin: 0; font: 19px Arial }
  .held { width: 200px; height: 24px; overflow: hidden; white-space: nowrap }
  .plain:focus { outline: none }
  .moving { transition: color 3s }
  .over { position: relative; top: -40px }
  .wide { width: 700px; height: 10px }
  .top { position: absolute; top: 0; left: 0 }
  .tiny { display: inline-block; width: 9px; height: 9px; overflow: hidden }
  .cover { position: fixed; top: 0; left: 0; width: 300px; height: 60px; background: #fff }
</style></head><body><main><h1>One</h1><h1>Two</h1>
  <p class="top"><a href="#covered">Covered</a></p><div class="cover"></div>
  <p><button class="plain">Shows no focus</button> <button>Plain</button></p>
  <p class="held">What is written here is longer than the room that holds it.</p>
  <p>Words below</p><p class="over">Words above</p>
  <nav><a href="#one" aria-current="page">One</a> <a href="#two">Two</a></nav>
  <div><a class="tiny" href="#a">A</a><a class="tiny" href="#b">B</a></div>
  <p class="moving">Moves</p><img src="data:,"><div class="wide"></div>
  <svg width="20" height="20"><rect width="20" height="20" fill="#ddd" /></svg>
</main></body></html>`

test('on a page with a fault of every sort each is seen', async () => {
  const page = await browser.newPage()
  await page.setContent(FAULTY)
  const found = new Map((await lookAt(page)).map(({ check, words }) => [`${check}: ${words}`, check]))
  await page.close()
  expect(
    Object.keys(CHECKS).filter(check => check !== 'script' && ![...found.values()].some(each => each === check)),
  ).toEqual([])
  expect([...found.keys()]).toEqual(
    expect.arrayContaining([
      expect.stringContaining('axe: target-size: <a class="tiny"'),
      'focus: covers the focus on a “Covered”',
      'focus: shows no focus on button.plain “Shows no focus”',
      'narrow: puts p “Words below” on p.over “Words above”',
      'larger: cuts off p.held “What is written here is longer than the ”',
      'forced: does not show which entry is current: a “One”',
      'motion: moves p.moving “Moves”',
    ]),
  )
})
