import { invalid } from './errors.ts'
import type { RandomSource } from './random.ts'

const CRN = /^[A-Z]{1,2}\d{6}$/
const PRISON_NUMBER = /^[A-Z]\d{4}[A-Z]{2}$/
const PNC = /^(\d{2}|\d{4})\/?(\d{1,7})([A-HJ-NP-RT-Z])$/
const CRO = /^(?:\d{1,6}\/\d{2}|SF\d{2}\/\d{1,6})[A-Z]$/
const CHECK_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY'
const CASE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CASE_REFERENCE = new RegExp(`^[${CASE_ALPHABET}]{8}$`)
const REFERENCE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const REFERRAL_REFERENCE = /^[A-HJ-NP-Z]{2}\d{4}[A-HJ-NP-Z]{2}$/
const LOOKS_LIKE = [
  ['S', '5'],
  ['B', '8'],
] as const

/**
 * A case reference number, such as X123456, trimmed and in capitals: one letter and six digits, two letters tolerated
 * (the live services disagree, facts-integration.md). Refuses anything else with `input.invalid`.
 */
export const parseCrn = (text: string): string =>
  shaped(text, CRN, 'crn', 'Write the CRN as a letter and six digits, such as X123456.')

/** A prison number, such as A1234BC, trimmed and in capitals. Refuses anything else with `input.invalid`. */
export const parsePrisonNumber = (text: string): string =>
  shaped(text, PRISON_NUMBER, 'prisonNumber', 'Write the prison number as A1234BC.')

/**
 * A Police National Computer number with its full year and seven-digit serial: `96/346527V` is `1996/0346527V`. A year
 * of two digits that would lie after `thisYear` is of the last century. The check letter is kept as it was received,
 * since the source is the record (see `hasRightCheckLetter`). Refuses any other shape with `input.invalid`.
 */
export function parsePnc(text: string, thisYear: number): string {
  const [, year, serial, letter] = PNC.exec(compact(text)) ?? []
  if (!year || !serial || !letter)
    throw invalid({ field: 'pnc', sentence: 'Write the PNC number with its year and letter, such as 2018/0123456P.' })
  return `${fullYear(year, thisYear)}/${serial.padStart(7, '0')}${letter}`
}

/** The letter that a PNC number must end with: its two-digit year and seven-digit serial as one number, modulo 23. */
export const pncCheckLetter = (year: number, serial: number): string =>
  CHECK_LETTERS.charAt(((year % 100) * 10_000_000 + serial) % CHECK_LETTERS.length)

/** Whether a PNC number, as `parsePnc` gives it, ends with the letter that its figures ask for. */
export const hasRightCheckLetter = (pnc: string): boolean =>
  pnc.at(-1) === pncCheckLetter(Number(pnc.slice(0, 4)), Number(pnc.slice(5, 12)))

/** A Criminal Records Office number by its shape, such as 123456/08X or SF39/83947X. Refuses others with `input.invalid`. */
export const parseCro = (text: string): string =>
  shaped(text, CRO, 'cro', 'Write the CRO number as 123456/08X or SF39/83947X.')

/**
 * A new referral reference such as `AB1234AC`: two letters by chance, four digits by chance, two letters of the
 * category. Neither I nor O, and never both of a pair that looks alike (5 and S, 8 and B; 0 and 1 have no letter left
 * to be taken for). Refuses with `input.invalid` a category without two letters that may be used. Source: casework.md.
 */
export function makeReferralReference(category: string, random: RandomSource): string {
  const letters = `${draw(REFERENCE_LETTERS, 2, random)}${categoryLetters(category)}`
  const digits = LOOKS_LIKE.reduce(
    (left, [letter, digit]) => (letters.includes(letter) ? left.replace(digit, '') : left),
    '0123456789',
  )
  return `${letters.slice(0, 2)}${draw(digits, 4, random)}${letters.slice(2)}`
}

/** A referral reference, trimmed and in capitals. Refuses with `input.invalid` one that the maker could not have made. */
export function parseReferralReference(text: string): string {
  const sentence = 'Write the reference as two letters, four digits and two letters, such as AB1234AC.'
  const reference = shaped(text, REFERRAL_REFERENCE, 'reference', sentence)
  if (!LOOKS_LIKE.some(([letter, digit]) => reference.includes(letter) && reference.includes(digit))) return reference
  throw invalid({ field: 'reference', sentence: 'A reference never holds both 5 and S, nor both 8 and B. Check it.' })
}

/** A new case reference: eight of the digits and capitals without I, L, O and U (Crockford's base 32). */
export const makeCaseReference = (random: RandomSource): string => draw(CASE_ALPHABET, 8, random)

/** A case reference as it was meant: O is read as 0, I and L as 1. Refuses anything else with `input.invalid`. */
export function parseCaseReference(text: string): string {
  const meant = compact(text).replaceAll('-', '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return shaped(
    meant,
    CASE_REFERENCE,
    'case',
    'Write the case reference as eight letters and digits, such as 7K3M9XQ2.',
  )
}

function categoryLetters(category: string): string {
  const letters = [...category.toUpperCase()].filter(letter => REFERENCE_LETTERS.includes(letter)).slice(0, 2)
  if (letters.length === 2) return letters.join('')
  throw invalid({ field: 'category', sentence: 'Name a category that has two letters other than I and O.' })
}

function fullYear(year: string, thisYear: number): number {
  if (year.length === 4) return Number(year)
  const century = thisYear - (thisYear % 100)
  return Number(year) + (Number(year) > thisYear % 100 ? century - 100 : century)
}

function shaped(text: string, shape: RegExp, field: string, sentence: string): string {
  const written = compact(text)
  if (shape.test(written)) return written
  throw invalid({ field, sentence })
}

const compact = (text: string): string => text.replace(/\s+/g, '').toUpperCase()

function draw(alphabet: string, length: number, random: RandomSource): string {
  let drawn = ''
  while (drawn.length < length) drawn += alphabet.charAt(Math.floor(random() * alphabet.length))
  return drawn
}
