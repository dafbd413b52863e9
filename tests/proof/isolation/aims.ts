import { ROUTES } from '../../../src/web/routes.ts'
import type { Route } from '../../../src/web/routing/route.ts'
import { type Crawler, type Staged, seesCase, THEIRS } from './crawled-world.ts'

const NO_CASE = 'ZZZZZZZZ'

/** One way to name what is not there for the crawler: the address, and the same address of what does not exist. */
export type Aim = { kind: string; values: Values; absent: Values | undefined; forbidden: (crawler: Crawler) => boolean }
export type Values = Readonly<Record<string, string>>
export type Errand = { each: Route; aim: Aim; method: 'GET' | 'POST'; api: boolean; at: number }
/** Every route in every way, with every kind of identifier. */
export function errandsOf(cases: readonly Staged[]): Errand[] {
  const errands: Omit<Errand, 'at'>[] = ROUTES.flatMap(each =>
    aimsOf(each.route.path, cases).flatMap(aim =>
      methodsOf(each).flatMap(method => [
        { each, aim, method, api: false },
        { each, aim, method, api: true },
      ]),
    ),
  )
  return errands.map((errand, at) => ({ ...errand, at }))
}

const methodsOf = ({ kind }: Route): ('GET' | 'POST')[] =>
  kind === 'form' ? ['GET', 'POST'] : kind === 'action' ? ['POST'] : ['GET']

const OPEN: Values = {
  area: 'C05',
  month: '2026-10',
  measure: 'SL006',
  organisation: 'lantern-trust',
  offer: 'O-1',
  rule: 'tier',
  version: '1',
  line: '1',
  term: '1',
  dispute: 'D-2',
}

function aimsOf(path: string, cases: readonly Staged[]): Aim[] {
  const names = Array.from(path.matchAll(/:([a-z_]+)/g), ([, name]) => name ?? '')
  if (names.includes('case_id')) return aimsOfCase(path, names, cases)
  const theirs = names.filter(name => name in THEIRS && !(name === 'worker' && !path.startsWith('/users')))
  const open: Aim = {
    kind: 'open',
    values: { ...OPEN, ...absentOf(theirs) },
    absent: undefined,
    forbidden: () => false,
  }
  return [
    open,
    ...theirs.map(name => ({
      kind: `another's ${name}`,
      values: { ...OPEN, [name]: THEIRS[name]?.value ?? '' },
      absent: { ...OPEN, [name]: THEIRS[name]?.absent ?? '' },
      forbidden: ({ organisation }: Crawler) => !THEIRS[name]?.open.includes(organisation),
    })),
  ]
}

const absentOf = (names: readonly string[]): Values =>
  Object.fromEntries(names.map(name => [name, THEIRS[name]?.absent ?? '']))
export const ABSENT_CHILD: Values = {
  sentence: '987',
  requirement: '987',
  goal: '987',
  step: '987',
  session: '987',
  obligation: 'answer-referral.987',
  reference: 'ZZ9999ZZ',
}

function aimsOfCase(path: string, names: readonly string[], cases: readonly Staged[]): Aim[] {
  const valuesOf = ({ area, caseId, children }: Staged): Values => ({ ...OPEN, ...children, area, case_id: caseId })
  const decides = (crawler: Crawler, one: Staged) =>
    path.startsWith('/limited') &&
    crawler.organisation === one.responsible &&
    (crawler.role === 'data-protection officer' || seesCase(crawler, one))
  const whole = cases.map(one => ({
    kind: `${one.name} case`,
    values: valuesOf(one),
    absent: { ...OPEN, ...ABSENT_CHILD, area: one.area, case_id: NO_CASE },
    forbidden: (crawler: Crawler) => (path.startsWith('/limited') ? !decides(crawler, one) : !seesCase(crawler, one)),
  }))
  const [own, foreign] = cases
  if (own === undefined || foreign === undefined) return whole
  const always = () => true
  const guessed = { ...valuesOf(own), case_id: `${own.caseId.slice(0, -1)}${own.caseId.endsWith('A') ? 'B' : 'A'}` }
  const elsewhere = { ...valuesOf(own), area: 'C09' }
  const strays = names
    .filter(name => name in ABSENT_CHILD)
    .flatMap(name =>
      [
        [own, foreign],
        [foreign, own],
      ].flatMap(([parent, other]) =>
        parent && other
          ? [
              {
                kind: `${name} under the wrong parent`,
                values: { ...valuesOf(parent), [name]: other.children[name] ?? '' },
                absent: { ...valuesOf(parent), [name]: ABSENT_CHILD[name] ?? '' },
                forbidden: always,
              },
            ]
          : [],
      ),
    )
  return [
    ...whole,
    {
      kind: 'guessed case',
      values: guessed,
      absent: { ...OPEN, ...ABSENT_CHILD, area: own.area, case_id: NO_CASE },
      forbidden: always,
    },
    {
      kind: 'case under the wrong area',
      values: elsewhere,
      absent: { ...OPEN, ...ABSENT_CHILD, area: 'C09', case_id: NO_CASE },
      forbidden: always,
    },
    ...strays,
  ]
}
