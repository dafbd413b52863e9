import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pointsInShift, pointsInTrend, pointsInTwoOfThree, type Side } from './special-cause.ts'
import { assurance, type Direction, variationOf, type XmrSettings, xmr } from './xmr.ts'

const SETTINGS: XmrSettings = { direction: 'increase', screen: 'outliers', rebaseAt: [], fixAfter: null }
const chart = (values: readonly number[], settings: Partial<XmrSettings> = {}) =>
  xmr(values, { ...SETTINGS, ...settings })
const limits = (values: readonly number[], settings: Partial<XmrSettings> = {}) => chart(values, settings).segments[0]
/** The points, from 1, that show a special cause, with its name. */
const causes = (values: readonly number[], settings: Partial<XmrSettings> = {}) =>
  chart(values, settings).points.flatMap(({ cause }, at) => (cause ? [[at + 1, cause]] : []))
const marked = (marks: readonly (Side | boolean)[]) => marks.flatMap((mark, at) => (mark ? [at + 1] : []))

const ONES_AND_TWOS = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
const NORMAL_20 = [
  -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
  -0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
  0.7013559, -0.47279141,
]
const WITH_A_TEN = NORMAL_20.with(14, 10)
const SL001R = [94.6, 96.3, 96.7, 96.9, 97.6, 96.9, 96.1, 94.7, 94.7, 94.5, 93.8]
const SL002R = [96.7, 96.9, 96.9, 97.6, 97.8, 96.9, 95.9, 95.1, 94.8, 94.4, 93.9]
const AE = [86.6, 89.8, 90.1, 90.5, 89, 88.2, 86.9, 92.7, 92.1]
const SL006R = [89.1, 89.9, 90.4, 91.4, 88.7, 82.8, 83.9, 82.7]

describe('limits', () => {
  test.each([
    ['ones, twos and a ten, screened', ONES_AND_TWOS, 'outliers', 1.944444, -0.715556, 4.604444],
    ['ones, twos and a ten, not screened', ONES_AND_TWOS, 'nothing', 1.944444, -3.062614, 6.951503],
    ['twenty normal numbers', NORMAL_20, 'outliers', 0.1416238, -3.01138, 3.294627],
    ['the fifteenth a ten, screened', WITH_A_TEN, 'outliers', 0.6694159, -2.383666, 3.722497],
    ['the fifteenth a ten, not screened', WITH_A_TEN, 'nothing', 0.6694159, -4.596625, 5.935457],
    ['SL001R', SL001R, 'outliers', 95.709091, 93.900291, 97.517891],
    ['SL002R', SL002R, 'outliers', 96.081818, 94.751818, 97.411818],
    ['AE', AE, 'outliers', 89.544444, 86.466444, 92.622444],
    ['SL006R', SL006R, 'outliers', 87.3625, 82.3465, 92.3785],
  ] as const)('%s', (_, values, screen, mean, lower, upper) => {
    const found = limits(values, { screen })
    expect(found?.mean).toBeCloseTo(mean, 5)
    expect(found?.lower).toBeCloseTo(lower, 5)
    expect(found?.upper).toBeCloseTo(upper, 5)
  })

  test.each([
    [ONES_AND_TWOS, 'outliers', 1],
    [ONES_AND_TWOS, 'nothing', 1.882353],
    [SL001R, 'outliers', 0.68],
    [SL002R, 'outliers', 0.5],
    [AE, 'nothing', 1.7375],
    [AE, 'outliers', 1.157143],
    [SL006R, 'outliers', 1.885714],
  ] as const)('the mean moving range (%#)', (values, screen, expected) => {
    expect(limits(values, { screen })?.movingRange).toBeCloseTo(expected, 5)
  })

  test('each segment of a re-based chart has its own', () => {
    const [first, last] = chart(NORMAL_20, { rebaseAt: [10] }).segments
    expect([first?.mean, last?.mean].map(mean => Number(mean?.toPrecision(3)))).toEqual([0.0746, 0.209])
    expect([first?.lower, last?.lower].map(lower => lower?.toFixed(2))).toEqual(['-2.60', '-3.28'])
    expect([first?.upper, last?.upper].map(upper => upper?.toFixed(2))).toEqual(['2.75', '3.70'])
    expect(chart(NORMAL_20, { rebaseAt: [10] }).points.map(point => point.segment)).toEqual([
      ...Array.from({ length: 10 }, () => 0),
      ...Array.from({ length: 10 }, () => 1),
    ])
  })

  test('fixed after so many points, they judge the later ones and are not moved by them', () => {
    const values = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 50]
    expect(limits(values, { fixAfter: 12 })).toMatchObject({ mean: 1.5, movingRange: 1 })
    expect(causes(values, { fixAfter: 12 })).toEqual([[13, 'outside']])
  })

  test.each([
    [1, 'trial'],
    [11, 'trial'],
    [12, 'firm'],
    [30, 'firm'],
  ])('with %i points they are %s', (length, standing) => {
    expect(limits(Array.from({ length }, (_, at) => at % 2))?.standing).toBe(standing)
  })

  test('are not clamped at nought', () => expect(limits([0, 3, 0, 3])?.lower).toBeLessThan(0))
})

