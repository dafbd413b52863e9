import { NEEDS, type NeedCode } from '../directory/reference/needs.ts'
import { invalid } from '../kernel/errors.ts'

export type NeedSeverity = 'none' | 'standard' | 'severe'

/** Scores from which a need is standard and severe, and how often its severity counts in the total. */
export type NeedScale = { readonly weight: number; readonly standard: number; readonly severe: number }

/** What the severity of one need counts before its weight. */
const SEVERITY_POINTS: Readonly<Record<NeedSeverity, number>> = { none: 0, standard: 1, severe: 2 }

/**
 * The scale of each need; finance and emotional well-being are assessed but weigh nothing and have no thresholds.
 * Source: facts.md 5.5 (the live tier service).
 */
export const NEED_SCALES: Readonly<Record<NeedCode, NeedScale | null>> = {
  accommodation: { weight: 1, standard: 2, severe: 7 },
  ete: { weight: 1, standard: 3, severe: 7 },
  finance: null,
  relationships: { weight: 1, standard: 2, severe: 5 },
  lifestyle: { weight: 1, standard: 2, severe: 5 },
  drugs: { weight: 1, standard: 2, severe: 8 },
  alcohol: { weight: 1, standard: 4, severe: 7 },
  emotional_wellbeing: null,
  thinking: { weight: 2, standard: 4, severe: 7 },
  attitudes: { weight: 2, standard: 2, severe: 7 },
}

/** Assessment scores by need; a need that was not assessed is left out. */
export type NeedScores = Readonly<Partial<Record<NeedCode, number>>>

export type NeedResult = {
  readonly need: NeedCode
  readonly label: string
  readonly score: number
  readonly severity: NeedSeverity
  /** Weight times severity, 0 to 4. */
  readonly points: number
}

/**
 * How severe a need is by its score: at a threshold it has reached it. A need without thresholds is never more than
 * `none`. Refuses with `input.invalid` a score that is not a whole number from nought.
 */
export function needSeverity(need: NeedCode, score: number): NeedSeverity {
  if (!Number.isSafeInteger(score) || score < 0)
    throw invalid({ field: need, sentence: 'Give the score of the need as a whole number from 0.' })
  const scale = NEED_SCALES[need]
  if (!scale || score < scale.standard) return 'none'
  return score < scale.severe ? 'standard' : 'severe'
}

/** Each assessed need with its severity and points, in the order of the assessment. Refuses as `needSeverity` does. */
export const needResults = (scores: NeedScores): NeedResult[] =>
  NEEDS.flatMap(({ code, label }) => {
    const score = scores[code]
    if (score === undefined) return []
    const severity = needSeverity(code, score)
    return [
      { need: code, label, score, severity, points: (NEED_SCALES[code]?.weight ?? 0) * SEVERITY_POINTS[severity] },
    ]
  })

/** The weighted severity of all needs, 0 to 20. */
export const needsTotal = (results: readonly NeedResult[]): number =>
  results.reduce((total, result) => total + result.points, 0)
