import type { Scope } from '../../database/scope.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { invalid, WeftError } from '../../kernel/errors.ts'
import { parseCrn, parseCro, parsePnc, parsePrisonNumber } from '../../kernel/identifiers.ts'

export const IDENTIFIER_KINDS = ['crn', 'prison number', 'pnc', 'cro'] as const
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number]

export const IDENTIFIER_LABELS: Readonly<Record<IdentifierKind, string>> = {
  crn: 'CRN',
  'prison number': 'Prison number',
  pnc: 'PNC number',
  cro: 'CRO number',
}

/** An identifier as it is kept. Refuses with `input.invalid`, on the field given, what is none of its kind. */
export function parseIdentifier(
  tx: Scope,
  { kind, value, field }: { kind: IdentifierKind; value: string; field: string },
): string {
  try {
    switch (kind) {
      case 'crn':
        return parseCrn(value)
      case 'prison number':
        return parsePrisonNumber(value)
      case 'pnc':
        return parsePnc(value, londonDay(tx.now).year)
      case 'cro':
        return parseCro(value)
    }
  } catch (error) {
    if (error instanceof WeftError) throw invalid({ field, sentence: error.sentence })
    throw error
  }
}
