import { Type } from 'typebox'
import { formatMoney, largestRemainder } from '../../kernel/money.ts'
import { listInWords, plural } from '../../kernel/words.ts'
import { feeInTwelfths } from '../../payment/terms/fee-in-twelfths.ts'
import { unitPriceAmount } from '../../payment/terms/unit-price.ts'
import { volumeAdjustment } from '../../payment/terms/volume-adjustment.ts'
import { type CalculatorRule, defineRule, fields, inTenThousandthsOf, PENCE, PER_CENT, penceInJson } from './rule.ts'

const UNITS = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

const twelfths = defineRule({
  name: 'fee-in-twelfths',
  title: 'Fee in twelfths',
  about: 'An annual fee in twelve equal payments of whole pence, the remainder in the last.',
  source: 'Straw man payment mechanism, May 2013; facts.md 1.1 and T5',
  input: fields({ annualFee: PENCE }),
  example: { annualFee: 100_000_000 },
  calculate(input) {
    const payments = feeInTwelfths(BigInt(input.annualFee))
    const [first = 0n] = payments
    const last = payments.at(-1) ?? 0n
    return {
      result: { payments: payments.map(penceInJson) },
      working: [
        `${formatMoney(BigInt(input.annualFee))} ÷ 12, in whole pence, is ${formatMoney(first)}.`,
        `Eleven payments of ${formatMoney(first)} and a last of ${formatMoney(last)}.`,
      ],
    }
  },
})

const volume = defineRule({
  name: 'volume-adjustment',
  title: 'Volume adjustment of a fee',
  about: 'What a volume outside its range adds to a fee at year end, or takes back. Figures are illustrative.',
  source: 'Straw man payment mechanism, May 2013; facts.md 1.1, T4 and T6',
  input: fields({
    annualFee: PENCE,
    expected: UNITS,
    least: UNITS,
    most: UNITS,
    actual: UNITS,
    counts: Type.Enum(['excess only', 'whole']),
    fixedShare: PER_CENT,
    cap: Type.Optional(Type.Number({ minimum: 100, maximum: 1000 })),
    floor: Type.Optional(PER_CENT),
  }),
  example: {
    annualFee: 100_000_000,
    expected: 1000,
    least: 1000,
    most: 1000,
    actual: 840,
    counts: 'excess only',
    fixedShare: 20,
  },
  calculate(input) {
    const fee = BigInt(input.annualFee)
    const term = {
      annualFee: fee,
      expected: BigInt(input.expected),
      range: { least: BigInt(input.least), most: BigInt(input.most) },
      counts: input.counts,
      fixedShare: inTenThousandthsOf(input.fixedShare),
      cap: input.cap === undefined ? null : inTenThousandthsOf(input.cap),
      floor: input.floor === undefined ? null : inTenThousandthsOf(input.floor),
    }
    const { counted, adjustment, bound } = volumeAdjustment(term, BigInt(input.actual))
    return {
      result: {
        counted: Number(counted),
        adjustment: penceInJson(adjustment),
        fee: penceInJson(fee + adjustment),
        bound,
      },
      working: [
        `The volume of ${input.actual} against ${input.least} to ${input.most} counts as ${counted} (${input.counts}).`,
        `${formatMoney(fee)} × (100% − ${input.fixedShare}%) × ${counted} ÷ ${input.expected}${bound === 'none' ? '' : `, held by the ${bound},`} is ${formatMoney(adjustment)}.`,
        `The fee becomes ${formatMoney(fee + adjustment)}.`,
      ],
    }
  },
})

const unitPrice = defineRule({
  name: 'unit-price',
  title: 'Unit price',
  about: 'Units of a month paid by the tier in which each lies, within a minimum and a maximum.',
  source: 'payment.md, Terms; ours',
  input: fields({
    units: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    tiers: Type.Array(
      fields({
        upTo: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
        price: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
      }),
      { minItems: 1, maxItems: 20 },
    ),
    minimum: Type.Optional(PENCE),
    maximum: Type.Optional(PENCE),
  }),
  example: { units: 25, tiers: [{ upTo: 10, price: 20_000 }, { price: 15_000 }], minimum: 50_000 },
  calculate(input) {
    const term = {
      tiers: input.tiers.map(tier => ({
        upTo: tier.upTo === undefined ? null : BigInt(tier.upTo),
        price: BigInt(tier.price),
      })),
      minimum: input.minimum === undefined ? null : BigInt(input.minimum),
      maximum: input.maximum === undefined ? null : BigInt(input.maximum),
    }
    const { lines, amount, bound } = unitPriceAmount(term, BigInt(input.units))
    return {
      result: {
        amount: penceInJson(amount),
        bound,
        lines: lines.map(line => ({
          units: Number(line.units),
          price: penceInJson(line.price),
          amount: penceInJson(line.amount),
        })),
      },
      working: [
        ...lines.map(
          line => `${plural(line.units, 'unit')} at ${formatMoney(line.price)}: ${formatMoney(line.amount)}.`,
        ),
        `${formatMoney(amount)} to pay${bound === 'none' ? '' : `, the ${bound}`}.`,
      ],
    }
  },
})

const remainder = defineRule({
  name: 'largest-remainder',
  title: 'Largest remainder',
  about: 'Splits an amount by weights so that the parts, in whole pence, add up to it exactly.',
  source: 'Hamilton’s method; the earlier first among equal remainders',
  input: fields({
    total: Type.Integer({ minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 }),
    weights: Type.Array(UNITS, { minItems: 1, maxItems: 500 }),
  }),
  example: { total: 100, weights: [1, 1, 1] },
  calculate(input) {
    const parts = largestRemainder(BigInt(input.total), input.weights.map(BigInt))
    return {
      result: { parts: parts.map(penceInJson) },
      working: [`${formatMoney(BigInt(input.total))} is split into ${listInWords(parts.map(formatMoney))}.`],
    }
  },
})

export const MONEY_RULES: readonly CalculatorRule[] = [twelfths, volume, unitPrice, remainder]
