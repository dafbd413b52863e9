import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WeftError } from '../../kernel/errors.ts'
import type { CalculatorAnswer } from './rule.ts'
import { CALCULATOR_RULES, runRule } from './rules.ts'

const names = CALCULATOR_RULES.map(rule => rule.name)

/** The answer, or the refusal; anything else that is thrown fails the test. */
function attempt(name: string, input: unknown): CalculatorAnswer | WeftError {
  try {
    return runRule(name, input)
  } catch (error) {
    if (error instanceof WeftError) return error
    throw error
  }
}

const refusal = (name: string, input: unknown) => {
  const answer = attempt(name, input)
  return answer instanceof WeftError ? { code: answer.code, fields: answer.fields.map(one => one.field) } : answer
}

const isSound = (answer: CalculatorAnswer) => {
  expect(JSON.parse(JSON.stringify(answer.result))).toEqual(answer.result)
  expect(answer.working.length).toBeGreaterThan(0)
  expect(answer.working.join(' ')).not.toMatch(/undefined|NaN|\[object|Infinity/)
}

describe('the rules', () => {
  test('each have their own name, and words for people', () => {
    expect(new Set(names).size).toBe(names.length)
    for (const rule of CALCULATOR_RULES) {
      expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect([rule.title, rule.about, rule.source].every(words => words.length > 4)).toBe(true)
    }
  })

  test.each(CALCULATOR_RULES)('$name answers its own example in JSON, with its working', rule => {
    isSound(runRule(rule.name, rule.example))
  })

  test('a rule that there is none of is not found', () => {
    expect(refusal('no-such-rule', {})).toEqual({ code: 'not_found', fields: [] })
  })
})

describe('answers', () => {
  test.each<[string, unknown, unknown]>([
    ['business-days', { from: '2026-12-24', to: '2027-01-04' }, { businessDays: 4, endsOnBusinessDay: true }],
    [
      'due-date',
      { startedAt: '2026-03-26T12:00:00Z', businessDays: 2 },
      { dueAt: '2026-03-30T23:00:00Z', lastDay: '2026-03-30' },
    ],
    ['tier', { ...exampleOf('tier'), harm: 'low' }, { tier: 'A3', protect: 'A', change: 3 }],
    ['outcome-score', { outcomes: ['achieved', 'partly', 'partly'] }, { score: 2, outOf: 3 }],
    ['assurance', { lower: 1, upper: 3, target: 4, direction: 'increase' }, { assurance: 'consistent_fail' }],
    ['assurance', { lower: 1, upper: 3, target: 4, direction: 'neutral' }, { assurance: null }],
    [
      'volume-adjustment',
      { ...exampleOf('volume-adjustment'), actual: 520, fixedShare: 77 },
      { counted: -480, adjustment: -11_040_000, fee: 88_960_000, bound: 'none' },
    ],
    ['largest-remainder', { total: 100, weights: [1, 1, 1] }, { parts: [34, 33, 33] }],
    ['referral-reference', { reference: 'ab1234ac' }, { reference: 'AB1234AC' }],
    ['identifier', exampleOf('identifier'), { identifier: '2018/0123456P', checkLetter: 'right' }],
    ['identifier', { kind: 'CRN', identifier: ' x123456' }, { identifier: 'X123456' }],
    ['identifier', { kind: 'case reference', identifier: '7k3m-9xq2' }, { identifier: '7K3M9XQ2' }],
  ])('%s of %j', (name, input, result) => expect(runRule(name, input).result).toEqual(result))

  test('six months of imprisonment are three, three and nine', () => {
    expect(runRule('sentence-dates', exampleOf('sentence-dates')).result).toEqual([
      { period: 'custody', from: '2026-01-15', until: '2026-04-15' },
      { period: 'licence', from: '2026-04-15', until: '2026-07-15' },
      { period: 'post_sentence_supervision', from: '2026-07-15', until: '2027-04-15' },
    ])
  })

  test('a fee of a million pounds ends with four pence more', () => {
    const { result, working } = runRule('fee-in-twelfths', { annualFee: 100_000_000 })
    expect(result).toEqual({ payments: [...Array.from({ length: 11 }, () => 8_333_333), 8_333_337] })
    expect(working).toContain('Eleven payments of £83,333.33 and a last of £83,333.37.')
  })

  test('the chart of SL001R has its published limits and two points outside', () => {
    const { result, working } = runRule('xmr', exampleOf('xmr'))
    expect(result).toMatchObject({ variation: 'concern', segments: [{ standing: 'trial' }] })
    expect(working[0]).toContain('mean 95.7091, mean moving range 0.68, lower limit 93.9003 and upper limit 97.5179')
    expect(working.slice(1)).toEqual(['Point 5 (97.6): outside, improvement.', 'Point 11 (93.8): outside, concern.'])
  })

  test('three claims are settled by one payment', () => {
    expect(runRule('netting', exampleOf('netting')).result).toMatchObject({
      payments: [{ payer: 'Cedar', payee: 'Ash Trust', amount: 150_000 }],
    })
  })
})

describe('refusals name the field', () => {
  test.each<[string, unknown, string[]]>([
    ['business-days', {}, ['from', 'to']],
    ['business-days', { from: '2026-02-30', to: '2026-03-01' }, ['from']],
    ['business-days', { from: '2026-02-01', to: 'tomorrow' }, ['to']],
    ['business-days', { from: '2026-02-01', to: '2026-02-02', extra: 1 }, ['extra']],
    ['business-days', null, ['input']],
    ['due-date', { startedAt: 'noon', businessDays: 1 }, ['startedAt']],
    ['due-date', { startedAt: '2026-11-20T17:30:00Z', businessDays: '5' }, ['businessDays']],
    ['need-severity', { scores: [{ need: 'drugs', score: -1 }] }, ['scores.0.score']],
    ['need-severity', { scores: [{ need: 'boats', score: 1 }] }, ['scores.0.need']],
    [
      'need-severity',
      {
        scores: [
          { need: 'drugs', score: 1 },
          { need: 'drugs', score: 2 },
        ],
      },
      ['scores'],
    ],
    ['outcome-score', { outcomes: ['perhaps'] }, ['outcomes.0']],
    ['xmr', { values: [], direction: 'increase', screen: 'nothing' }, ['values']],
    ['xmr', { values: [1, 2], direction: 'up', screen: 'nothing' }, ['direction']],
    ['assurance', { lower: 3, upper: 1, target: 2, direction: 'increase' }, ['lower']],
    ['fee-in-twelfths', { annualFee: 1.5 }, ['annualFee']],
    ['largest-remainder', { total: 1, weights: [0] }, ['weights']],
    ['netting', { claims: [{ claimant: 'Ash', on: 'Ash', amount: 1, reference: 'A' }] }, ['claims']],
    ['referral-reference', { reference: 'SA1254AC' }, ['reference']],
    ['identifier', { kind: 'PNC', identifier: '18/1P' }, ['thisYear']],
  ])('%s of %j', (name, input, fields) => {
    expect(refusal(name, input)).toEqual({ code: 'input.invalid', fields })
  })

  test('days beyond the known bank holidays are refused as such', () => {
    expect(refusal('business-days', { from: '2028-12-01', to: '2029-01-02' })).toMatchObject({
      code: 'calendar.unknown',
    })
    expect(refusal('due-date', { startedAt: '+275000-01-01T00:00:00Z', businessDays: 1 })).toMatchObject({
      code: 'calendar.unknown',
    })
  })
})

describe('whatever is sent', () => {
  const sound = (name: string, input: unknown) => {
    const answer = attempt(name, input)
    if (!(answer instanceof WeftError)) isSound(answer)
  }

  test.each(names)('%s answers soundly or refuses in its own words', name => {
    const example: Record<string, unknown> = exampleOf(name)
    const odd = fc.oneof(
      fc.anything(),
      fc.integer(),
      fc.double(),
      fc.constantFrom('', '2026-02-29', '9999-12-31', '0000-01-01', '-271821-04-19T00:00:00Z', -0, 1e21, 1e12, 1e-300),
    )
    fc.assert(
      fc.property(odd, input => sound(name, input)),
      { numRuns: 50 },
    )
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(example)), odd, (field, value) =>
        sound(name, { ...example, [field]: value }),
      ),
      { numRuns: 300 },
    )
  })

  test('every rule takes the largest and the smallest of its figures', () => {
    const extremes = [0, 1, -1, 100, 1_000_000, 1_000_000_000, 1_000_000_000_000, -1_000_000_000_000]
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.infiniteStream(fc.constantFrom(...extremes)), (name, figures) => {
        sound(name, withFigures(exampleOf(name), figures))
      }),
      { numRuns: 1500 },
    )
  })
})

function exampleOf(name: string): Record<string, unknown> {
  const example = CALCULATOR_RULES.find(rule => rule.name === name)?.example
  return { ...(typeof example === 'object' ? example : {}) }
}

/** The same shape with each number replaced, or left, by the next figure. */
function withFigures(shape: unknown, figures: Iterator<number>): unknown {
  if (typeof shape === 'number') return figures.next().value ?? shape
  if (Array.isArray(shape)) return shape.map(one => withFigures(one, figures))
  if (typeof shape !== 'object' || shape === null) return shape
  return Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, withFigures(value, figures)]))
}
