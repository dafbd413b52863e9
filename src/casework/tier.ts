import { invalid } from '../kernel/errors.ts'

export type ChangeLevel = 0 | 1 | 2 | 3
export type ProtectLevel = 'A' | 'B' | 'C' | 'D'

/** What the change level is counted from; `mandate` is whether there is an order or licence to work under. */
export type ChangeFacts = {
  readonly mandate: 'yes' | 'no'
  /** Weighted severity of the needs, 0 to 20; null where there is no assessment. */
  readonly needsTotal: number | null
  /** Offender group reconviction score (OGRS), 0 to 100 per cent. */
  readonly reconvictionScore: number
  readonly integratedManagement: 'yes' | 'no'
}

/** Points of the change level: needs, a point for every ten of the reconviction score, two for integrated management. */
export const changePoints = (facts: ChangeFacts & { readonly needsTotal: number }): number =>
  facts.needsTotal + Math.floor(facts.reconvictionScore / 10) + (facts.integratedManagement === 'yes' ? 2 : 0)

/**
 * How much work for change a case calls for: 20 points and over level 3, 10 to 19 level 2, fewer level 1; level 2
 * without an assessment, none without a mandate. Refuses with `input.invalid` a reconviction score outside 0 to 100.
 * Source: facts.md 5.5 (the older scheme of the live tier service).
 */
export function changeLevel(facts: ChangeFacts): ChangeLevel {
  if (!(facts.reconvictionScore >= 0 && facts.reconvictionScore <= 100))
    throw invalid({ field: 'reconvictionScore', sentence: 'Give the reconviction score as a per cent from 0 to 100.' })
  if (facts.mandate === 'no') return 0
  if (facts.needsTotal === null) return 2
  const points = changePoints({ ...facts, needsTotal: facts.needsTotal })
  if (points >= 20) return 3
  return points >= 10 ? 2 : 1
}

export const HARM_LEVELS = ['low', 'medium', 'high', 'very high'] as const
export type HarmLevel = (typeof HARM_LEVELS)[number]

/** What the protect level is counted from. */
export type ProtectFacts = {
  /** Risk of serious recidivism (RSR), per cent; null where there is none. */
  readonly seriousScore: number | null
  readonly harm: HarmLevel
  /** Level of multi-agency public protection (MAPPA), null outside it. */
  readonly protectionLevel: 1 | 2 | 3 | null
  /** How many of the ten complexity factors are there. */
  readonly complexityFactors: number
  /** For women: how many of parenting and self-control, and whether an order or licence was broken before. */
  readonly women: { readonly factors: 0 | 1 | 2; readonly earlierBreach: 'yes' | 'no' } | null
}

const HARM_POINTS: Readonly<Record<HarmLevel, number>> = { low: 0, medium: 10, high: 20, 'very high': 150 }

/** Points of the protect level; of reoffending and harm only the larger counts. */
export function protectPoints(facts: ProtectFacts): number {
  const serious = facts.seriousScore ?? 0
  const seriousPoints = serious >= 7 ? 20 : serious >= 3 ? 10 : 0
  const protection = facts.protectionLevel === null ? 0 : facts.protectionLevel === 1 ? 5 : 150
  const women = facts.women ? facts.women.factors * 2 + (facts.women.earlierBreach === 'yes' ? 2 : 0) : 0
  return Math.max(seriousPoints, HARM_POINTS[facts.harm]) + protection + facts.complexityFactors * 2 + women
}

/** How much protection a case calls for: 150 points and over A, 20 to 149 B, 10 to 19 C, fewer D. Source: facts.md 5.5. */
export function protectLevel(facts: ProtectFacts): ProtectLevel {
  const points = protectPoints(facts)
  if (points >= 150) return 'A'
  if (points >= 20) return 'B'
  return points >= 10 ? 'C' : 'D'
}

/** Protect level and change level as they are said together: `A3`. */
export const tierOf = (protect: ProtectLevel, change: ChangeLevel): string => `${protect}${change}`
