import type { CaseKey, Happening } from '../journal/append.ts'
import type { Instant, PlainDate } from '../kernel/calendar.ts'
import type { HolderStart } from './holder.ts'
import type { ObligationMove, ObligationState } from './life.ts'

/** What a rule makes of an event. `subject` and `code` name the obligation; acts on one that is not there do nothing. */
export type Act = { code: string; subject: string } & (
  | {
      act: 'open'
      owedBy: string
      owedTo: string | null
      worker?: string | null
      starts: readonly HolderStart[]
      /** The kind that may have a count of its own in the definition. */
      kind?: string
      /** The day named, where the definition counts none. */
      by?: PlainDate
      link: string
      /** Why it is met from the outset, given when it falls due; nothing where it is not. */
      metBy?: (due: Instant) => string | null
    }
  | { act: 'hold'; start: HolderStart }
  | { act: 'restart'; from: Instant; at: Instant; metBy?: (due: Instant) => string | null }
  | { act: 'pass'; from: string; to: string; at: Instant }
  | { act: 'satisfy'; at: Instant; because: string }
  | { act: 'end'; as: ObligationMove; at: Instant; because: string }
)

/** An obligation of the case, as far as rules look at others. */
export type Known = {
  obligation: string
  code: string
  subject: string
  state: ObligationState
  owedBy: string
  holder: string
  startedAt: Instant
  dueAt: Instant
  settledAt: Instant | null
}

export type SessionFacts = {
  startsAt: Instant
  minutes: number
  organisation: string
  kind: string
  method: string
  worker: string | null
}

/** What a rule may ask. Each answer is of the event itself or does not change after it, so that a replay asks the same. */
export type About = {
  happening: Happening
  key: CaseKey
  /** The organisation for which it was done; none where the clockwork did it. */
  organisation: string | null
  /** When the event was written down, which is not when it occurred. */
  recordedAt: Instant
  /** The obligations of the case as they stand. */
  known: readonly Known[]
  startsOf(obligation: string): Promise<readonly HolderStart[]>
  responsibleAt(at: Instant): Promise<string | null>
  referral(reference: string): Promise<{ provider: string | null; sender: string; firstSentAt: Instant | null } | null>
  session(session: string): Promise<SessionFacts | null>
  planCompleteAt(): Promise<Instant | null>
}

/** What opens, pauses, moves and settles the obligations of some definitions, by the kind of event. */
export type Rule = Readonly<Record<string, (about: About) => Promise<Act[]>>>
