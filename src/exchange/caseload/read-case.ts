import { Temporal } from 'temporal-polyfill'
import { FORCES, type ForceCode } from '../../directory/reference/areas.ts'
import { PATHWAYS, type PathwayCode, pathwayOf } from '../../directory/reference/needs.ts'
import { placeOf } from '../../directory/reference/places.ts'
import {
  REQUIREMENT_TYPES,
  type RequirementTypeCode,
  requirementTypeOf,
  requirementTypesFor,
} from '../../directory/reference/requirement-types.ts'
import { SENTENCE_KINDS, type SentenceKindCode, sentenceKindOf } from '../../directory/reference/sentence-kinds.ts'
import { WeftError } from '../../kernel/errors.ts'
import { parseCrn, parsePnc, parsePrisonNumber } from '../../kernel/identifiers.ts'
import { fold } from '../../kernel/names.ts'
import type { ColumnName } from './columns.ts'

/** What is wrong with one field of one row, with the sentence that says how to mend it. */
export type RowFault = { readonly field: string; readonly found: string; readonly sentence: string }

/** One case as its row gives it; days are ISO days, codes are those of the reference lists. */
export type CaseloadCase = {
  readonly crn: string
  readonly firstName: string
  readonly lastName: string
  readonly dateOfBirth: string
  readonly sex: 'female' | 'male' | 'other'
  readonly prisonNumber: string | null
  readonly pnc: string | null
  readonly sentence: { readonly kind: SentenceKindCode; readonly start: string | null; readonly end: string | null }
  readonly requirements: readonly { readonly type: RequirementTypeCode; readonly amount: number | null }[]
  readonly responsibleOrganisation: string
  readonly officerEmail: string
  readonly roshLevel: 'low' | 'medium' | 'high' | 'very_high' | null
  readonly needs: readonly PathwayCode[]
  readonly force: ForceCode
  readonly place: string | null
}

