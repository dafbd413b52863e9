import { openSession } from '../../../src/access/sign-in.ts'
import { BEGINNINGS, linksOf, routeOf } from '../../browser/walk.ts'
import type { Site } from './demonstration.ts'

/** One page as somebody opens it, what its state is called in the report, and its own part without what is another each time. */
export type Visit = {
  site: Site
  role: string
  token: string
  route: string
  url: string
  state: string
  body?: string
}

/** Somebody who walks, by the name of their role. */
export type Walker = { worker: string; role: string }

/** Pages that stand beside the routes. */
const BESIDE = [
  '/account',
  '/account/password',
  '/account/second-factor',
  '/account/organisation',
  '/account/tokens',
] as const
/** How many pages of one route each role opens: of most routes two show other states. */
const EACH = 2
const MOST_ASKED = 600

/** The addresses to which the page of a visit links. */
export async function linksFrom({ site, token, url }: Visit): Promise<string[]> {
  const answer = await site.app.inject({ method: 'GET', url, cookies: { weft_session: token } })
  return linksOf(answer.body)
}

/** Of these addresses those of routes not known yet, as they are to whoever made this visit. */
export async function visitsFrom(
  visit: Visit,
  addresses: readonly string[],
  known: ReadonlySet<string>,
): Promise<Visit[]> {
  const found = new Map<string, Visit>()
  for (const url of addresses) {
    const route = routeOf(url)
    if (route === undefined || known.has(route) || found.has(route)) continue
    const answer = await visit.site.app.inject({ method: 'GET', url, cookies: { weft_session: visit.token } })
    if (answer.statusCode === 200) found.set(route, { ...visit, route, url })
  }
  return [...found.values()]
}

/** `begins`: pages to begin with, each opened, before those that anybody could type. */
type Walk = { state: string; begins?: readonly string[]; each?: number }

/** Follows links as this role, from the pages that anybody could type, and gives every page found: of each route so many. */
export async function visitsAs(site: Site, { worker, role }: Walker, walk: Walk): Promise<Visit[]> {
  const { token } = await openSession(site.database.scopes, worker)
  const visits: Visit[] = []
  const opened = new Map<string, number>()
  const asked = new Set<string>()
  const begins = walk.begins ?? []
  const queue = [...begins, ...BEGINNINGS, ...BESIDE]
  for (let url = queue.shift(); url !== undefined && asked.size < MOST_ASKED; url = queue.shift()) {
    const route = (BESIDE as readonly string[]).includes(url) ? url : routeOf(url)
    if (route === undefined || asked.has(url)) continue
    const many = opened.get(route) ?? 0
    if (many >= (walk.each ?? EACH) && !begins.includes(url)) continue
    asked.add(url)
    const answer = await site.app.inject({ method: 'GET', url, cookies: { weft_session: token } })
    const refused = answer.statusCode === 403
    if (answer.statusCode !== 200 && !(refused && !visits.some(({ state }) => state === 'refused'))) continue
    if (!refused) opened.set(route, many + 1)
    visits.push({ site, role, token, route, url, state: refused ? 'refused' : walk.state, body: bodyOf(answer.body) })
    queue.push(...linksOf(answer.body))
  }
  return visits
}

const bodyOf = (html: string): string =>
  html.slice(html.indexOf('<main'), html.indexOf('</main>')).replaceAll(/<input type="hidden"[^>]*>/g, '')

/** The first page of each route before the others; of those, each that is not the same to the letter as one before it. */
export function inOrder(visits: readonly Visit[]): { first: Visit[]; later: Visit[]; same: number } {
  const [seen, bodies] = [new Set<string>(), new Set<string>()]
  const [first, later]: [Visit[], Visit[]] = [[], []]
  for (const visit of visits) {
    const [key, body] = [visit.route + visit.state, visit.route + visit.body]
    if (!seen.has(key)) first.push(visit)
    else if (!bodies.has(body)) later.push(visit)
    seen.add(key)
    bodies.add(body)
  }
  return { first, later, same: visits.length - first.length - later.length }
}
