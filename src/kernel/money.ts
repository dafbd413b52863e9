import { invalid } from './errors.ts'

/** An amount in whole pence; pounds and pence exist only on paper. */
export type Pence = bigint

/** A share in whole ten-thousandths: 2,000 are 20%. */
export type TenThousandths = bigint

export const WHOLE_SHARE: TenThousandths = 10_000n

const GROUPED = new Intl.NumberFormat('en-GB')
const WRITTEN = /^([-−]?)£?([-−]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?$/

/** `£1,234.56`; what is owed the other way is `-£1,234.56`. */
export function formatMoney(pence: Pence): string {
  const size = pence < 0n ? -pence : pence
  const pounds = GROUPED.format(size / 100n)
  return `${pence < 0n ? '-' : ''}£${pounds}.${String(size % 100n).padStart(2, '0')}`
}

/**
 * Reads `£1,234.56`, `1234.56`, `1234` or `-£5.00`. Refuses anything else with `input.invalid`, and so also part
 * pence, one figure after the point, and commas in the wrong place.
 */
export function parseMoney(text: string, field = 'amount'): Pence {
  const [, before, after, pounds, pence] = WRITTEN.exec(text.trim()) ?? []
  if (pounds === undefined || (before && after))
    throw invalid({ field, sentence: 'Write the amount in pounds and pence, such as £1,234.56.' })
  const size = BigInt(pounds.replaceAll(',', '')) * 100n + BigInt(pence ?? '0')
  return before || after ? -size : size
}

/**
 * The one rounding rule: a ratio to the nearest whole, a half away from nought. Refuses a denominator of nought with
 * `input.invalid`.
 */
export function roundRatio(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw invalid({ field: 'denominator', sentence: 'Nothing can be divided by nought.' })
  const negative = numerator < 0n !== denominator < 0n
  const [top, bottom] = [abs(numerator), abs(denominator)]
  const size = (2n * top + bottom) / (2n * bottom)
  return negative ? -size : size
}

/**
 * Splits a total by weights so that the parts add up to it exactly: each has its whole part, and what is left over goes
 * one by one to the largest remainders, the earlier first among equals. A negative total is split as its positive is.
 * Refuses with `input.invalid` no weights, a weight below nought, and weights that are all nought.
 */
export function largestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((so, weight) => so + weight, 0n)
  if (sum <= 0n || weights.some(weight => weight < 0n))
    throw invalid({ field: 'weights', sentence: 'Give at least one weight above nought, and none below it.' })
  const sign = total < 0n ? -1n : 1n
  const size = abs(total)
  const parts = weights.map((weight, at) => ({ at, whole: (size * weight) / sum, rest: (size * weight) % sum }))
  const left = size - parts.reduce((so, part) => so + part.whole, 0n)
  const first = parts.toSorted((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1))
  const topped = new Set(first.slice(0, Number(left)).map(part => part.at))
  return parts.map(part => sign * (part.whole + (topped.has(part.at) ? 1n : 0n)))
}

const abs = (whole: bigint): bigint => (whole < 0n ? -whole : whole)
