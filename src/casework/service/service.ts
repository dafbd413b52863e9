/** How a service stands. Source: casework.md (Referral and service). */
export const SERVICE_STATES = ['waiting', 'assessing', 'planned', 'delivering', 'ended'] as const
export type ServiceState = (typeof SERVICE_STATES)[number]

export const SERVICE_MOVES = ['begin', 'agreePlan', 'deliver', 'end'] as const
export type ServiceMove = (typeof SERVICE_MOVES)[number]

type Transitions = Readonly<Record<ServiceState, Readonly<Partial<Record<ServiceMove, ServiceState>>>>>

/** What a service may become next. */
export const NEXT = {
  waiting: { begin: 'assessing', end: 'ended' },
  assessing: { agreePlan: 'planned', end: 'ended' },
  planned: { deliver: 'delivering', end: 'ended' },
  delivering: { end: 'ended' },
  ended: {},
} as const satisfies Transitions

/** The state after a move; nothing where the state does not allow it. */
export function nextServiceState(state: ServiceState, move: ServiceMove): ServiceState | undefined {
  const moves: Readonly<Partial<Record<ServiceMove, ServiceState>>> = NEXT[state]
  return moves[move]
}

/** The state as a record keeps it, read back. */
export function serviceStateOf(words: string): ServiceState {
  const state = SERVICE_STATES.find(each => each === words)
  if (state === undefined) throw new Error('A service is in a state that does not exist.')
  return state
}

export const SERVICE_WORDS: Readonly<Record<ServiceState, string>> = {
  waiting: 'Waiting to start',
  assessing: 'Being assessed',
  planned: 'Plan agreed',
  delivering: 'Being delivered',
  ended: 'Ended',
}

/** How a service ends; a hand-over of the whole service is the fourth and is made by the hand-over. */
export const ENDINGS = ['completed', 'ended early', 'withdrawn', 'handed over'] as const
export type Ending = (typeof ENDINGS)[number]

export const METHODS = ['phone', 'video', 'in person at a probation office', 'in person elsewhere'] as const
export const FORMATS = ['one to one', 'group'] as const
/** Who asked that an appointment be moved. */
export const ASKERS = ['person', 'provider', 'responsible officer'] as const
export const ATTENDANCES = ['yes', 'late', 'no', 'did not happen'] as const
export type Attendance = (typeof ATTENDANCES)[number]

/** What the staff of a session brought to it: the inputs that later say which mix of work goes with which outcome. */
export const SKILLS = [
  'case work',
  'mentoring',
  'peer support',
  'counselling',
  'advice on housing',
  'advice on money',
  'employment coaching',
  'teaching',
  'substance misuse work',
  'family work',
  'work with women',
  'interpreting',
] as const
