/**
 * A second statement of who may see what, written from the words of the partnership and not from the database: plain arrays, plain
 * sets. It shares no line with the rows' own law, so that a mistake in one is not a mistake in both.
 */

/** Days before now (positive) or to come (negative). */
export type DaysAgo = number

export type Post = { worker: string; organisation: string; role: string; team: string | null; ended: boolean }
export type Referral = {
  reference: string
  provider: string
  state: 'draft' | 'sent' | 'returned' | 'accepted' | 'declined' | 'withdrawn'
  service: null | { endedAgo: DaysAgo | null; allocations: readonly { worker: string; endsIn: DaysAgo | null }[] }
}
export type Case = {
  area: string
  caseId: string
  /** Oldest first. */
  responsible: readonly { organisation: string | null; officer: string | null; ago: DaysAgo }[]
  referrals: readonly Referral[]
  transfer: null | {
    from: string
    to: string
    state: 'draft' | 'offered' | 'returned' | 'accepted' | 'declined' | 'withdrawn'
  }
  decisions: readonly { organisation: string; class: string; endsIn: DaysAgo | null }[]
  limited: boolean
  named: readonly { worker: string; may: 'see' | 'never' }[]
  glass: readonly { worker: string; organisation: string; minutesLeft: number }[]
}
export type Partnership = {
  organisations: readonly { organisation: string; practitionersSee: 'allocated' | 'all' }[]
  posts: readonly Post[]
  cases: readonly Case[]
}

const OUTLINE = ['outline', 'sentence_outline', 'needs_referred', 'risk_level', 'adjustment']
const WHOLE = [
  'outline',
  'identity',
  'contact',
  'sentence_outline',
  'sentence_end',
  'sentence',
  'needs_referred',
  'needs',
  'risk_level',
  'risk_summary',
  'adjustment',
]

/** domain table "Information classes and purposes". */
const PURPOSES = {
  supervise: [...WHOLE, 'offence', 'risk', 'health', 'characteristics', 'services'],
  asked: OUTLINE,
  deliver: [...OUTLINE, 'identity', 'contact', 'sentence_end', 'risk_summary'],
  offered: [...WHOLE, 'offence', 'risk', 'services'],
  glass: [...WHOLE, 'risk'],
} as const

const MAY_SEE_RECORDS = ['practitioner', 'case manager']
const DAYS_AFTER_A_SERVICE = 28

/** Everything that gives this organisation a part in the case now. */
function purposesOf(each: Case, organisation: string): (keyof typeof PURPOSES)[] {
  const purposes: (keyof typeof PURPOSES)[] = []
  if (each.responsible.at(-1)?.organisation === organisation) purposes.push('supervise')
  for (const referral of each.referrals.filter(({ provider }) => provider === organisation)) {
    if (referral.state === 'sent' || referral.state === 'returned') purposes.push('asked')
    const ended = referral.service?.endedAgo ?? null
    if (referral.service && (ended === null || ended < DAYS_AFTER_A_SERVICE)) purposes.push('deliver')
  }
  const { transfer } = each
  if (transfer?.to === organisation && ['offered', 'returned', 'accepted'].includes(transfer.state))
    purposes.push('offered')
  return purposes
}

function workersOn(each: Case, organisation: string): string[] {
  const last = each.responsible.at(-1)
  const officer = last?.organisation === organisation && last.officer !== null ? [last.officer] : []
  const allocated = each.referrals
    .filter(({ provider }) => provider === organisation)
    .flatMap(({ service }) => service?.allocations ?? [])
    .filter(({ endsIn }) => endsIn === null || endsIn > 0)
    .map(({ worker }) => worker)
  return [...officer, ...allocated]
}

/** The classes of this case that the worker, acting for this organisation, may see. Nothing: it does not exist for them. */
export function sees(
  partnership: Partnership,
  { worker, organisation }: { worker: string; organisation: string },
  each: Case,
): ReadonlySet<string> {
  const posts = partnership.posts.filter(post => !post.ended && post.organisation === organisation)
  const own = posts.filter(post => post.worker === worker && MAY_SEE_RECORDS.includes(post.role))
  if (own.length === 0) return new Set()
  if (each.named.some(name => name.worker === worker && name.may === 'never')) return new Set()
  const seen = new Set<string>()
  if (each.glass.some(glass => glass.worker === worker && glass.organisation === organisation && glass.minutesLeft > 0))
    for (const one of PURPOSES.glass) seen.add(one)
  const purposes = purposesOf(each, organisation)
  if (purposes.length === 0 || !opens()) return seen
  for (const purpose of purposes) for (const one of PURPOSES[purpose]) seen.add(one)
  for (const decision of each.decisions)
    if (decision.organisation === organisation && (decision.endsIn === null || decision.endsIn > 0))
      seen.add(decision.class)
  return seen

  function opens(): boolean {
    if (each.limited) return each.named.some(name => name.worker === worker && name.may === 'see')
    if (own.some(post => post.role === 'case manager')) return true
    if (partnership.organisations.some(one => one.organisation === organisation && one.practitionersSee === 'all'))
      return true
    return workersOn(each, organisation).some(on => on === worker || own.some(mine => isMate(on, mine)))
  }

  function isMate(on: string, mine: Post): boolean {
    return (
      mine.team !== null &&
      posts.some(post => post.worker === on && post.role === 'practitioner' && post.team === mine.team)
    )
  }
}
