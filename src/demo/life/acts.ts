import type { ServiceCategoryCode } from '../../directory/reference/service-categories.ts'
import type { CheckCode, SenderCode } from '../../handover/checklist.ts'
import type { Ms } from '../clock.ts'
import type { AssessedNeed, Person, RiskLevel } from '../person.ts'

/** Who acts, and for which organisation; nobody: Weft's own jobs. */
export type By = { readonly worker: string | null; readonly organisation: string | null }

export type SessionKind = 'supervision' | 'initial assessment' | 'session'
export type Attendance = 'attended' | 'late' | 'missed' | 'did not happen'
export type SentenceKind = 'community order' | 'suspended sentence order' | 'custody'
/** A sentence as whoever records it says it; days as text. */
export type Sentenced = {
  readonly kind: SentenceKind
  readonly startedOn: string
  readonly endsOn: string | null
  readonly months: number
  readonly offenceOn: string | null
  readonly releaseOn: string | null
}
export type PlannedStep = { readonly step: string; readonly words: string; readonly weight: number }
export type PlannedGoal = {
  readonly goal: string
  readonly words: string
  readonly need: string
  readonly weight: number
  readonly steps: readonly PlannedStep[]
}
export type Wanted = { readonly need: string; readonly severity: string | null; readonly outcome: string }
export type Achieved = 'yes' | 'partly' | 'no'

/** What somebody did, as the use case of that name takes it. */
export type Deed =
  | { readonly act: 'open'; readonly officer: string; readonly source: string }
  | { readonly act: 'limit'; readonly named: readonly string[] }
  | { readonly act: 'sentence'; readonly sentences: readonly string[]; readonly said: Sentenced }
  | {
      readonly act: 'require'
      readonly requirement: string
      readonly sentence: string
      readonly kind: string
      readonly amount: number
    }
  | { readonly act: 'contact'; readonly address: string; readonly phone: string }
  | { readonly act: 'assess needs'; readonly needs: readonly AssessedNeed[] }
  | { readonly act: 'assess risk'; readonly level: RiskLevel; readonly warnings: readonly string[] }
  | {
      readonly act: 'book'
      readonly session: string
      readonly reference: string | null
      readonly kind: SessionKind
      readonly startsAt: Ms
      readonly minutes: number
      readonly method: 'phone' | 'video' | 'in person at a probation office' | 'in person elsewhere'
      readonly format: 'one to one' | 'group'
      readonly worker: string
    }
  | {
      readonly act: 'record'
      readonly session: string
      readonly came: Attendance
      readonly absence: 'acceptable' | 'not acceptable' | null
      readonly reason: string | null
      readonly done: string | null
      readonly skills: readonly string[]
    }
  | {
      readonly act: 'plan'
      readonly ownWords: string
      readonly goals: readonly PlannedGoal[]
      readonly reviewOn: string
    }
  | { readonly act: 'complete plan' }
  | { readonly act: 'achieve'; readonly goal: string; readonly step: string; readonly evidence: string }
  | {
      readonly act: 'draft'
      readonly reference: string
      readonly category: ServiceCategoryCode
      readonly provider: string
      readonly wanted: readonly Wanted[]
      readonly complexity: 'low' | 'medium' | 'high'
      readonly agreement: { readonly agreement: string; readonly line: number } | null
      readonly mostDays: number
      readonly finishBy: string
      readonly reason: string
    }
  | { readonly act: 'send'; readonly reference: string }
  | { readonly act: 'ask'; readonly reference: string; readonly words: string }
  | { readonly act: 'send again'; readonly reference: string; readonly words: string }
  | { readonly act: 'accept'; readonly reference: string; readonly startOn: string }
  | { readonly act: 'decline'; readonly reference: string; readonly reason: string; readonly words: string }
  | { readonly act: 'withdraw'; readonly reference: string; readonly words: string }
  | { readonly act: 'allocate'; readonly reference: string; readonly worker: string }
  | {
      readonly act: 'submit plan'
      readonly reference: string
      readonly words: string
      readonly sessions: number
      readonly need: string
    }
  | { readonly act: 'agree plan'; readonly reference: string }
  | {
      readonly act: 'end service'
      readonly reference: string
      readonly as: 'completed' | 'ended early'
      readonly reason: string | null
      readonly words: string | null
    }
  | {
      readonly act: 'report'
      readonly reference: string
      readonly outcomes: readonly { readonly outcome: string; readonly achieved: Achieved }[]
      readonly further: string
    }
  | {
      readonly act: 'offer'
      readonly reference: string
      readonly kind: 'release' | 'area move'
      readonly to: string
      readonly toArea: string
      readonly reason: string
      readonly ownWords: string
      readonly words: Readonly<Record<SenderCode, string>>
    }
  | {
      readonly act: 'return hand-over'
      readonly reference: string
      readonly items: readonly CheckCode[]
      readonly words: string
    }
  | { readonly act: 'offer again'; readonly reference: string }
  | {
      readonly act: 'accept hand-over'
      readonly reference: string
      readonly officer: string
      readonly effectiveOn: string
      readonly closeBy: string
    }
  | { readonly act: 'take effect'; readonly reference: string }
  | { readonly act: 'close gaps'; readonly reference: string }
  | { readonly act: 'change officer'; readonly officer: string; readonly reason: string }
  | { readonly act: 'close' }
  | { readonly act: 'look'; readonly what: string }

export type Act = { readonly at: Ms; readonly by: By } & Deed

/** A person and everything that was done, in the order of time, up to the instant at which the demonstration ends. */
export type Life = { readonly person: Person; readonly acts: readonly Act[] }