describe('special causes of published series', () => {
  test.each([
    ['ones, twos and a ten', ONES_AND_TWOS, [[5, 'outside']]],
    [
      'SL001R',
      SL001R,
      [
        [5, 'outside'],
        [11, 'outside'],
      ],
    ],
    [
      'SL002R',
      SL002R,
      [
        [4, 'outside'],
        [5, 'outside'],
        [6, 'trend'],
        [7, 'trend'],
        [8, 'trend'],
        [9, 'trend'],
        [10, 'outside'],
        [11, 'outside'],
      ],
    ],
    ['AE', AE, [[8, 'outside']]],
    [
      'SL006R',
      SL006R,
      [
        [6, 'two of three'],
        [7, 'two of three'],
        [8, 'two of three'],
      ],
    ],
    ['ones about nought with opposite spikes', [1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 5.5, -5.5], []],
  ])('%s', (_, values, expected) => expect(causes(values)).toEqual(expected))

  test('the jump of AE is outside only because of the screen', () => {
    expect(causes(AE, { screen: 'nothing' })).toEqual([])
  })

  test('quarters 4 and 5 of SL002R are good news, 6 to 11 a concern', () => {
    const variations = chart(SL002R).points.map(point => point.variation)
    expect(variations.slice(3, 5)).toEqual(['improvement', 'improvement'])
    expect(new Set(variations.slice(5))).toEqual(new Set(['concern']))
  })
})

describe('the tests for a special cause', () => {
  const above = (...length: number[]): Side[] => length.flatMap(count => Array.from({ length: count }, (): Side => 1))

  test.each<[Side[], number[]]>([
    [above(6), []],
    [above(7), [1, 2, 3, 4, 5, 6, 7]],
    [
      [...above(8), -1],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ],
    [[...above(6), 0, ...above(6)], []],
    [
      [0, ...above(7)],
      [2, 3, 4, 5, 6, 7, 8],
    ],
  ])('shift in sides %j marks %j', (sides, expected) => expect(marked(pointsInShift(sides))).toEqual(expected))

  test.each([
    [[1, 2, 3, 4, 5, 6], []],
    [[1, 2, 3, 3, 4, 5, 6], []],
    [
      [1, 2, 3, 4, 5, 6, 7],
      [1, 2, 3, 4, 5, 6, 7],
    ],
    [
      [2, 1, 2, 3, 4, 5, 6, 7, 3],
      [2, 3, 4, 5, 6, 7, 8],
    ],
    [
      [7, 6, 5, 4, 3, 2, 1],
      [1, 2, 3, 4, 5, 6, 7],
    ],
  ])('trend in %j marks %j', (values, expected) => expect(marked(pointsInTrend(values))).toEqual(expected))

  test('a falling trend goes down, and a point of two trends goes the way of the later', () => {
    expect(pointsInTrend([7, 6, 5, 4, 3, 2, 1])).toEqual([-1, -1, -1, -1, -1, -1, -1])
    expect(pointsInTrend([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]).slice(5, 8)).toEqual([1, -1, -1])
  })

  const alternating = (length: number) => Array.from({ length }, (_, at): Side => (at % 2 === 0 ? 1 : -1))

  test.each([
    [[1, 0, 0, 1], above(4), []],
    [[1, 0, 0, 1, 1], above(5), [4, 5]],
    [[0, 0, 1, 0, 1, 0, 0], above(7), [3, 5]],
    [[0, 0, 1, 0, 1, 0, 0], alternating(7), []],
    [[1, 0, 0, 1, 1], alternating(5), []],
    [[1, 1], above(2), []],
    [[1, 1, 0], [1, 1, 0] as Side[], []],
  ])('two of three in near points %j marks them (%#)', (near, sides, expected) => {
    expect(marked(pointsInTwoOfThree(near.map(Boolean), sides))).toEqual(expected)
  })
})

