import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../kernel/calendar.ts'
import { WeftError } from '../kernel/errors.ts'

export const OBLIGATION_STATES = ['open', 'met', 'met late', 'missed', 'excused', 'void'] as const
export type ObligationState = (typeof OBLIGATION_STATES)[number]

/** What ends an obligation: met in time or late, past meeting, excused by its rule, or never owed. */
export type ObligationMove = 'meet' | 'meetLate' | 'miss' | 'excuse' | 'void'

const NEXT = {
  open: { meet: 'met', meetLate: 'met late', miss: 'missed', excuse: 'excused', void: 'void' },
  met: {},
  'met late': {},
  missed: {},
  excused: {},
  void: {},
} as const satisfies Record<ObligationState, Partial<Record<ObligationMove, ObligationState>>>

/** The state after a move; only an open obligation moves, any other is refused with `state.refused`. */
export function moveObligation(state: ObligationState, move: ObligationMove): ObligationState {
  const moves: Partial<Record<ObligationMove, ObligationState>> = NEXT[state]
  const next = moves[move]
  if (next) return next
  throw new WeftError('state.refused', `This obligation is already ${state}. Nothing more can be recorded on it.`)
}

/** Whether what satisfied it came in time: before the due instant, or at any time where the clock had no due time. */
export const moveWhenSatisfied = (due: Instant | null, satisfiedAt: Instant): 'meet' | 'meetLate' =>
  due === null || Temporal.Instant.compare(satisfiedAt, due) < 0 ? 'meet' : 'meetLate'

/** An open obligation whose due instant has come; it stays open until it is met or can no longer be met. */
export const isOverdue = (state: ObligationState, due: Instant | null, now: Instant): boolean =>
  state === 'open' && due !== null && Temporal.Instant.compare(now, due) >= 0
