import type { RiskLevel, RiskSummary } from '../../casework/assessment/record-risk.ts'
import type { IdentifierKind } from '../../casework/person/identifier.ts'
import type { Stretch } from '../../casework/supervision/sentence.ts'
import type { NeedCode, PathwayCode } from '../../directory/reference/needs.ts'
import type { RequirementTypeCode } from '../../directory/reference/requirement-types.ts'
import type { PlainDate } from '../../kernel/calendar.ts'
import type { Unparsed } from './fit.ts'

export type IdentifierSaid = { readonly kind: IdentifierKind; readonly value: string }

export type SentenceKept = Pick<Stretch, 'kind' | 'startedOn' | 'endsOn'> & {
  readonly words: string | null
  readonly active: boolean
}

/** `true` and `false` as the source says it; null where it does not say. */
export type NeedSaid = {
  readonly need: NeedCode
  readonly toOffending: boolean | null
  readonly toHarm: boolean | null
}

/** What a source says about the risk; null where it does not say, so that what is held stays. */
export type RiskSaid = {
  readonly level: RiskLevel | null
  readonly mappaCategory: number | null
  readonly mappaLevel: number | null
  readonly summary: RiskSummary
  readonly full: { readonly community: object; readonly custody: object; readonly toSelf: object } | null
}

/**
 * One person as another system or a caseload file says it, in the words of casework. What is null or empty it does not say, and what
 * is held stays. `access`: whether it limits who may see the case; `not told` where that could not be read.
 */
export type PersonSaid = {
  readonly source: 'partner API' | 'caseload file'
  readonly firstName: string
  readonly middleNames: string | null
  readonly lastName: string
  readonly dateOfBirth: PlainDate | null
  readonly sex: 'female' | 'male' | 'other' | null
  readonly force: string | null
  readonly place: string | null
  readonly identifiers: readonly IdentifierSaid[]
  readonly officerEmail: string | null
  readonly sentences: readonly SentenceKept[]
  /** Those of the only sentence. */
  readonly requirements: readonly { readonly kind: RequirementTypeCode; readonly amount: number | null }[]
  readonly needs: readonly NeedSaid[]
  readonly pathways: readonly PathwayCode[]
  readonly risk: RiskSaid | null
  readonly access: 'open' | 'limited' | 'not told'
  /** What could not be read; null where the source has no such thing. */
  readonly unparsed: readonly Unparsed[] | null
}

/** What keeping a person came to. `left`: nothing was written, and `said` says why. */
export type PersonKept = {
  readonly change: 'new' | 'changed' | 'unchanged' | 'left'
  /** What changed, in words. */
  readonly changes: readonly string[]
  readonly said: readonly string[]
  readonly limited: boolean
}
