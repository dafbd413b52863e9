/** How a referral stands. Source: casework.md (Referral and service). */
export const REFERRAL_STATES = ['draft', 'sent', 'returned', 'accepted', 'declined', 'withdrawn'] as const
export type ReferralState = (typeof REFERRAL_STATES)[number]

export const REFERRAL_MOVES = ['send', 'accept', 'decline', 'askForInformation', 'withdraw'] as const
export type ReferralMove = (typeof REFERRAL_MOVES)[number]

/** From each state, the moves that there are and what they lead to. */
export type Transitions<State extends string, Move extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Move, State>>>>
>

/** What a referral may become next. */
export const NEXT = {
  draft: { send: 'sent' },
  sent: { accept: 'accepted', decline: 'declined', askForInformation: 'returned', withdraw: 'withdrawn' },
  returned: { send: 'sent', withdraw: 'withdrawn' },
  accepted: {},
  declined: {},
  withdrawn: {},
} as const satisfies Transitions<ReferralState, ReferralMove>

/** The state after a move; nothing where the state does not allow it. */
export function nextReferralState(state: ReferralState, move: ReferralMove): ReferralState | undefined {
  const moves: Readonly<Partial<Record<ReferralMove, ReferralState>>> = NEXT[state]
  return moves[move]
}

/** The state as a record keeps it, read back. */
export function referralStateOf(words: string): ReferralState {
  const state = REFERRAL_STATES.find(each => each === words)
  if (state === undefined) throw new Error('A referral is in a state that does not exist.')
  return state
}

/** How a state is said on a page. */
export const STATE_WORDS: Readonly<Record<ReferralState, string>> = {
  draft: 'Draft',
  sent: 'Waiting for an answer',
  returned: 'Returned with a question',
  accepted: 'Accepted',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
}

/** What is done on a draft, in the order in which the task list shows it. */
export const TASKS = [
  { code: 'person', path: 'person', title: 'Confirm the person' },
  { code: 'needs', path: 'needs', title: 'Needs and outcomes wanted' },
  { code: 'provider', path: 'provider', title: 'Service and provider' },
  { code: 'complexity', path: 'complexity', title: 'How complex it is' },
  { code: 'time', path: 'time', title: 'Most days, and when to finish by' },
  { code: 'risk', path: 'risk', title: 'Risk to share' },
  { code: 'access', path: 'access', title: 'Access and language needs' },
  { code: 'sharing', path: 'sharing', title: 'What will be shared, and with whom' },
] as const

export type TaskCode = (typeof TASKS)[number]['code']

/** The tasks of a draft that are still to be done. */
export const tasksLeft = (done: readonly string[]): readonly (typeof TASKS)[number][] =>
  TASKS.filter(task => !done.includes(task.code))

/**
 * The tasks done after one more is saved. Other needs undo the choice of provider, and another provider undoes what the
 * sender agreed to share, since both were said of something else.
 */
export function tasksAfter(done: readonly string[], saved: TaskCode, changed: boolean): string[] {
  const undone: readonly string[] = !changed
    ? []
    : saved === 'needs'
      ? ['provider', 'sharing']
      : saved === 'provider'
        ? ['sharing']
        : []
  return [...new Set([...done.filter(task => !undone.includes(task)), saved])]
}

/** How complex the work is. Source: facts-integration.md 2 (each category has its own paragraph; these are ours). */
export const COMPLEXITIES = [
  { code: 'low', label: 'Low', hint: 'One need, little support wanted, the person can mostly act alone.' },
  { code: 'medium', label: 'Medium', hint: 'Several things to put right, or support wanted for some weeks.' },
  { code: 'high', label: 'High', hint: 'Needs that make each other worse, in crisis, or much support wanted.' },
] as const

/** Topics of a change that a provider may read before it accepts. The database keeps the others back. */
export const OPEN_TOPICS: readonly string[] = [
  'complexity',
  'outcomes',
  'finish_date',
  'days',
  'accessibility',
  'interpreter',
  'further_information',
]

/** How long a draft is kept, and when its end is announced: whole days. Source: casework.md (Draft). */
export const DRAFT_KEPT_DAYS = 90
export const DRAFT_WARNED_DAYS = 83
