import { Temporal } from 'temporal-polyfill'
import { type TObject, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Instant, PlainDate } from '../../kernel/calendar.ts'
import { type FieldError, invalid } from '../../kernel/errors.ts'
import { formatMoney, type Pence, type TenThousandths } from '../../kernel/money.ts'
import type { ReadObject } from '../routing/read.ts'

/** What a rule answers: the result, which JSON can hold, and how it was reached, line by line. */
export type CalculatorAnswer = { readonly result: unknown; readonly working: readonly string[] }

/** One of Weft's rules as an auditor can try it with figures of their own. Nothing is kept. */
export type CalculatorRule = {
  /** As it stands in an address: `business-days`. */
  readonly name: string
  readonly title: string
  readonly about: string
  readonly source: string
  readonly input: TObject
  /** An input that the rule takes. */
  readonly example: unknown
  /** Reads the input by its schema and answers. Refuses with `input.invalid`, naming the field, or `calendar.unknown`. */
  calculate(input: unknown): CalculatorAnswer
}

type RuleOf<Input extends TObject> = Omit<CalculatorRule, 'input' | 'example' | 'calculate'> & {
  readonly input: Input
  readonly example: ReadObject<Input>
  calculate(input: ReadObject<Input>): CalculatorAnswer
}

/** A rule whose input is read by its own schema before anything is reckoned. */
export const defineRule = <Input extends TObject>(rule: RuleOf<Input>): CalculatorRule => ({
  ...rule,
  calculate: input => rule.calculate(readInput(rule.input, input)),
})

/** The largest amount that can be sent: ten thousand million pounds, in pence. */
const MOST_PENCE = 1_000_000_000_000

/** An object without any other fields than its own. */
export const fields = <Properties extends Parameters<typeof Type.Object>[0]>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false })

export const DAY = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day, such as 2026-03-03.' })
export const INSTANT = Type.String({ maxLength: 40, description: 'An instant, such as 2026-03-03T14:05:00Z.' })
export const PENCE = Type.Integer({ minimum: 0, maximum: MOST_PENCE, description: 'An amount in whole pence.' })
export const PER_CENT = Type.Number({ minimum: 0, maximum: 100, description: 'A per cent, to two decimal places.' })
export const TEXT = Type.String({ minLength: 1, maxLength: 200 })
export const NUMBER = Type.Number({ minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 })

/** Reads a day. Refuses with `input.invalid` one that no calendar has. */
export function readDay(text: string, field: string): PlainDate {
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    throw invalid({ field, sentence: 'Give a day that exists, such as 2026-03-03.' })
  }
}

/** Reads an instant. Refuses with `input.invalid` what is none. */
export function readInstant(text: string, field: string): Instant {
  try {
    return Temporal.Instant.from(text)
  } catch {
    throw invalid({ field, sentence: 'Give an instant with its zone, such as 2026-03-03T14:05:00Z.' })
  }
}

/** A per cent as whole ten-thousandths, to two decimal places. */
export const inTenThousandthsOf = (perCent: number): TenThousandths => BigInt(Math.round(perCent * 100))

/** An amount as JSON holds it. Refuses with `input.invalid` one beyond what a number holds exactly. */
export function penceInJson(amount: Pence): number {
  const pence = Number(amount)
  if (Number.isSafeInteger(pence)) return pence
  throw invalid({
    field: 'amount',
    sentence: `The answer, ${formatMoney(amount)}, is too large to send. Use smaller figures.`,
  })
}

/** At most four decimal places, for words only. */
export const inFigures = (number: number): string => String(Number(number.toFixed(4)))

function readInput<Input extends TObject>(schema: Input, input: unknown): ReadObject<Input> {
  if (Value.Check<TObject>(schema, input)) return input as ReadObject<Input>
  throw invalid(...fieldErrors(Value.Errors(schema, input)))
}

type SchemaError = ReturnType<typeof Value.Errors>[number]

/** One sentence for each field that must be mended. */
function fieldErrors(errors: readonly SchemaError[]): FieldError[] {
  const byField = new Map<string, FieldError>()
  for (const error of errors) {
    for (const [field, sentence] of sentencesOf(error)) {
      if (!byField.has(field)) byField.set(field, { field, sentence })
    }
  }
  return [...byField.values()]
}

function sentencesOf(error: SchemaError): [field: string, sentence: string][] {
  const at = error.instancePath.slice(1).replaceAll('/', '.')
  const within = (name: string) => (at ? `${at}.${name}` : name)
  if (error.keyword === 'required')
    return error.params.requiredProperties.map(name => [within(name), `${within(name)} is missing.`])
  if (error.keyword === 'additionalProperties')
    return error.params.additionalProperties.map(name => [within(name), `${within(name)} is not asked for.`])
  if (error.keyword === 'boolean') return [[at, `${at} is not asked for.`]]
  if (error.keyword === 'enum') return [[at, `${at} must be one of ${error.params.allowedValues.join(', ')}.`]]
  return [[at || 'input', `${at || 'The input'} ${error.message}.`]]
}
