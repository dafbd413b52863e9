import type { Role } from '../database/scope.ts'
import type { NavigationItem, Shell } from './layout/shell.ts'
import type { Visitor } from './routing/visitor.ts'

type Entry = { href: string; text: string; roles: readonly Role[] | 'everyone' }

/** One place in the bar; where it has several entries, each has a link on the first pages of the others. */
type Part = { text: string; entries: readonly Entry[]; also?: readonly string[] }

const WORKERS = ['practitioner', 'case manager'] as const
const OVERSEERS = ['supply-chain manager', 'commissioner', 'partner manager', 'finance', 'CRT member'] as const

/** What stands in the navigation, and for whom: at most seven parts for anybody's work. */
const PARTS: readonly Part[] = [
  { text: 'Today', entries: [{ href: '/', text: 'Today', roles: 'everyone' }] },
  {
    text: 'Cases',
    entries: [{ href: '/cases', text: 'Cases', roles: WORKERS }],
    also: ['/glass', '/limited', '/obligations'],
  },
  {
    text: 'Referrals',
    entries: [{ href: '/referrals', text: 'Referrals', roles: [...WORKERS, 'partner manager'] }],
  },
  { text: 'Hand-overs', entries: [{ href: '/hand-overs', text: 'Hand-overs', roles: WORKERS }] },
  {
    text: 'Area',
    entries: [
      { href: '/areas', text: 'Areas', roles: [...OVERSEERS, 'case manager', 'inspector'] },
      { href: '/measures', text: 'Figures', roles: [...OVERSEERS, 'case manager', 'inspector'] },
      { href: '/months', text: 'Months', roles: [...OVERSEERS, 'case manager'] },
    ],
    also: ['/coverage'],
  },
  { text: 'Statements', entries: [{ href: '/statements', text: 'Statements', roles: OVERSEERS }] },
  {
    text: 'Partners',
    entries: [
      { href: '/organisations', text: 'Organisations', roles: 'everyone' },
      { href: '/offers', text: 'Offers', roles: 'everyone' },
      { href: '/agreements', text: 'Agreements', roles: OVERSEERS },
      { href: '/imports', text: 'Imports', roles: ['administrator', 'supply-chain manager', 'case manager'] },
    ],
    also: ['/agreements'],
  },
  {
    text: 'Records',
    entries: [
      { href: '/journal', text: 'Journal', roles: ['data-protection officer'] },
      { href: '/looks', text: 'Who has looked', roles: ['data-protection officer'] },
      { href: '/glass/reviews', text: 'Emergency openings', roles: ['data-protection officer'] },
      { href: '/limited', text: 'Limited cases', roles: ['data-protection officer'] },
    ],
  },
  { text: 'Users', entries: [{ href: '/users', text: 'Users', roles: ['administrator'] }] },
]

/** What stands around a page for this visitor. */
export function shellFor(visitor: Visitor, path: string): Shell {
  const { actor, csrf, flash } = visitor
  if (visitor.kind === 'nobody') return { path, csrf: '', navigation: [] }
  const mine = visitor.due === undefined ? partsFor(actor.roles) : []
  return {
    path,
    csrf,
    navigation: navigationOf(mine, path),
    section: sectionOf(mine, path),
    signedIn: { name: actor.name, organisation: actor.organisationName, role: actor.roles.join(', ') },
    ...(flash === undefined ? {} : { flash: { kind: 'success', text: flash } }),
  }
}

const partsFor = (roles: readonly Role[]): Part[] =>
  PARTS.map(part => ({
    ...part,
    entries: part.entries.filter(entry => entry.roles === 'everyone' || entry.roles.some(role => roles.includes(role))),
  })).filter(part => part.entries.length > 0)

const under = (path: string, href: string) => path === href || (href !== '/' && path.startsWith(`${href}/`))

const navigationOf = (parts: readonly Part[], path: string): NavigationItem[] => {
  const here = partAt(parts, path)
  return parts.flatMap(part =>
    part.entries.slice(0, 1).map(({ href }) => ({
      href,
      text: part.text,
      current: part === here && path === href,
      active: part === here,
    })),
  )
}

/** A referral or hand-over stands below its case, and in its own part. */
const OF_A_CASE = /^\/cases\/[^/]+\/[^/]+(\/(?:referrals|hand-overs)\/)/

/** An entry of a part says more about a page than what a part holds besides. */
const partAt = (parts: readonly Part[], address: string): Part | undefined => {
  const path = OF_A_CASE.exec(address)?.[1] ?? address
  return (
    parts.find(part => part.entries.some(entry => under(path, entry.href))) ??
    parts.find(part => part.also?.some(href => under(path, href)))
  )
}

const sectionOf = (parts: readonly Part[], path: string): NavigationItem[] => {
  const entries = partAt(parts, path)?.entries ?? []
  if (entries.length < 2 || !entries.some(entry => entry.href === path)) return []
  return entries.map(({ href, text }) => ({ href, text, current: href === path }))
}
