import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  hasRightCheckLetter,
  makeCaseReference,
  makeReferralReference,
  parseCaseReference,
  parseCrn,
  parseCro,
  parsePnc,
  parsePrisonNumber,
  parseReferralReference,
  pncCheckLetter,
} from './identifiers.ts'
import { seededRandom } from './random.ts'

const refused = expect.objectContaining({ code: 'input.invalid' })

describe('identifiers of other systems', () => {
  test.each([
    [parseCrn, ' x123456 ', 'X123456'],
    [parseCrn, 'XX123456', 'XX123456'],
    [parsePrisonNumber, 'a1234bc', 'A1234BC'],
    [parseCro, '123456/08x', '123456/08X'],
    [parseCro, 'SF39/83947X', 'SF39/83947X'],
  ])('%o reads "%s" as %s', (parse, text, expected) => expect(parse(text)).toBe(expected))

  test.each([
    [parseCrn, '123456'],
    [parseCrn, 'X12345'],
    [parseCrn, 'QQQ123456'],
    [parseCrn, 'X1234567'],
    [parsePrisonNumber, 'A123BC'],
    [parsePrisonNumber, '12345'],
    [parseCro, '123456'],
    [parseCro, '1234567/08X'],
  ])('%o refuses "%s"', (parse, text) => expect(() => parse(text)).toThrow(refused))

  test.each([
    ['2018/0123456P', 2026, '2018/0123456P'],
    ['2018/123456p', 2026, '2018/0123456P'],
    ['18/123456P', 2026, '2018/0123456P'],
    ['26/1A', 2026, '2026/0000001A'],
    ['27/1A', 2026, '1927/0000001A'],
    ['81/154257C', 2026, '1981/0154257C'],
    ['20180123456P', 2026, '2018/0123456P'],
  ])('the PNC number %s read in %i.. is %s', (text, thisYear, expected) => {
    expect(parsePnc(text, thisYear)).toBe(expected)
  })

  test.each(['', '2018/P', '2018/01234567P', '2018/0123456', '2018/0123456S', '218/123456P', 'X123456'])(
    'the PNC number "%s" is refused',
    text => expect(() => parsePnc(text, 2026)).toThrow(refused),
  )

  test.each([
    ['2003/0011985X', true],
    ['1981/0154257C', true],
    ['1979/0163001B', true],
    ['2018/0123456P', true],
    ['2018/0123456X', false],
  ])('the check letter of %s is right: %s', (pnc, right) => expect(hasRightCheckLetter(pnc)).toBe(right))

  test('changing one figure of a serial is always noticed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1950, max: 2049 }),
        fc.integer({ min: 0, max: 9_999_999 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (year, serial, place, by) => {
          const figures = [...String(serial).padStart(7, '0')]
          figures[place] = String((Number(figures[place]) + by) % 10)
          expect(pncCheckLetter(year, Number(figures.join('')))).not.toBe(pncCheckLetter(year, serial))
        },
      ),
    )
  })
})

describe('referral references', () => {
  const category = fc.constantFrom('Accommodation', 'Social inclusion', 'Women’s services', 'Bail support')

  test('are two letters, four digits and the letters of the category, with nothing that looks like something else', () => {
    fc.assert(
      fc.property(fc.string(), category, (seed, name) => {
        const reference = makeReferralReference(name, seededRandom(seed).next)
        expect(reference).toMatch(/^[A-HJ-NP-Z]{2}\d{4}[A-HJ-NP-Z]{2}$/)
        expect(reference).not.toMatch(/(?=.*5)(?=.*S)|(?=.*8)(?=.*B)/)
        expect(parseReferralReference(reference.toLowerCase())).toBe(reference)
      }),
    )
  })

  test.each([
    ['Accommodation', 'AC'],
    ['Social inclusion', 'SC'],
    ['Education, training and employment', 'ED'],
  ])('%s ends in %s', (name, letters) => {
    expect(makeReferralReference(name, () => 0).slice(-2)).toBe(letters)
    expect(makeReferralReference(name, () => 0.999_999).slice(-2)).toBe(letters)
  })

  test('a category without two usable letters is refused', () => {
    expect(() => makeReferralReference('IO', () => 0)).toThrow(refused)
  })

  test.each(['AB1234A', 'AI1234AC', 'AO1234AC', 'SA1254AC', 'AB1284CD', '1234ABCD', ''])('"%s" is refused', text => {
    expect(() => parseReferralReference(text)).toThrow(refused)
  })
})

describe('case references', () => {
  test('are eight characters without I, L, O and U, and the same from the same seed', () => {
    fc.assert(
      fc.property(fc.string(), seed => {
        const reference = makeCaseReference(seededRandom(seed).next)
        expect(reference).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
        expect(makeCaseReference(seededRandom(seed).next)).toBe(reference)
      }),
    )
  })

  test.each([
    ['7k3m-9xq2', '7K3M9XQ2'],
    ['o1il 0000', '01110000'],
  ])('"%s" is read as %s', (text, expected) => expect(parseCaseReference(text)).toBe(expected))

  test.each(['', '7K3M9XQ', '7K3M9XQ22', '7K3M9XQU'])('"%s" is refused', text => {
    expect(() => parseCaseReference(text)).toThrow(refused)
  })
})
