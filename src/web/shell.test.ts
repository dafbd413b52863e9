import { expect, test } from 'vitest'
import type { Role } from '../database/scope.ts'
import { NOBODY } from '../database/scope.ts'
import type { Visitor } from './routing/visitor.ts'
import { shellFor } from './shell.ts'

const visitor = (roles: readonly Role[]): Visitor => ({
  kind: 'session',
  actor: { ...NOBODY, worker: 'one', name: 'Ada Lowry', roles: [...roles] },
  csrf: 'token',
  flash: undefined,
  reach: 'write',
  hash: undefined,
  secondFactor: false,
  due: undefined,
  stale: false,
})
const bar = (roles: readonly Role[], path = '/') => shellFor(visitor(roles), path).navigation
const words = (roles: readonly Role[]) => bar(roles).map(item => item.text)

test.each<[readonly Role[], readonly string[]]>([
  [['practitioner'], ['Today', 'Cases', 'Referrals', 'Hand-overs', 'Partners']],
  [
    ['case manager', 'partner manager'],
    ['Today', 'Cases', 'Referrals', 'Hand-overs', 'Area', 'Statements', 'Partners'],
  ],
  [['commissioner'], ['Today', 'Area', 'Statements', 'Partners']],
  [['data-protection officer'], ['Today', 'Partners', 'Records']],
  [['administrator'], ['Today', 'Partners', 'Users']],
])('the bar of %j holds %j', (roles, expected) => {
  expect(words(roles)).toEqual(expected)
})

test('the part of a page is marked, and the page itself only where it is the entry', () => {
  const of = (path: string) => bar(['case manager'], path).find(item => item.active)
  expect(of('/cases')).toMatchObject({ text: 'Cases', current: true })
  expect(of('/cases/C05/AB12')).toMatchObject({ text: 'Cases', current: false })
  expect(of('/cases/C05/AB12/referrals/AB1234AC')).toMatchObject({ text: 'Referrals', current: false })
  expect(of('/limited')).toMatchObject({ text: 'Cases', current: false })
  expect(of('/coverage/C05')).toMatchObject({ text: 'Area', current: false })
  expect(of('/help')).toBeUndefined()
})

test('the entries of a part stand on their first pages, each for whom it is, and on no page below', () => {
  const section = (roles: readonly Role[], path: string) =>
    shellFor(visitor(roles), path).section?.map(item => item.text) ?? []
  expect(section(['practitioner'], '/offers')).toEqual(['Organisations', 'Offers'])
  expect(section(['supply-chain manager'], '/offers')).toEqual(['Organisations', 'Offers', 'Agreements', 'Imports'])
  expect(section(['supply-chain manager'], '/offers/one')).toEqual([])
  expect(section(['practitioner'], '/cases')).toEqual([])
  expect(section(['data-protection officer'], '/glass/reviews')).toContain('Limited cases')
})

test('the bar of nobody is empty', () => {
  expect(shellFor({ ...visitor([]), kind: 'nobody' }, '/help').navigation).toEqual([])
})
