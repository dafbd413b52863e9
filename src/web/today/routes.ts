import { Type } from 'typebox'
import { choice, code, optional, whole } from '../routing/fields.ts'
import { page, type Route } from '../routing/route.ts'
import { loadToday, WHOSE } from './load.ts'
import { TodayPage } from './today.tsx'

const MOST_PAGES = 10_000

export const todayRoutes: readonly Route[] = [
  page({
    path: '/',
    about: 'Today: what is due and overdue',
    permission: 'signed in',
    purpose: 'keep obligations',
    zone: 'case',
    input: Type.Object({
      kind: optional(code('a kind')),
      whose: optional(choice('whose', WHOSE)),
      page: optional(whole('the page', { least: 1, most: MOST_PAGES })),
    }),
    load: loadToday,
    shows: ({ rows }) => rows.flatMap(row => row.case ?? []),
    view: TodayPage,
  }),
]
