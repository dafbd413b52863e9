import type { Role } from '../database/scope.ts'
import type { NavigationItem, Shell } from './layout/shell.ts'
import type { Visitor } from './routing/visitor.ts'

type Entry = { href: string; text: string; roles: readonly Role[] | 'everyone' }

/** What stands in the navigation, and for whom. */
const ENTRIES: readonly Entry[] = [
  { href: '/', text: 'Today', roles: 'everyone' },
  { href: '/cases', text: 'Cases', roles: ['practitioner', 'case manager'] },
  { href: '/referrals', text: 'Referrals', roles: ['practitioner', 'case manager', 'partner manager'] },
  { href: '/hand-overs', text: 'Hand-overs', roles: ['practitioner', 'case manager'] },
  {
    href: '/areas',
    text: 'Area',
    roles: ['supply-chain manager', 'commissioner', 'partner manager', 'finance', 'CRT member'],
  },
  {
    href: '/measures',
    text: 'Figures',
    roles: ['supply-chain manager', 'commissioner', 'partner manager', 'case manager', 'CRT member'],
  },
  { href: '/months', text: 'Month', roles: ['supply-chain manager', 'commissioner', 'partner manager', 'CRT member'] },
  {
    href: '/statements',
    text: 'Statements',
    roles: ['supply-chain manager', 'commissioner', 'partner manager', 'finance'],
  },
  { href: '/organisations', text: 'Organisations', roles: 'everyone' },
  {
    href: '/agreements',
    text: 'Agreements',
    roles: ['supply-chain manager', 'commissioner', 'partner manager', 'finance', 'CRT member'],
  },
  { href: '/offers', text: 'Offers', roles: 'everyone' },
  { href: '/journal', text: 'Journal', roles: ['data-protection officer'] },
  { href: '/looks', text: 'Who has looked', roles: ['data-protection officer'] },
  { href: '/users', text: 'Users', roles: ['administrator'] },
]

/** What stands around a page for this visitor. */
export function shellFor(visitor: Visitor, path: string): Shell {
  const { actor, csrf, flash } = visitor
  if (visitor.kind === 'nobody') return { path, csrf: '', navigation: [] }
  return {
    path,
    csrf,
    navigation: navigationFor(actor.roles, path),
    signedIn: { name: actor.name, organisation: actor.organisationName, role: actor.roles.join(', ') },
    ...(flash === undefined ? {} : { flash: { kind: 'success', text: flash } }),
  }
}

const navigationFor = (roles: readonly Role[], path: string): NavigationItem[] =>
  ENTRIES.filter(entry => entry.roles === 'everyone' || entry.roles.some(role => roles.includes(role))).map(
    ({ href, text }) => ({
      href,
      text,
      current: href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`),
    }),
  )
