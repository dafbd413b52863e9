import { endOfDay, type Instant, londonDay } from '../../kernel/calendar.ts'
import type { TodayItem } from './item.ts'

export const GROUPS = ['overdue', 'today', 'week', 'later'] as const
export type Group = (typeof GROUPS)[number]

export const GROUP_TITLES: Readonly<Record<Group, string>> = {
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Due this week',
  later: 'Later, or without a day',
}

const DAYS_IN_A_WEEK = 7

/** Where an item stands at an instant. The week ends on Sunday. */
export function groupAt(now: Instant): (due: Instant | null) => Group {
  const today = londonDay(now)
  const endOfToday = endOfDay(today).epochMilliseconds
  const endOfWeek = endOfDay(today.add({ days: DAYS_IN_A_WEEK - today.dayOfWeek })).epochMilliseconds
  return due => {
    if (due === null) return 'later'
    if (due.epochMilliseconds <= now.epochMilliseconds) return 'overdue'
    if (due.epochMilliseconds <= endOfToday) return 'today'
    return due.epochMilliseconds <= endOfWeek ? 'week' : 'later'
  }
}

/** The most pressing first: group by group, own and untaken work first, then by due time. */
export function pressing(items: readonly TodayItem[], now: Instant): (TodayItem & { group: Group })[] {
  const groupOf = groupAt(now)
  const order = (due: Instant | null) => due?.epochMilliseconds ?? Number.POSITIVE_INFINITY
  return items
    .map(item => ({ ...item, group: groupOf(item.due) }))
    .sort((one, other) => {
      const byGroup = GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group) || one.rank - other.rank
      return byGroup || compare(order(one.due), order(other.due)) || compare(one.href, other.href)
    })
}

const compare = <Of extends string | number>(one: Of, other: Of): number => {
  if (one === other) return 0
  return one < other ? -1 : 1
}
