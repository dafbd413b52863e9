import { invalid } from '../../kernel/errors.ts'
import { type Pence, roundRatio, type TenThousandths, WHOLE_SHARE } from '../../kernel/money.ts'

/**
 * How a fee follows the weighted annual volume. Volumes are whole units of one measure, as small as the weights need
 * (thousandths of a weighted start, say), the same for all four.
 */
export type VolumeTerm = {
  readonly annualFee: Pence
  /** The volume that the fee was bid for. */
  readonly expected: bigint
  /** Inside it and at either edge nothing is adjusted. */
  readonly range: { readonly least: bigint; readonly most: bigint }
  /** Outside: only what lies beyond the edge, or all that lies between actual and expected. */
  readonly counts: 'excess only' | 'whole'
  /** The part of the fee that does not follow volume: 20% assumed in the contracts, 77% reported. */
  readonly fixedShare: TenThousandths
  /** The most and the least that the adjusted fee may be, as shares of the fee; null for no bound. */
  readonly cap: TenThousandths | null
  readonly floor: TenThousandths | null
}

export type VolumeAdjustment = {
  /** Units above the range, or below it as a negative; by the setting counted from its edge or from the expected. */
  readonly counted: bigint
  /** What the year-end reconciliation adds to the fee; negative is taken back. Pence, a half away from nought. */
  readonly adjustment: Pence
  readonly bound: 'cap' | 'floor' | 'none'
}

/**
 * The year-end adjustment of a fee: fee × (1 − fixed share) × counted ÷ expected, within cap and floor. Refuses with
 * `input.invalid` a negative volume or fee, an expected volume of nought or outside its range, and shares out of bounds.
 * Source: facts.md 1.1, T4 and T6; whether only the excess counts is not known of the contracts, so it is a setting.
 */
export function volumeAdjustment(term: VolumeTerm, actual: bigint): VolumeAdjustment {
  refuse(term, actual)
  const counted = countedVolume(term, actual)
  const plain = roundRatio(term.annualFee * (WHOLE_SHARE - term.fixedShare) * counted, WHOLE_SHARE * term.expected)
  const most = term.cap === null ? plain : boundOf(term, term.cap)
  const least = term.floor === null ? plain : boundOf(term, term.floor)
  if (plain > most) return { counted, adjustment: most, bound: 'cap' }
  if (plain < least) return { counted, adjustment: least, bound: 'floor' }
  return { counted, adjustment: plain, bound: 'none' }
}

function countedVolume({ range, expected, counts }: VolumeTerm, actual: bigint): bigint {
  if (actual >= range.least && actual <= range.most) return 0n
  if (counts === 'whole') return actual - expected
  return actual > range.most ? actual - range.most : actual - range.least
}

const boundOf = ({ annualFee }: VolumeTerm, share: TenThousandths): Pence =>
  roundRatio(annualFee * (share - WHOLE_SHARE), WHOLE_SHARE)

function refuse(term: VolumeTerm, actual: bigint): void {
  const { annualFee, expected, range, fixedShare, cap, floor } = term
  if (annualFee < 0n) throw invalid({ field: 'annualFee', sentence: 'Give an annual fee that is not below nought.' })
  if (actual < 0n) throw invalid({ field: 'actual', sentence: 'Give an actual volume that is not below nought.' })
  if (expected <= 0n || range.least < 0n || expected < range.least || expected > range.most)
    throw invalid({ field: 'expected', sentence: 'Give an expected volume above nought and inside its range.' })
  if (fixedShare < 0n || fixedShare > WHOLE_SHARE)
    throw invalid({ field: 'fixedShare', sentence: 'Give a fixed share from 0% to 100%.' })
  if (cap !== null && cap < WHOLE_SHARE)
    throw invalid({ field: 'cap', sentence: 'Give a cap of at least 100% of the fee.' })
  if (floor !== null && (floor < 0n || floor > WHOLE_SHARE))
    throw invalid({ field: 'floor', sentence: 'Give a floor from 0% to 100% of the fee.' })
}
