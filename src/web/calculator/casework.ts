import { Type } from 'typebox'
import { goalCompleteness, planCompleteness } from '../../casework/completeness.ts'
import { NEED_SCALES, type NeedScores, needResults, needsTotal } from '../../casework/need.ts'
import { ACHIEVEMENTS, outcomeScore } from '../../casework/outcome.ts'
import { changeLevel, changePoints, HARM_LEVELS, protectLevel, protectPoints, tierOf } from '../../casework/tier.ts'
import { NEEDS } from '../../directory/reference/needs.ts'
import { invalid } from '../../kernel/errors.ts'
import { plural } from '../../kernel/words.ts'
import { type CalculatorRule, defineRule, fields, inFigures } from './rule.ts'

const SCORES = Type.Array(
  fields({
    need: Type.Enum(NEEDS.map(need => need.code)),
    score: Type.Integer({ minimum: 0, maximum: 100 }),
  }),
  { maxItems: NEEDS.length },
)
const WEIGHT = Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 })
const YES_OR_NO = Type.Enum(['yes', 'no'])

const needSeverities = defineRule({
  name: 'need-severity',
  title: 'Severity of needs',
  about: 'The score of each need against its thresholds, weighted and added up: at most 20.',
  source: 'hmpps-tier, as the live service codes it; facts.md 5.5',
  input: fields({ scores: SCORES }),
  example: {
    scores: [
      { need: 'accommodation', score: 7 },
      { need: 'thinking', score: 4 },
      { need: 'finance', score: 6 },
    ],
  },
  calculate(input) {
    const results = needResults(scoresByNeed(input.scores))
    const total = needsTotal(results)
    return {
      result: { total, needs: results },
      working: [
        ...results.map(({ need, label, score, severity, points }) => {
          const scale = NEED_SCALES[need]
          const against = scale
            ? `standard from ${scale.standard}, severe from ${scale.severe}, weight ${scale.weight}`
            : 'no thresholds, weight 0'
          return `${label}: ${score} (${against}), severity ${severity}, ${plural(points, 'point')}.`
        }),
        `Total ${total}.`,
      ],
    }
  },
})

const tier = defineRule({
  name: 'tier',
  title: 'Tier: protect and change levels',
  about: 'How much protection (A to D) and how much work for change (0 to 3) a case calls for.',
  source: 'hmpps-tier, the older scheme; facts.md 5.5',
  input: fields({
    mandate: YES_OR_NO,
    needsTotal: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    reconvictionScore: Type.Number({ minimum: 0, maximum: 100 }),
    integratedManagement: YES_OR_NO,
    seriousScore: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    harm: Type.Enum(HARM_LEVELS),
    protectionLevel: Type.Optional(Type.Enum([1, 2, 3])),
    complexityFactors: Type.Integer({ minimum: 0, maximum: 10 }),
    womensFactors: Type.Optional(Type.Enum([0, 1, 2])),
    earlierBreach: Type.Optional(YES_OR_NO),
  }),
  example: {
    mandate: 'yes',
    needsTotal: 18,
    reconvictionScore: 20,
    integratedManagement: 'no',
    harm: 'medium',
    protectionLevel: 2,
    complexityFactors: 0,
  },
  calculate({ womensFactors, earlierBreach, ...input }) {
    const { mandate, reconvictionScore, integratedManagement, harm, complexityFactors } = input
    const women = womensFactors === undefined ? null : { factors: womensFactors, earlierBreach: earlierBreach ?? 'no' }
    const needs = input.needsTotal ?? null
    const change = { mandate, needsTotal: needs, reconvictionScore, integratedManagement }
    const protect = {
      seriousScore: input.seriousScore ?? null,
      harm,
      protectionLevel: input.protectionLevel ?? null,
      complexityFactors,
      women,
    }
    const [protectIs, changeIs] = [protectLevel(protect), changeLevel(change)]
    return {
      result: { tier: tierOf(protectIs, changeIs), protect: protectIs, change: changeIs },
      working: [
        `Protect: ${plural(protectPoints(protect), 'point')}, level ${protectIs}.`,
        needs === null || mandate === 'no'
          ? `Change: ${mandate === 'no' ? 'no mandate' : 'no assessment'}, level ${changeIs}.`
          : `Change: ${plural(changePoints({ ...change, needsTotal: needs }), 'point')}, level ${changeIs}.`,
      ],
    }
  },
})

const outcomes = defineRule({
  name: 'outcome-score',
  title: 'Outcome score',
  about: 'Achieved counts 1, partly 0.5 and not 0, out of the number of outcomes.',
  source: 'End-of-service reports of hmpps-interventions-service; facts.md 5.11',
  input: fields({ outcomes: Type.Array(Type.Enum(ACHIEVEMENTS), { maxItems: 200 }) }),
  example: { outcomes: ['achieved', 'partly', 'partly'] },
  calculate(input) {
    const found = outcomeScore(input.outcomes)
    const count = (one: string) => input.outcomes.filter(outcome => outcome === one).length
    return {
      result: found,
      working: [
        `${count('achieved')} achieved, ${count('partly')} partly at a half, ${count('not')} not: ${found.score} of ${found.outOf}.`,
      ],
    }
  },
})

const completeness = defineRule({
  name: 'completeness',
  title: 'Completeness of a plan',
  about: 'Of a goal, the weight of its achieved steps out of all; of a plan, the weighted mean of its goals.',
  source: 'casework.md, Plan and pathway; ours',
  input: fields({
    goals: Type.Array(
      fields({
        weight: WEIGHT,
        steps: Type.Array(fields({ weight: WEIGHT, achieved: Type.Boolean() }), { maxItems: 100 }),
      }),
      { maxItems: 50 },
    ),
  }),
  example: {
    goals: [
      {
        weight: 2,
        steps: [
          { weight: 1, achieved: true },
          { weight: 3, achieved: false },
        ],
      },
      { weight: 1, steps: [{ weight: 1, achieved: true }] },
    ],
  },
  calculate({ goals }) {
    const plan = planCompleteness(goals)
    const byGoal = goals.map(goal => goalCompleteness(goal.steps))
    return {
      result: { plan, goals: byGoal },
      working: [
        ...byGoal.map(
          (value, at) => `Goal ${at + 1}: ${inFigures(value * 100)}% complete, weight ${goals[at]?.weight}.`,
        ),
        `Plan: ${inFigures(plan * 100)}% complete.`,
      ],
    }
  },
})

function scoresByNeed(scores: readonly { need: (typeof NEEDS)[number]['code']; score: number }[]): NeedScores {
  if (new Set(scores.map(one => one.need)).size < scores.length)
    throw invalid({ field: 'scores', sentence: 'Give the score of each need once.' })
  return Object.fromEntries(scores.map(one => [one.need, one.score]))
}

export const CASEWORK_RULES: readonly CalculatorRule[] = [needSeverities, tier, outcomes, completeness]
