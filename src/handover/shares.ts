import { invalid } from '../kernel/errors.ts'
import { largestRemainder, type Pence, type TenThousandths, WHOLE_SHARE } from '../kernel/money.ts'

/** One provider's time with a case; a provider that had the case twice has two. */
export type Care = {
  readonly provider: string
  readonly days: bigint
  /** Completeness of the plan gained under this provider, in any one whole unit; a loss counts as nought. */
  readonly gain: bigint
}

export type CaseValue = {
  readonly value: Pence
  /** How much time weighs; progress weighs the rest. */
  readonly timeWeight: TenThousandths
  readonly care: readonly Care[]
  /** Who has the case now; takes all where nobody had it for a whole day. */
  readonly receiver: string
}

export type CaseShare = { readonly provider: string; readonly share: Pence }

/**
 * Each provider's share of a case's value, in the order in which they first had it; the shares add up to the value to
 * the penny: value × (time weight × days ÷ all days + progress weight × gain ÷ all gain). Where nothing was gained
 * time alone decides; where nobody had a whole day the receiver takes all. Refuses with `input.invalid` a negative value
 * or number of days, and a weight outside 0 to 100%. Source: handover.md (The ledger and netting); the formula is ours.
 */
export function caseShares({ value, timeWeight, care, receiver }: CaseValue): CaseShare[] {
  refuse(value, timeWeight, care)
  const providers = [...new Set(care.map(one => one.provider))]
  const days = providers.map(provider => sumOf(care, provider, one => one.days))
  const gains = providers.map(provider => sumOf(care, provider, one => (one.gain > 0n ? one.gain : 0n)))
  const [allDays, allGain] = [total(days), total(gains)]
  if (allDays === 0n) return allTo(receiver, providers, value)
  const weights = providers.map((_, at) => {
    const [time, gain] = [days[at] ?? 0n, gains[at] ?? 0n]
    return allGain === 0n ? time : timeWeight * time * allGain + (WHOLE_SHARE - timeWeight) * gain * allDays
  })
  const shares = largestRemainder(value, weights)
  return providers.map((provider, at) => ({ provider, share: shares[at] ?? 0n }))
}

function allTo(receiver: string, providers: readonly string[], value: Pence): CaseShare[] {
  return [...new Set([...providers, receiver])].map(provider => ({
    provider,
    share: provider === receiver ? value : 0n,
  }))
}

const sumOf = (care: readonly Care[], provider: string, of: (one: Care) => bigint): bigint =>
  total(care.filter(one => one.provider === provider).map(of))

const total = (numbers: readonly bigint[]): bigint => numbers.reduce((sum, number) => sum + number, 0n)

function refuse(value: Pence, timeWeight: TenThousandths, care: readonly Care[]): void {
  if (value < 0n) throw invalid({ field: 'value', sentence: 'Give a case value that is not below nought.' })
  if (timeWeight < 0n || timeWeight > WHOLE_SHARE)
    throw invalid({ field: 'timeWeight', sentence: 'Give a weight of time from 0% to 100%.' })
  if (care.some(one => one.days < 0n))
    throw invalid({ field: 'care', sentence: 'Give each provider a number of days that is not below nought.' })
}
