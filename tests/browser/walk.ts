import type { FastifyInstance } from 'fastify'
import { openSession } from '../../src/access/sign-in.ts'
import type { TestDatabase } from '../../src/database/testing/test-database.ts'
import { ROUTES } from '../../src/web/routes.ts'

/** A page of a route as somebody opens it. */
export type Opened = { route: string; url: string; worker: string; token: string }

/** Somebody who walks, where they begin, and how many pages they open of a route that others found before. */
export type Walker = { worker: string; begins: readonly string[]; again: number }

/** The routes that show a page, those without parameters first. */
export const PAGES: readonly string[] = ROUTES.filter(
  ({ kind }) => kind === 'page' || kind === 'form' || kind === 'upload',
)
  .map(({ route }) => route.path)
  .sort((a, b) => parametersOf(a) - parametersOf(b))

const MATCHERS = PAGES.map(route => ({ route, is: new RegExp(`^${route.replaceAll(/:[a-z_]+/g, '[^/]+')}$`) }))
/** The pages that anybody could type. */
export const BEGINNINGS: readonly string[] = PAGES.filter(route => parametersOf(route) === 0)

export const FORMS: ReadonlySet<string> = new Set(
  ROUTES.filter(({ kind }) => kind === 'form').map(({ route }) => route.path),
)

/** How many pages of one route the first walker to find it opens for the links to others. */
const MANY = 3

function parametersOf(route: string): number {
  return route.split(':').length - 1
}

/**
 * Follows links from the first pages until every route has a page, or nobody finds a way to the rest. Each walker looks for what
 * those before did not find.
 */
export async function walk(
  { app, database }: { app: FastifyInstance; database: TestDatabase },
  walkers: readonly Walker[],
): Promise<Map<string, Opened>> {
  const found = new Map<string, Opened>()
  for (const { worker, begins, again } of walkers) {
    if (found.size === PAGES.length) break
    const { token } = await openSession(database.scopes, worker)
    const opened = new Map<string, number>()
    const asked = new Set<string>()
    const queue = [...begins]
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      const route = routeOf(url)
      if (route === undefined || asked.has(url)) continue
      asked.add(url)
      const many = opened.get(route) ?? 0
      if (found.has(route) && FORMS.has(route)) continue
      const enough = (found.get(route)?.worker ?? worker) === worker ? MANY : again
      if (many >= enough && !begins.includes(url)) continue
      const answer = await app.inject({ method: 'GET', url, cookies: { weft_session: token } })
      if (answer.statusCode !== 200) continue
      opened.set(route, many + 1)
      if (!found.has(route)) found.set(route, { route, url, worker, token })
      queue.push(...linksOf(answer.body))
    }
  }
  return found
}

/** The route whose page stands at this address. */
export const routeOf = (url: string): string | undefined => {
  const path = url.split('?')[0] ?? url
  return MATCHERS.find(({ is }) => is.test(path))?.route
}

/** The addresses within Weft to which a page links. */
export const linksOf = (html: string): string[] =>
  Array.from(html.matchAll(/ href="(\/[^"#]*)/g), ([, href]) => (href ?? '').replaceAll('&amp;', '&'))
