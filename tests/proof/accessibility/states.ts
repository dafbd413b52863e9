import type { Page } from 'playwright-core'
import { openWorld } from '../../../src/web/testing/world.ts'
import { FORMS } from '../../browser/walk.ts'
import type { Demonstration, Site } from './demonstration.ts'
import type { Inspector } from './inspector.ts'
import { type Begins, setOut, stageWaiting } from './staged.ts'
import { inOrder, type Visit, visitsAs } from './visits.ts'

const NOBODY = { role: 'nobody', token: '' }
/** One more than a minute's tries of signing in. */
const TRIES = 21

/** Pages that somebody sees who is not signed in, or who asked for what is not there. */
export function plainStates(site: Site, signedIn: Visit): Visit[] {
  const at = (url: string, state: string): Visit => ({ ...NOBODY, site, route: url, url, state })
  return [
    at('/sign-in', 'signed out'),
    at('/sign-in?to=/cases', 'signed out'),
    at('/nowhere', 'not found, signed out'),
    ...['/help', '/definitions', '/calculator', '/accessibility', '/privacy'].map(url => at(url, 'signed out')),
    { ...signedIn, route: '/nowhere', url: '/nowhere', state: 'not found' },
    { ...signedIn, route: '/cases/:area/:case_id', url: '/cases/C05/ZZZZZZZZ', state: 'not found' },
  ]
}

/** Sign-in refused for its words, and then for too many tries. */
export async function refusedSignIns(inspector: Inspector, site: Site): Promise<void> {
  const visit: Visit = { ...NOBODY, site, route: '/sign-in', url: '/sign-in', state: '' }
  await inspector.inspect(visit, async page => {
    await page.getByRole('button', { name: 'Sign in' }).click()
    return 'form with errors'
  })
  await inspector.inspect(visit, async page => {
    await page.getByLabel('E-mail address').fill('somebody@nowhere.example')
    await page.getByLabel('Password', { exact: true }).fill('not this one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    return 'sign-in refused'
  })
  for (let tries = 0; tries < TRIES; tries += 1)
    await site.app.inject({ method: 'POST', url: '/sign-in', remoteAddress: '127.0.0.1', payload: {} })
  await inspector.inspect(visit, async page => {
    await page.getByRole('button', { name: 'Sign in' }).click()
    return 'limit reached'
  })
}

/** Every form of these pages, sent with nothing written in it: shown again with errors, or taken. */
export async function sendEmpty(inspector: Inspector, visits: readonly Visit[], over: () => boolean): Promise<void> {
  const seen = new Set<string>()
  for (const visit of visits) {
    if (over()) return
    if (!FORMS.has(visit.route) || seen.has(visit.route)) continue
    seen.add(visit.route)
    await inspector.inspect(visit, sendNothing)
  }
}

async function sendNothing(page: Page): Promise<string | undefined> {
  const main = page.getByRole('main')
  const button = main.locator('form[method="post"] button[type="submit"], form[method="post"] .govuk-button').first()
  if ((await button.count()) === 0) return undefined
  for (const field of await main
    .locator('form[method="post"] :is(input[type="text"], input:not([type]), textarea)')
    .all())
    if (await field.isEditable()) await field.fill('', { force: true })
  await Promise.all([page.waitForEvent('load'), button.click()])
  if ((await page.title()).startsWith('Error: ')) return 'form with errors'
  return (await page.locator('.govuk-notification-banner').count()) > 0 ? 'confirmation' : 'form sent'
}

/** Who is asked comes before who may take back, since forms without a question are taken when they are sent. */
const IN_THE_WORLD = [
  ['don-manager', 'case manager of the next area'],
  ['lead-officer', 'practitioner'],
  ['lead-manager', 'case manager'],
  ['lantern-manager', 'partner manager'],
  ['lead-supply', 'supply-chain manager'],
  ['lead-finance', 'finance'],
  ['lead-dpo', 'data-protection officer'],
  ['lead-admin', 'administrator'],
  ['contract-manager', 'commissioner'],
] as const

/** The partnership of the tests: first with nothing in it, then with drafts and what else waits for an answer. */
export async function lookAtWorld(
  inspector: Inspector,
  { superuserUrl, over }: { superuserUrl: string; over: () => boolean },
): Promise<void> {
  const world = await openWorld(superuserUrl)
  try {
    const site: Site = { ...world, address: await world.app.listen({ port: 0, host: '127.0.0.1' }) }
    const all = async (state: string, begins: Begins = {}) => {
      const visits: Visit[] = []
      for (const [worker, role] of IN_THE_WORLD) {
        const walk = { state, begins: begins[worker] ?? [], each: 1 }
        visits.push(...(await visitsAs(site, { worker, role: `${role} of the tests` }, walk)))
      }
      const { first, later } = inOrder(visits)
      return [...first, ...later]
    }
    setOut(world)
    await inspector.inspectAll(await all('empty list'), over)
    const begins = await stageWaiting(world)
    const waiting = Object.values(begins).flat()
    const staged = (await all('staged', begins)).filter(
      ({ route, url }) => !inspector.routes.has(route) || waiting.includes(url),
    )
    await inspector.inspectAll(staged, over)
    await sendEmpty(inspector, staged, over)
  } finally {
    await world.close()
  }
}

/** Everything that the demonstration's people find by links. */
export async function visitsOf(demonstration: Demonstration, each: number): Promise<Visit[]> {
  const visits: Visit[] = []
  for (const { worker, role } of demonstration.personas)
    visits.push(...(await visitsAs(demonstration, { worker, role }, { state: 'as found', each })))
  return visits
}
