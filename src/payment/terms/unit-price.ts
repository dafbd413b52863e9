import { invalid } from '../../kernel/errors.ts'
import type { Pence } from '../../kernel/money.ts'

/** A price for units up to and with `upTo`, counted from the first unit of the month; null has no end. */
export type PriceTier = { readonly upTo: bigint | null; readonly price: Pence }

export type UnitPriceTerm = {
  /** In order; each unit is paid by the tier in which it lies, and the last tier has no end. */
  readonly tiers: readonly PriceTier[]
  /** Bounds of the month's amount in pence; null for none. */
  readonly minimum: Pence | null
  readonly maximum: Pence | null
}

export type TierLine = { readonly units: bigint; readonly price: Pence; readonly amount: Pence }

export type UnitPriceAmount = {
  readonly lines: readonly TierLine[]
  readonly amount: Pence
  readonly bound: 'minimum' | 'maximum' | 'none'
}

/**
 * What so many units cost. Refuses with `input.invalid` fewer than no units, tiers out of order or without an open last
 * one, a price below nought, and a minimum above the maximum. Source: payment.md (Terms, unit price).
 */
export function unitPriceAmount(term: UnitPriceTerm, units: bigint): UnitPriceAmount {
  refuse(term, units)
  const lines = term.tiers.map((tier, at) => {
    const before = term.tiers[at - 1]?.upTo ?? 0n
    const inTier = least(units, tier.upTo ?? units) - before
    const paid = inTier > 0n ? inTier : 0n
    return { units: paid, price: tier.price, amount: paid * tier.price }
  })
  const sum = lines.reduce((so, line) => so + line.amount, 0n)
  if (term.minimum !== null && sum < term.minimum) return { lines, amount: term.minimum, bound: 'minimum' }
  if (term.maximum !== null && sum > term.maximum) return { lines, amount: term.maximum, bound: 'maximum' }
  return { lines, amount: sum, bound: 'none' }
}

function refuse({ tiers, minimum, maximum }: UnitPriceTerm, units: bigint): void {
  if (units < 0n) throw invalid({ field: 'units', sentence: 'Give a number of units that is not below nought.' })
  const ends = tiers.slice(0, -1).map(tier => tier.upTo)
  const rises = ends.every((end, at) => end !== null && end > (ends[at - 1] ?? 0n))
  if (!rises || tiers.at(-1)?.upTo !== null)
    throw invalid({
      field: 'tiers',
      sentence: 'Give tiers that end higher one after the other, the last without an end.',
    })
  if (tiers.some(tier => tier.price < 0n))
    throw invalid({ field: 'tiers', sentence: 'Give each tier a price that is not below nought.' })
  if (minimum !== null && maximum !== null && minimum > maximum)
    throw invalid({ field: 'minimum', sentence: 'Give a minimum that is not above the maximum.' })
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)
