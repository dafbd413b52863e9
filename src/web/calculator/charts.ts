import { Type } from 'typebox'
import { invalid } from '../../kernel/errors.ts'
import { assurance, DIRECTIONS, type Limits, variationOf, xmr } from '../../performance/xmr.ts'
import { type CalculatorRule, defineRule, fields, inFigures, NUMBER } from './rule.ts'

const DIRECTION = Type.Enum(DIRECTIONS)

const chart = defineRule({
  name: 'xmr',
  title: 'XmR chart',
  about: 'Limits of a series and the points that show a special cause: outside, trend, two of three, shift.',
  source: 'NHS Making Data Count rules as NHSRplotthedots codes them; facts.md 7',
  input: fields({
    values: Type.Array(NUMBER, { minItems: 1, maxItems: 500 }),
    direction: DIRECTION,
    screen: Type.Enum(['outliers', 'nothing']),
    rebaseAt: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 500 }), { maxItems: 50 })),
    fixAfter: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  example: {
    values: [94.6, 96.3, 96.7, 96.9, 97.6, 96.9, 96.1, 94.7, 94.7, 94.5, 93.8],
    direction: 'increase',
    screen: 'outliers',
  },
  calculate({ values, direction, screen, rebaseAt, fixAfter }) {
    const drawn = xmr(values, { direction, screen, rebaseAt: rebaseAt ?? [], fixAfter: fixAfter ?? null })
    const special = drawn.points.flatMap(({ value, cause, variation }, at) =>
      cause ? [`Point ${at + 1} (${inFigures(value)}): ${cause}, ${variation.replaceAll('_', ' ')}.`] : [],
    )
    return {
      result: { ...drawn, variation: variationOf(drawn) },
      working: [
        ...drawn.segments.map((limits, at) => limitsInWords(limits, at)),
        ...(special.length > 0 ? special : ['Every point is common cause.']),
      ],
    }
  },
})

const limitsInWords = (limits: Limits, at: number): string =>
  `Segment ${at + 1}: mean ${inFigures(limits.mean)}, mean moving range ${inFigures(limits.movingRange)}, ` +
  `lower limit ${inFigures(limits.lower)} and upper limit ${inFigures(limits.upper)} ` +
  `(mean ± 2.66 × mean moving range), ${limits.standing}.`

const targetAssurance = defineRule({
  name: 'assurance',
  title: 'Assurance of a target',
  about: 'Whether a target beyond the limits will always, or never, be met by the system as it is.',
  source: 'NHS Making Data Count rules; facts.md 7.3',
  input: fields({ lower: NUMBER, upper: NUMBER, target: NUMBER, direction: DIRECTION }),
  example: { lower: 93.9, upper: 97.52, target: 98, direction: 'increase' },
  calculate({ lower, upper, target, direction }) {
    if (lower > upper) throw invalid({ field: 'lower', sentence: 'Give a lower limit that is not above the upper.' })
    const found = assurance({ lower, upper }, target, direction)
    const place = target > upper ? 'above both limits' : target < lower ? 'below both limits' : 'between the limits'
    return {
      result: { assurance: found },
      working: [
        `The target ${inFigures(target)} lies ${place} ${inFigures(lower)} and ${inFigures(upper)}.`,
        found === null ? 'A neutral measure has no assurance.' : `So it is ${found.replaceAll('_', ' ')}.`,
      ],
    }
  },
})

export const CHART_RULES: readonly CalculatorRule[] = [chart, targetAssurance]
