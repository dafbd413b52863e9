import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'

/** Something to do. One click on `href` leads to where it is done. */
export type TodayItem = {
  /** Kind for the filter, a code, with its words. */
  kind: string
  kindTitle: string
  /** What to do ("Answer a referral"). */
  title: string
  /** What it is about ("referral AB1234AC"); never a person's name. */
  about: string
  href: string
  /** Where its clock and definition stand, if anywhere. */
  clockHref?: string
  /** The instant at which it is too late; nothing where it has no time. */
  due: Instant | null
  /** Who has to do it, by name. */
  holder: string
  /** The case it is about: its person is named to those who may know, and the look is written down. */
  case?: CaseKey
  /** Lower comes first within a group: what the viewer works on themselves, or what nobody has taken. */
  rank: number
  /** Said beside the title ("yours", "unallocated"). */
  mark?: 'yours' | 'unallocated' | 'waiting for others'
}

/** What one module has to be done today, as far as the actor may see it. */
export type Contributor = (tx: Scope) => Promise<TodayItem[]>
