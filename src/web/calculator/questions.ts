import type { TObject, TSchema } from 'typebox'
import { capital } from '../../kernel/words.ts'
import type { Sent } from '../routing/input.ts'

/** How a field of a rule is asked on a page: one answer, a choice, a list of one a line, or rows of several columns. */
export type Asked =
  | { kind: 'line'; name: string; label: string; hint: string; number: boolean; optional: boolean }
  | { kind: 'choice'; name: string; label: string; of: readonly string[]; number: boolean; optional: boolean }
  | { kind: 'list'; name: string; label: string; hint: string; number: boolean; optional: boolean }
  | { kind: 'rows'; name: string; label: string; hint: string; optional: boolean }

type Shape = Record<string, unknown>

const shapeOf = (schema: TSchema): Shape => schema as unknown as Shape
const objectAt = (shape: Shape, key: string): Shape => {
  const value = shape[key]
  return typeof value === 'object' && value !== null ? (value as Shape) : {}
}
const isNumber = (shape: Shape) => shape.type === 'integer' || shape.type === 'number'
const labelOf = (name: string) => {
  const words = name
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase()
  return capital(words)
}

/** The questions of a rule's form, in the order of its schema. */
export function questionsOf(input: TObject): Asked[] {
  const required = Array.isArray(input.required) ? input.required.map(String) : []
  return Object.entries(input.properties).map(([name, field]) =>
    question(name, shapeOf(field), !required.includes(name)),
  )
}

function question(name: string, shape: Shape, optional: boolean): Asked {
  const label = labelOf(name)
  const about = typeof shape.description === 'string' ? shape.description : ''
  const of = optionsOf(shape)
  if (of) return { kind: 'choice', name, label, of, number: of.every(value => /^\d+$/.test(value)), optional }
  if (shape.type === 'array') {
    const item = objectAt(shape, 'items')
    if (item.type === 'object' || item.type === 'array')
      return { kind: 'rows', name, label, hint: `As JSON. ${about}`.trim(), optional }
    return { kind: 'list', name, label, hint: `One a line. ${about}`.trim(), number: isNumber(item), optional }
  }
  if (shape.type === 'object' || (shape.anyOf !== undefined && !of))
    return { kind: 'rows', name, label, hint: `As JSON. ${about}`.trim(), optional }
  return { kind: 'line', name, label, hint: about, number: isNumber(shape), optional }
}

function optionsOf(shape: Shape): readonly string[] | undefined {
  if (shape.type === 'boolean') return ['true', 'false']
  if (Array.isArray(shape.enum)) return shape.enum.map(String)
  if (!Array.isArray(shape.anyOf)) return undefined
  const constants = shape.anyOf.map(each => (each as Shape).const)
  return constants.every(value => typeof value === 'string') ? constants.map(String) : undefined
}

/** What was written on the form, as the rule takes it. What cannot be read is passed on as written, so that the rule names it. */
export function inputFrom(questions: readonly Asked[], sent: Sent): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const each of questions) {
    const words = sent[each.name]
    if (typeof words !== 'string' || words.trim() === '') continue
    input[each.name] = readAnswer(each, words.trim())
  }
  return input
}

function readAnswer(each: Asked, words: string): unknown {
  if (each.kind === 'choice') {
    if (words === 'true' || words === 'false') return words === 'true'
    return each.number ? numberFrom(words) : words
  }
  if (each.kind === 'line') return each.number ? numberFrom(words) : words
  if (each.kind === 'list') {
    const items = words
      .split(/\r?\n/)
      .map(item => item.trim())
      .filter(Boolean)
    return each.number ? items.map(numberFrom) : items
  }
  try {
    return JSON.parse(words) as unknown
  } catch {
    return words
  }
}

const numberFrom = (words: string): number | string => {
  const value = Number(words.replaceAll(',', ''))
  return Number.isFinite(value) ? value : words
}

/** The example of a rule, as it would be written on the form. */
export function saidByExample(questions: readonly Asked[], example: unknown): Record<string, string> {
  const given = typeof example === 'object' && example !== null ? (example as Shape) : {}
  return Object.fromEntries(
    questions.flatMap(each => {
      const value = given[each.name]
      if (value === undefined) return []
      if (each.kind === 'rows') return [[each.name, JSON.stringify(value, null, 2)]]
      return [[each.name, Array.isArray(value) ? value.join('\n') : String(value)]]
    }),
  )
}
