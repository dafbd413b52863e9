import type { Temporal } from 'temporal-polyfill'
import { addBusinessDays, isBusinessDay, type PlainDate } from '../../kernel/calendar.ts'
import { WeftError } from '../../kernel/errors.ts'
import { firstDay, lastBusinessDay, type Month, nextMonth, nthBusinessDay } from '../../kernel/month.ts'

/** What the cycle of a month may become next. The freeze itself is done by Weft once it is asked for. */
const NEXT = {
  gathering: { askForFreeze: 'freezing' },
  freezing: { freeze: 'frozen' },
  frozen: { review: 'reviewed' },
  reviewed: { close: 'closed' },
  closed: {},
} as const satisfies Record<string, Record<string, string>>

export type CycleState = keyof typeof NEXT
export type CycleMove = 'askForFreeze' | 'freeze' | 'review' | 'close'

const IN_WORDS: Record<CycleState, string> = {
  gathering: 'being gathered',
  freezing: 'being frozen',
  frozen: 'frozen',
  reviewed: 'reviewed',
  closed: 'closed',
}

export const cycleInWords = (state: CycleState): string => IN_WORDS[state]

/** The state after a move. Refuses with `state.refused` a move that the state does not have. */
export function moveCycle(state: CycleState, move: CycleMove): CycleState {
  const moves: Partial<Record<CycleMove, CycleState>> = NEXT[state]
  const next = moves[move]
  if (next === undefined)
    throw new WeftError('state.refused', `This month is ${IN_WORDS[state]}; look at it again for what can be done now.`)
  return next
}

/** The days of a cycle, in the month after: gather to day 5, freeze by day 8, plan by mid-month, review by the last business day. */
export type CycleCalendar = { gatherBy: PlainDate; freezeBy: PlainDate; planBy: PlainDate; reviewBy: PlainDate }

const GATHER_DAYS = 5
const FREEZE_DAYS = 8
const MID_MONTH = 15

/** Refuses with `calendar.unknown` a month beyond the known bank holidays. */
export function cycleCalendar(month: Month): CycleCalendar {
  const worked = nextMonth(month)
  return {
    gatherBy: nthBusinessDay(worked, GATHER_DAYS),
    freezeBy: nthBusinessDay(worked, FREEZE_DAYS),
    planBy: onOrBefore(firstDay(worked).with({ day: MID_MONTH })),
    reviewBy: lastBusinessDay(worked),
  }
}

const onOrBefore = (day: Temporal.PlainDate): PlainDate => (isBusinessDay(day) ? day : addBusinessDays(day, -1))

/** What a dispute that is settled changes in a figure whose row counted `numerator` of `denominator`. */
export function effectOf(effect: DisputeEffect | null, row: { numerator: bigint; denominator: bigint }) {
  if (effect === 'counts as met') return { numerator: row.denominator, denominator: row.denominator }
  if (effect === 'does not count') return { numerator: 0n, denominator: 0n }
  return row
}

export const DISPUTE_EFFECTS = ['counts as met', 'does not count'] as const
export type DisputeEffect = (typeof DISPUTE_EFFECTS)[number]

export const DISPUTE_REASONS = [
  'recorded wrongly',
  'not ours',
  'held by another',
  'excused by the agreement',
  'another reason',
] as const
