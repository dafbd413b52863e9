import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { setPassword } from '../../src/access/account.ts'
import { stageAgreement } from '../../src/web/testing/referral-stage.ts'
import { openWorld, type World } from '../../src/web/testing/world.ts'
import { type Hands, pointer, workWith } from './hands.ts'

const PASSWORD = 'shuttle and loom and heddle'
const WIDE = { width: 1280, height: 900 }

/** The test partnership served on an address of its own, and a browser for each who works in it. */
export type Desks = {
  world: World
  address: string
  /** A page of this worker, signed in through the form; the same page each time, unless it is opened otherwise. */
  of(worker: string, how?: BrowserContextOptions): Promise<Page>
  /** A page of nobody, with what this worker would type to sign in. */
  door(worker: string, how?: BrowserContextOptions): Promise<{ page: Page; email: string; password: string }>
  close(): Promise<void>
}

/** `always`: how every page of these desks is opened, such as without scripts; `hands`: by which people sign in. */
export async function openDesks(
  superuserUrl: string,
  { always = {}, hands = pointer }: { always?: BrowserContextOptions; hands?: Hands } = {},
): Promise<Desks> {
  const { fill, press } = workWith(hands)
  const world = await openWorld(superuserUrl)
  const address = await world.app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const pages = new Map<string, Promise<Page>>()
  const door: Desks['door'] = async (worker, how = {}) => {
    await setPassword(world.database.scopes, worker, PASSWORD)
    const page = await openPage(browser, { ...always, ...how, baseURL: address })
    await page.goto('/')
    const { organisation } = await world.actor(worker)
    return { page, email: `${worker}@${organisation}.example`, password: PASSWORD }
  }
  const signIn = async (worker: string, how: BrowserContextOptions | undefined) => {
    const { page, email, password } = await door(worker, how)
    await fill(page, 'E-mail address', email)
    await fill(page, 'Password', password)
    await press(page, 'Sign in')
    return page
  }
  return {
    world,
    address,
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

/** The agreement under which the Lantern Trust is paid a price for each start, with its volumes of a month. */
export async function stagePrice(world: World, month: string): Promise<void> {
  await stageAgreement(world)
  await world.database.load("INSERT INTO agreements.volume VALUES ('SUB-1', 1, 1, $1, 1, 2, 50000)", [month])
  await world.database.load(
    `INSERT INTO agreements.term (agreement, version, term, kind, line, words, parameters)
     VALUES ('SUB-1', 1, 1, 'unit price', 1, 'Each accepted start', '{"per":"start","tiers":[{"pence":25000}]}')`,
  )
}