type Fields = ReadonlyMap<ColumnName, string>
const SEXES = { female: 'female', f: 'female', male: 'male', m: 'male', other: 'other' } as const
const LEVELS = { low: 'low', medium: 'medium', high: 'high', very_high: 'very_high' } as const
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,}$/
const SHORT_NAME = /^[\p{Letter}\p{Number}][\p{Letter}\p{Number} .&'()_-]{0,119}$/u
const FORCE_NAMES: ReadonlyMap<string, ForceCode> = new Map(
  FORCES.flatMap(force =>
    [force.code, force.name, force.commissioner ?? force.name].map(name => [fold(name), force.code] as const),
  ),
)

/** A value that could not be had; its fault is noted already. */
class Refused extends Error {}

/**
 * The case in one row, or all that is wrong with it: every field is looked at, so that a row is mended once. `today`
 * refuses a birth in the future and tells the century of a PNC number of two digits.
 */
export function readCase(
  fields: Fields,
  today: Temporal.PlainDate,
): { case: CaseloadCase } | { faults: readonly RowFault[] } {
  const faults: RowFault[] = []
  const read = <T>(field: ColumnName, parse: (text: string) => T): T | undefined => {
    const text = fields.get(field) ?? ''
    try {
      if (text === '') throw new Refused(`${field} is empty. Fill it in.`)
      if (text.length > 1_000) throw new Refused('This is longer than 1,000 characters. Shorten it.')
      if (/\p{Control}/u.test(text)) throw new Refused('This holds a character that cannot be seen. Type it again.')
      if (text.includes('\uFFFD'))
        throw new Refused('This holds a character that is not UTF-8. Save the file as CSV UTF-8.')
      return parse(text)
    } catch (error) {
      const said = error instanceof Refused || error instanceof WeftError
      faults.push({
        field,
        found: text.slice(0, 80),
        sentence: said ? error.message : 'This cannot be read. Check it.',
      })
      return undefined
    }
  }
  const maybe = <T>(field: ColumnName, parse: (text: string) => T): T | null | undefined =>
    (fields.get(field) ?? '') === '' ? null : read(field, parse)
  const kind = read('sentence_kind', text => known(sentenceKindOf(text.toLowerCase())?.code, oneOf(SENTENCE_KINDS)))
  const start = kind === undefined || kind === 'none' ? maybe('sentence_start', dayOf) : read('sentence_start', dayOf)
  const row = {
    crn: read('crn', parseCrn),
    firstName: read('first_name', nameOf),
    lastName: read('last_name', nameOf),
    dateOfBirth: read('date_of_birth', text => birth(text, today)),
    sex: read('sex', text => coded(SEXES, text)),
    prisonNumber: maybe('prison_number', parsePrisonNumber),
    pnc: maybe('pnc', text => parsePnc(text, today.year)),
    kind,
    start,
    end: maybe('sentence_end', text => notBefore(dayOf(text), start)),
    requirements: maybe('requirements', text => itemsOf(text).map(item => requirementOf(item, kind))),
    responsibleOrganisation: read('responsible_organisation', text =>
      shaped(text, SHORT_NAME, 'the name of an organisation'),
    ),
    officerEmail: read('officer_email', text => shaped(text.toLowerCase(), EMAIL, 'an e-mail address')),
    roshLevel: maybe('rosh_level', text => coded(LEVELS, text)),
    needs: maybe('needs', text => [
      ...new Set(itemsOf(text).map(item => known(pathwayOf(item)?.code, oneOf(PATHWAYS)))),
    ]),
    force: read('force_area', text =>
      known(
        FORCE_NAMES.get(fold(text)),
        'Write the name of the police-force area, such as West Yorkshire, or its ONS code.',
      ),
    ),
  }
  const place = maybe('place', text => placeIn(text, row.force))
  const whole = { ...row, place }
  return isWhole(whole) && faults.length === 0 ? { case: caseOf(whole) } : { faults }
}

type Whole<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** Whether every field was read. */
const isWhole = <T extends Record<string, unknown>>(row: T): row is T & Whole<T> =>
  Object.values(row).every(value => value !== undefined)

type Row = Omit<CaseloadCase, 'sentence' | 'requirements' | 'needs'> & {
  readonly kind: SentenceKindCode
  readonly start: string | null
  readonly end: string | null
  readonly requirements: CaseloadCase['requirements'] | null
  readonly needs: CaseloadCase['needs'] | null
}

const caseOf = ({ kind, start, end, requirements, needs, ...rest }: Row): CaseloadCase => ({
  ...rest,
  sentence: { kind, start, end },
  requirements: requirements ?? [],
  needs: needs ?? [],
})

const itemsOf = (text: string): readonly string[] =>
  text
    .split(';')
    .map(item => item.trim().toLowerCase())
    .filter(Boolean)

function known<T>(value: T | undefined, sentence: string): T {
  if (value === undefined) throw new Refused(sentence)
  return value
}

const oneOf = (kinds: readonly { readonly code: string }[]): string =>
  `Use one of these: ${kinds.map(kind => kind.code).join(', ')}.`

function coded<Code extends string>(codes: Readonly<Record<string, Code>>, text: string): Code {
  const code = text.toLowerCase().replaceAll(' ', '_')
  const sentence = `Use one of these: ${[...new Set(Object.values(codes))].join(', ')}.`
  return known(Object.hasOwn(codes, code) ? codes[code] : undefined, sentence)
}

function shaped(text: string, shape: RegExp, what: string): string {
  if (!shape.test(text)) throw new Refused(`This is not ${what}. Check it.`)
  return text
}

function nameOf(text: string): string {
  if (text.length > 100 || fold(text) === '')
    throw new Refused('This is not a name of at most 100 characters. Check it.')
  return text
}

function dayOf(text: string): string {
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? []
  const iso = day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return Temporal.PlainDate.from(iso).toString()
  } catch {
    throw new Refused('There is no such day. Check it.')
  }
  throw new Refused('Write the day as 2026-03-03 or 03/03/2026.')
}

function birth(text: string, today: Temporal.PlainDate): string {
  const day = dayOf(text)
  const age = Temporal.PlainDate.from(day).until(today, { largestUnit: 'years' }).years
  if (age < 10 || age > 120) throw new Refused('The person would be younger than 10 or older than 120. Check the day.')
  return day
}

function notBefore(end: string, start: string | null | undefined): string {
  if (start && end < start) throw new Refused('The sentence would end before it starts. Check both days.')
  return end
}

function requirementOf(item: string, kind: SentenceKindCode | undefined) {
  const [code = '', amount] = item.split(':').map(part => part.trim())
  const type = known(requirementTypeOf(code), oneOf(REQUIREMENT_TYPES))
  if (kind && !requirementTypesFor(kind).includes(type))
    throw new Refused(`${type.label} does not belong to this kind of sentence. Check both.`)
  if (amount === undefined) return { type: type.code, amount: null }
  const count = /^\d{1,4}$/.test(amount) ? Number(amount) : Number.NaN
  const { unit, least = 1, most = 9_999 } = type
  if (!unit || !(count >= least && count <= most))
    throw new Refused(`${type.label} takes ${unit ? `${least} to ${most} ${unit}` : 'no number'}. Check it.`)
  return { type: type.code, amount: count }
}

function placeIn(text: string, force: ForceCode | undefined): string {
  const place = known(
    placeOf(text.toUpperCase()),
    'Write the ONS code of the local-authority district of 2016, such as E08000035.',
  )
  if (force && place.force !== force) throw new Refused(`${place.name} is not in this police-force area. Check both.`)
  return place.code
}
