import { mkdir } from 'node:fs/promises'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'
import { expect } from 'vitest'
import { setPassword } from '../../src/access/account.ts'
import { stageAgreement } from '../../src/web/testing/referral-stage.ts'
import { openWorld, type World } from '../../src/web/testing/world.ts'

const PASSWORD = 'warp and weft and loom'
const PICTURES = process.env.WEFT_PICTURES
const WIDE = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

/** The test partnership served on an address of its own, and a browser for each who works in it. */
export type Desks = {
  world: World
  /** A page of this worker, signed in through the form; the same page each time, unless it is opened otherwise. */
  of(worker: string, how?: BrowserContextOptions): Promise<Page>
  /** A page of nobody, with what this worker would type to sign in. */
  door(worker: string, how?: BrowserContextOptions): Promise<{ page: Page; email: string; password: string }>
  close(): Promise<void>
}

export async function openDesks(superuserUrl: string): Promise<Desks> {
  const world = await openWorld(superuserUrl)
  const address = await world.app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const pages = new Map<string, Promise<Page>>()
  const door: Desks['door'] = async (worker, how = {}) => {
    await setPassword(world.database.scopes, worker, PASSWORD)
    const page = await openPage(browser, { ...how, baseURL: address })
    await page.goto('/')
    const { organisation } = await world.actor(worker)
    return { page, email: `${worker}@${organisation}.example`, password: PASSWORD }
  }
  const signIn = async (worker: string, how: BrowserContextOptions | undefined) => {
    const { page, email, password } = await door(worker, how)
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    return page
  }
  return {
    world,
    door,
    of(worker, how) {
      const key = JSON.stringify([worker, how])
      const known = pages.get(key) ?? signIn(worker, how)
      pages.set(key, known)
      return known
    },
    async close() {
      await browser.close()
      await world.close()
    },
  }
}

/** A page on which a script that fails, or a request that the browser refuses, fails the test. */
async function openPage(browser: Browser, how: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, locale: 'en-GB', ...how })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', error => {
    throw error
  })
  page.on('console', said => {
    if (said.type() === 'error') throw new Error(`${page.url()}: ${said.text()}`)
  })
  return page
}

/** Presses the button or follows the link of this name on the page itself. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  const main = page.getByRole('main')
  const exact = typeof name === 'string'
  await main.getByRole('button', { name, exact }).or(main.getByRole('link', { name, exact })).click()
}

/** Goes to an entry of the navigation. */
export async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name, exact: true }).click()
}

/** Goes to an entry of the second row of the navigation. */
export async function goOn(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'In this part' }).getByRole('link', { name, exact: true }).click()
}

/** Answers a question of several choices. */
export const choose = (page: Page, question: string, answer: string): Promise<void> =>
  page.getByRole('group', { name: question }).getByLabel(answer, { exact: true }).check()

/** Fills in the three fields of a date, such as 2026-09-03. */
export async function fillDay(page: Page, question: string, day: string): Promise<void> {
  const date = Temporal.PlainDate.from(day)
  const group: Locator = page.getByRole('group', { name: question }).last()
  for (const [part, value] of [
    ['Day', date.day],
    ['Month', date.month],
    ['Year', date.year],
  ] as const)
    await group.getByLabel(part, { exact: true }).fill(String(value))
}

let taken = 0

/**
 * Looks at a page: it has one heading of the first rank and shows it, nothing is cut off at the side of a wide screen or a phone.
 * Keeps its pictures in the folder that WEFT_PICTURES names, where it names one.
 */
export async function look(page: Page, heading: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
  taken += 1
  for (const size of [PHONE, WIDE]) {
    await page.setViewportSize(size)
    expect.soft(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(size.width)
    if (PICTURES === undefined) continue
    await mkdir(PICTURES, { recursive: true })
    await page.screenshot({ path: `${PICTURES}/${String(taken).padStart(2, '0')}-${size.width}.png`, fullPage: true })
  }
}

/** What stands on the page, in words. */
export const wordsOf = (page: Page): Promise<string> => page.getByRole('main').innerText()

/** The agreement under which the Lantern Trust is paid a price for each start, with its volumes of a month. */
export async function stagePrice(world: World, month: string): Promise<void> {
  await stageAgreement(world)
  await world.database.load("INSERT INTO agreements.volume VALUES ('SUB-1', 1, 1, $1, 1, 2, 50000)", [month])
  await world.database.load(
    `INSERT INTO agreements.term (agreement, version, term, kind, line, words, parameters)
     VALUES ('SUB-1', 1, 1, 'unit price', 1, 'Each accepted start', '{"per":"start","tiers":[{"pence":25000}]}')`,
  )
}
