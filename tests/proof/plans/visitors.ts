import { openSession } from '../../../src/access/sign-in.ts'
import type { Stage } from '../../../src/cli/bench/stage.ts'
import type { Actor } from '../../../src/database/scope.ts'

/** Somebody of a role with the pages that they go through. */
export type Visitor = { readonly actor: Actor; readonly cookie: string; readonly paths: readonly string[] }

const ROLES = [
  'practitioner',
  'case manager',
  'partner manager',
  'supply-chain manager',
  'commissioner',
  'finance',
  'data-protection officer',
] as const

const CASES_OPENED = 5
/** What everybody tries, and what follows from a case; whoever may not enter one is not led there. */
const PAGES = [
  '/',
  '/cases',
  '/cases?list=mine',
  '/referrals',
  '/hand-overs',
  '/areas',
  '/months',
  '/statements',
  '/organisations',
  '/journal',
  '/coverage',
]
const OF_A_CASE = ['', '/timeline', '/plan', '/risk', '/custody']

/** One of each role, of the organisations with the most to see, and every page of a list that they may enter. */
export async function visitorsOf(stage: Stage): Promise<Visitor[]> {
  const { rows } = await stage.lawless.pool.query<{ worker: string }>(
    `SELECT DISTINCT ON (p.role) p.worker FROM directory.post p
       LEFT JOIN (SELECT organisation, count(*) AS seen FROM access.live GROUP BY 1) l USING (organisation)
      WHERE p.role = ANY ($1::text[]) AND p.to_day IS NULL ORDER BY p.role, l.seen DESC NULLS LAST, p.worker`,
    [ROLES],
  )
  const visitors: Visitor[] = []
  for (const { worker } of rows) {
    const { token } = await openSession(stage.scopes, worker)
    const actor = await stage.actor(worker)
    const cookie = `weft_session=${token}`
    visitors.push({ actor, cookie, paths: await pathsOf(stage, cookie) })
  }
  return visitors
}

async function pathsOf({ app }: Stage, cookie: string): Promise<string[]> {
  const open: string[] = []
  const linked = new Set<string>()
  const visit = async (url: string) => {
    const { statusCode, body } = await app.inject({ url, headers: { cookie } })
    if (statusCode !== 200) return
    open.push(url)
    for (const [, path = ''] of body.matchAll(/href="(\/[^"#?]*)"/g)) linked.add(path)
  }
  for (const page of PAGES) await visit(page)
  const some = (shape: RegExp, most: number) => [...linked].filter(path => shape.test(path)).slice(0, most)
  const cases = some(/^\/cases\/C\d\d\/[0-9A-Z]{8}$/, CASES_OPENED)
  for (const path of cases) for (const end of OF_A_CASE) await visit(`${path}${end}`)
  if (cases.length > 0) for (const words of ['Smi', 'Zelvasey', 'A000100']) await visit(`/cases/find?words=${words}`)
  for (const path of some(/^\/areas\/C\d\d$/, 2))
    for (const end of ['', '/partners', '/flows']) await visit(`${path}${end}`)
  for (const path of [
    ...some(/^\/areas\/C\d\d\/months\/[\d-]+$/, 2),
    ...some(/^\/areas\/C\d\d\/figures\//, 3),
    ...some(/^\/statements\/[^/]+$/, 2),
    ...some(/^\/organisations\/[a-z0-9-]+$/, 2),
  ])
    await visit(path)
  return open
}