describe('what the chart says', () => {
  test.each<[Direction, string]>([
    ['increase', 'concern'],
    ['decrease', 'improvement'],
    ['neutral', 'neutral_low'],
  ])('where %s is better, a last point below its limit is %s', (direction, expected) => {
    expect(variationOf(chart(SL001R, { direction }))).toBe(expected)
  })

  test('a neutral measure that runs high says so', () => {
    expect(chart(SL001R, { direction: 'neutral' }).points[4]?.variation).toBe('neutral_high')
  })

  test.each([
    [1, 3, 4, 'increase', 'consistent_fail'],
    [5, 7, 4, 'increase', 'consistent_pass'],
    [1, 5, 4, 'increase', 'inconsistent'],
    [1, 3, 4, 'decrease', 'consistent_pass'],
    [5, 7, 4, 'decrease', 'consistent_fail'],
    [1, 5, 4, 'decrease', 'inconsistent'],
    [1, 4, 4, 'increase', 'inconsistent'],
    [4, 7, 4, 'increase', 'inconsistent'],
    [1, 3, 4, 'neutral', null],
  ] as const)('limits %d to %d and target %d where %s is better: %s', (lower, upper, target, direction, expected) => {
    expect(assurance({ lower, upper }, target, direction)).toBe(expected)
  })
})

describe('any series', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  const series = fc.array(value, { minLength: 1, maxLength: 40 })

  test('a constant one is common cause, whatever the number', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 40 }), (one, length) => {
        expect(causes(Array.from({ length }, () => one))).toEqual([])
      }),
    )
  })

  test('turned upside down it shows the same causes, and good news becomes bad', () => {
    fc.assert(
      fc.property(series, values => {
        const turned = values.map(one => -one)
        expect(causes(turned)).toEqual(causes(values))
        expect(chart(turned, { direction: 'decrease' }).points.map(point => point.variation)).toEqual(
          chart(values).points.map(point => point.variation),
        )
      }),
    )
  })

  test('the screen never widens the limits', () => {
    fc.assert(
      fc.property(series, values => {
        const [screened, plain] = [limits(values), limits(values, { screen: 'nothing' })]
        expect(screened?.movingRange ?? 0).toBeLessThanOrEqual((plain?.movingRange ?? 0) * (1 + 1e-12))
      }),
    )
  })

  test.each([
    [[], {}],
    [[Number.NaN], {}],
    [[1, 2], { rebaseAt: [0] }],
    [[1, 2], { rebaseAt: [2] }],
    [[1, 2, 3], { rebaseAt: [1, 1] }],
    [[1, 2], { fixAfter: 0 }],
  ])('what cannot be drawn is refused (%#)', (values, settings) => {
    expect(() => chart(values, settings)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
  })
})
