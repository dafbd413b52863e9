import { Temporal } from 'temporal-polyfill'
import type { TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Format } from 'typebox/format'
import { Value } from 'typebox/value'
import { type FieldError, WeftError } from '../../kernel/errors.ts'
import type { ReadObject } from './read.ts'

Format.Set('weft-day', text => {
  try {
    const day = Temporal.PlainDate.from(text, { overflow: 'reject' })
    return day.toString() === text && day.year >= 1900 && day.year <= 2100
  } catch {
    return false
  }
})

/** What a form or an address sent: words by field name. */
export type Sent = Readonly<Record<string, unknown>>

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>()

/**
 * Parses what came in once, at the edge. Words are trimmed and folded to one form (NFC, line feeds), numbers and lists are read
 * as the schema wants them, three boxes become a day, and what the schema does not list is dropped. Half a character (a lone
 * surrogate) is refused, since UTF-8 cannot keep it and the database would keep another in its place.
 * Refuses with `input.invalid`, naming each field with the sentence of its schema.
 */
export function parse<S extends TObject>(schema: S, sent: Sent): ReadObject<S> {
  const value = gather(schema, sent)
  const check = checkOf(schema)
  if (check.Check(value) && isWellFormed(value)) return value as ReadObject<S>
  throw new WeftError('input.invalid', 'There is a problem with what was sent.', errorsIn(schema, value))
}

const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed()
  return typeof value !== 'object' || value === null || Object.values(value).every(isWellFormed)
}

function checkOf(schema: TSchema) {
  const known = compiled.get(schema)
  if (known) return known
  const made = Compile(schema)
  compiled.set(schema, made)
  return made
}

const propertiesOf = (schema: TObject): [string, TSchema][] => Object.entries(schema.properties)

function gather(schema: TObject, sent: Sent): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const [name, field] of propertiesOf(schema)) {
    const words = wordsFor(name, field, sent)
    if (words !== undefined) value[name] = words
  }
  return value
}

function wordsFor(name: string, field: TSchema, sent: Sent): unknown {
  const given = Object.hasOwn(sent, name) ? sent[name] : undefined
  if (isKind(field, 'array')) {
    if (given === undefined || given === '') return []
    const items = Array.isArray(given) ? given : [given]
    return items.map(item => tidy(item, itemsOf(field))).filter(item => item !== undefined)
  }
  if (given === undefined && 'format' in field && field.format === 'weft-day') return dayFrom(name, sent)
  return tidy(given, field)
}

const isKind = (field: TSchema, kind: string) => 'type' in field && field.type === kind
const itemsOf = (field: TSchema): TSchema => ('items' in field && isSchema(field.items) ? field.items : {})
const isSchema = (value: unknown): value is TSchema => typeof value === 'object' && value !== null

function tidy(given: unknown, field: TSchema): unknown {
  if (typeof given !== 'string') return given === null ? undefined : given
  const words = given.replaceAll('\r\n', '\n').trim().normalize('NFC')
  if (words === '') return undefined
  if (isKind(field, 'integer') || isKind(field, 'number') || isKind(field, 'boolean'))
    return Value.Convert(field, words)
  return words
}

/** Three boxes as YYYY-MM-DD, or as written where they are no day, so that the field is told; nothing where all are empty. */
function dayFrom(name: string, sent: Sent): string | undefined {
  const boxes = ['year', 'month', 'day'].map(box => {
    const words = sent[`${name}-${box}`]
    return typeof words === 'string' ? words.trim() : ''
  })
  if (boxes.every(words => words === '')) return undefined
  const [year = '', month = '', day = ''] = boxes
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function errorsIn(schema: TObject, value: Record<string, unknown>): FieldError[] {
  const wrong = new Set<string>()
  for (const error of checkOf(schema).Errors(value)) {
    const at = error.instancePath.split('/')[1]
    if (at) wrong.add(at)
    if (error.instancePath === '' && error.keyword === 'required') {
      for (const name of error.params.requiredProperties) wrong.add(name)
    }
  }
  return propertiesOf(schema)
    .filter(([name]) => (wrong.size > 0 ? wrong.has(name) : !isWellFormed(value[name])))
    .map(([field, of]) => ({ field, sentence: sentenceOf(field, of) }))
}

const sentenceOf = (name: string, field: TSchema) =>
  'wrong' in field && typeof field.wrong === 'string' ? field.wrong : `Check ${name.replaceAll('_', ' ')}`

/** The person's own words, to show again. */
export function saidOf(sent: Sent): Record<string, string | readonly string[]> {
  const said: Record<string, string | readonly string[]> = {}
  for (const [name, words] of Object.entries(sent)) {
    if (typeof words === 'string') said[name] = words
    else if (Array.isArray(words)) said[name] = words.filter(word => typeof word === 'string')
  }
  return said
}
