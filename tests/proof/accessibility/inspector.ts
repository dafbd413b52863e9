import { type Browser, chromium, type Page } from 'playwright-core'
import { CHECKS, type Check, type Fault, lookAt } from './look.ts'
import type { Visit } from './visits.ts'

const TOLD = 3

/** Opens visits in a browser and keeps what is wrong with them, each fault once for each route. */
export class Inspector {
  readonly found = new Map<string, Fault & { at: string; times: number }>()
  readonly pages = new Map<string, number>()
  readonly routes = new Set<string>()
  readonly states = new Map<string, number>()
  readonly browser: Browser
  readonly log: (words: string) => void

  private constructor(browser: Browser, log: (words: string) => void) {
    this.browser = browser
    this.log = log
  }

  static async open(log: (words: string) => void): Promise<Inspector> {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    })
    return new Inspector(browser, log)
  }

  /** A page whose errors of scripts are kept as faults. */
  async openPage(visit: Visit): Promise<Page> {
    const context = await this.browser.newContext({ locale: 'en-GB' })
    if (visit.token) await context.addCookies([{ name: 'weft_session', value: visit.token, url: visit.site.address }])
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const script = (words: string) => this.keep(visit, [{ check: 'script', words }])
    page.on('pageerror', error => script(String(error)))
    page.on('console', said => {
      if (said.type() === 'error' && !/status of 4\d\d/.test(said.text())) script(said.text())
    })
    return page
  }

  /** Looks at a page where it is addressed, or where `then` leads from there. */
  async inspect(visit: Visit, then?: (page: Page) => Promise<string | undefined>): Promise<void> {
    const page = await this.openPage(visit)
    try {
      await page.goto(visit.site.address + visit.url)
      const state = then ? await then(page) : visit.state
      if (state === undefined) return
      this.count({ ...visit, state })
      this.keep({ ...visit, state }, await lookAt(page))
    } catch (error) {
      this.keep(visit, [{ check: 'script', words: `could not be looked at: ${String(error).slice(0, 200)}` }])
    } finally {
      await page.context().close()
    }
  }

  /** Looks at all of them, two at a time, until the time is over; gives how many were left. */
  async inspectAll(visits: readonly Visit[], over: () => boolean): Promise<number> {
    const queue = [...visits]
    const desk = async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        await this.inspect(one)
        if (over()) return
      }
    }
    await Promise.all([desk(), desk()])
    return queue.length
  }

  count({ role, route, state }: Visit): void {
    this.routes.add(route)
    this.states.set(state, (this.states.get(state) ?? 0) + 1)
    this.pages.set(`${role} ${route}`, (this.pages.get(`${role} ${route}`) ?? 0) + 1)
  }

  keep({ route, role, state, url }: Visit, faults: readonly Fault[]): void {
    for (const { check, words } of faults) {
      const key = `${check} ${route} ${words}`
      const known = this.found.get(key)
      if (!known) this.log(`${check} ${route} (${role}, ${state}) ${url}\n  ${words}`)
      this.found.set(key, { check, words, at: `${route} (${role}, ${state})`, times: (known?.times ?? 0) + 1 })
    }
  }

  faultsOf(check: Check): number {
    return [...this.found.values()].filter(fault => fault.check === check).length
  }

  /** The first faults of a check, in words for the report. */
  exampleOf(check: Check): string | undefined {
    const faults = [...this.found.values()].filter(fault => fault.check === check).slice(0, TOLD)
    return faults.length > 0 ? faults.map(({ at, words }) => `${at} ${words}`).join('; ') : undefined
  }

  get checks(): readonly Check[] {
    return Object.keys(CHECKS) as Check[]
  }
}
