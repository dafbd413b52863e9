import { makeCaseReference } from '../../kernel/identifiers.ts'
import type { Random } from '../../kernel/random.ts'
import { addOpenDays, at, type Day, dayAt, MINUTE, type Ms, openDay } from '../clock.ts'
import type { Act, By, Deed } from './acts.ts'
import { REFERENCES_A_LIFE, referenceAt } from './reference.ts'

/** Where a life is written down as it is made up: chance, the acts so far, and the day on which it ends. */
export type Diary = {
  readonly random: Random
  /** The number of the person whose life it is, among those of whose references no two may be alike. */
  readonly number: number
  readonly acts: Act[]
  /** The day up to which the demonstration goes. */
  readonly asOf: Day
}

export const write = (diary: Diary, when: Ms, by: By, deed: Deed): void => {
  diary.acts.push({ at: when, by, ...deed })
}

/** Some time in the office on this day, or on the next one that is open. */
export const officeTime = (random: Random, day: Day): Ms => at(openDay(day), random.int(9, 16), 5 * random.int(0, 11))

/** So many business days after an instant; nought is later the same day, and never after six in the evening. */
export function later(random: Random, from: Ms, businessDays: number): Ms {
  if (businessDays > 0) return officeTime(random, addOpenDays(dayAt(from), businessDays))
  return Math.min(from + random.int(10, 150) * MINUTE, Math.max(from + 2 * MINUTE, at(dayAt(from), 18)))
}

/** The next reference of this life for a category: no two lives share one. */
export function newReference({ acts, number }: Diary, category: string): string {
  const before = acts.filter(act => act.act === 'draft' || act.act === 'offer').length
  return referenceAt(number * REFERENCES_A_LIFE + before, category)
}

/** The key of a row of a case. */
export const newKey = (random: Random): string => makeCaseReference(random.next)

/** The end of an appointment, at which it can be recorded. */
export const afterwards = (startsAt: Ms, minutes: number): Ms => startsAt + minutes * MINUTE

/** In the order of time, no two at once, so that the order is the same wherever they are told again. */
export function inOrder(acts: readonly Act[], until: Ms): Act[] {
  const sorted = acts
    .map((act, place) => ({ act, place }))
    .sort((one, two) => one.act.at - two.act.at || one.place - two.place)
  let last = 0
  const ordered: Act[] = []
  for (const { act } of sorted) {
    if (act.at >= until) break
    last = Math.max(act.at, last + 1000)
    ordered.push(last === act.at ? act : { ...act, at: last })
  }
  return ordered
}
