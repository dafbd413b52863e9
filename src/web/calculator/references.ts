import { Type } from 'typebox'
import { invalid } from '../../kernel/errors.ts'
import {
  hasRightCheckLetter,
  parseCaseReference,
  parseCrn,
  parseCro,
  parsePnc,
  parsePrisonNumber,
  parseReferralReference,
  pncCheckLetter,
} from '../../kernel/identifiers.ts'
import { type CalculatorAnswer, type CalculatorRule, defineRule, fields, TEXT } from './rule.ts'

const reference = defineRule({
  name: 'referral-reference',
  title: 'Referral reference',
  about: 'Two letters, four digits and two letters of the category; no I or O, never both of 5 and S or of 8 and B.',
  source: 'casework.md, Referral and service',
  input: fields({ reference: TEXT }),
  example: { reference: 'ab1234ac' },
  calculate(input) {
    const read = parseReferralReference(input.reference)
    return { result: { reference: read }, working: [`${read} is a reference that Weft could have given.`] }
  },
})

const KINDS = ['CRN', 'prison number', 'PNC', 'CRO', 'case reference'] as const

const identifier = defineRule({
  name: 'identifier',
  title: 'Identifier of a person or case',
  about: 'Reads an identifier as Weft keeps it. A PNC number’s letter is its year and serial as one number, modulo 23.',
  source: 'facts-integration.md; hmpps-person-record for the check letter',
  input: fields({
    kind: Type.Enum(KINDS),
    identifier: TEXT,
    thisYear: Type.Optional(Type.Integer({ minimum: 1950, maximum: 2100 })),
  }),
  example: { kind: 'PNC', identifier: '18/123456P', thisYear: 2026 },
  calculate({ kind, identifier: text, thisYear }) {
    switch (kind) {
      case 'PNC':
        return pncAnswer(parsePnc(text, neededYear(thisYear)))
      case 'CRN':
        return answer(kind, parseCrn(text))
      case 'prison number':
        return answer(kind, parsePrisonNumber(text))
      case 'CRO':
        return answer(kind, parseCro(text))
      case 'case reference':
        return answer(kind, parseCaseReference(text))
    }
  },
})

/** A PNC number may hold a year of two figures, whose century only the present year tells. */
function neededYear(thisYear: number | undefined): number {
  if (thisYear !== undefined) return thisYear
  throw invalid({ field: 'thisYear', sentence: 'Give the present year, to tell the century of a PNC number.' })
}

const answer = (kind: (typeof KINDS)[number], read: string): CalculatorAnswer => ({
  result: { identifier: read },
  working: [`Read as the ${kind} ${read}; its shape is right.`],
})

function pncAnswer(pnc: string): CalculatorAnswer {
  const [year, serial] = [Number(pnc.slice(0, 4)), Number(pnc.slice(5, 12))]
  const isRight = hasRightCheckLetter(pnc)
  return {
    result: { identifier: pnc, checkLetter: isRight ? 'right' : 'wrong' },
    working: [
      `Read as ${pnc}.`,
      `${pnc.slice(2, 4)}${pnc.slice(5, 12)} modulo 23 asks for the letter ${pncCheckLetter(year, serial)}: ${isRight ? 'it is right' : `${pnc.at(-1)} is wrong`}.`,
    ],
  }
}

export const REFERENCE_RULES: readonly CalculatorRule[] = [reference, identifier]
