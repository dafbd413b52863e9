import { invalid } from '../../kernel/errors.ts'
import type { Pence } from '../../kernel/money.ts'

/** Months of a contract year. */
export const MONTHS_OF_FEE = 12

/**
 * An annual fee in twelve equal payments of whole pence, the remainder in the last. Refuses a negative fee with
 * `input.invalid`. Source: facts.md 1.1 and T5 (£1,000,000.00 is eleven times £83,333.33 and once £83,333.37).
 */
export function feeInTwelfths(annualFee: Pence): Pence[] {
  if (annualFee < 0n) throw invalid({ field: 'annualFee', sentence: 'Give an annual fee that is not below nought.' })
  const twelfth = annualFee / 12n
  return Array.from({ length: MONTHS_OF_FEE }, (_, at) =>
    at < MONTHS_OF_FEE - 1 ? twelfth : annualFee - twelfth * 11n,
  )
}
