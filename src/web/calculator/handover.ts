import { Type } from 'typebox'
import { balances, fewestPayments, pairNets } from '../../handover/netting.ts'
import { caseShares } from '../../handover/shares.ts'
import { formatMoney } from '../../kernel/money.ts'
import { plural } from '../../kernel/words.ts'
import {
  type CalculatorRule,
  defineRule,
  fields,
  inTenThousandthsOf,
  PENCE,
  PER_CENT,
  penceInJson,
  TEXT,
} from './rule.ts'

const shares = defineRule({
  name: 'handover-shares',
  title: 'Shares of a case handed over',
  about: 'Value × (weight of time × days ÷ all days + weight of progress × gain ÷ all gain), to the penny.',
  source: 'handover.md, The ledger and netting; Weft’s own proposal, illustrative',
  input: fields({
    value: PENCE,
    timeWeight: PER_CENT,
    care: Type.Array(
      fields({
        provider: TEXT,
        days: Type.Integer({ minimum: 0, maximum: 100_000 }),
        gain: Type.Integer({ minimum: -10_000, maximum: 10_000 }),
      }),
      { maxItems: 100 },
    ),
    receiver: TEXT,
  }),
  example: {
    value: 120_000,
    timeWeight: 50,
    care: [
      { provider: 'Ash Trust', days: 90, gain: 1000 },
      { provider: 'Beech House', days: 30, gain: 3000 },
    ],
    receiver: 'Beech House',
  },
  calculate(input) {
    const care = input.care.map(one => ({ ...one, days: BigInt(one.days), gain: BigInt(one.gain) }))
    const value = BigInt(input.value)
    const found = caseShares({
      value,
      timeWeight: inTenThousandthsOf(input.timeWeight),
      care,
      receiver: input.receiver,
    })
    const days = input.care.reduce((sum, one) => sum + one.days, 0)
    const gain = input.care.reduce((sum, one) => sum + Math.max(0, one.gain), 0)
    return {
      result: { shares: found.map(({ provider, share }) => ({ provider, share: penceInJson(share) })) },
      working: [
        `Time weighs ${input.timeWeight}% over ${plural(days, 'day')}, progress the rest over a gain of ${gain}.`,
        ...(days === 0 ? [`Nobody had a whole day: ${input.receiver} takes all.`] : []),
        ...(days > 0 && gain === 0 ? ['Nothing was gained: time alone decides.'] : []),
        ...found.map(({ provider, share }) => `${provider}: ${formatMoney(share)}.`),
        `Together ${formatMoney(value)}.`,
      ],
    }
  },
})

const netting = defineRule({
  name: 'netting',
  title: 'Netting of claims',
  about: 'Claims between each pair become one amount, and all of them the fewest payments that settle everyone.',
  source: 'handover.md, The ledger and netting',
  input: fields({
    claims: Type.Array(
      fields({
        claimant: TEXT,
        on: TEXT,
        amount: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }),
        reference: TEXT,
      }),
      { maxItems: 200 },
    ),
  }),
  example: {
    claims: [
      { claimant: 'Ash Trust', on: 'Beech House', amount: 200_000, reference: 'AB1234AC' },
      { claimant: 'Beech House', on: 'Ash Trust', amount: 50_000, reference: 'CD5679ED' },
      { claimant: 'Beech House', on: 'Cedar', amount: 150_000, reference: 'EF9012HX' },
    ],
  },
  calculate(input) {
    const claims = input.claims.map(claim => ({ ...claim, amount: BigInt(claim.amount) }))
    const [pairs, owed] = [pairNets(claims), balances(claims)]
    const payments = fewestPayments(owed)
    return {
      result: {
        pairs: pairs.map(pair => ({ ...pair, amount: penceInJson(pair.amount) })),
        balances: owed.map(balance => ({ ...balance, amount: penceInJson(balance.amount) })),
        payments: payments.map(payment => ({ ...payment, amount: penceInJson(payment.amount) })),
      },
      working: [
        ...pairs.map(
          pair =>
            `${pair.debtor} owes ${pair.creditor} ${formatMoney(pair.amount)}, from ${plural(pair.references.length, 'case')}.`,
        ),
        ...payments.map(({ payer, payee, amount }) => `${payer} pays ${payee} ${formatMoney(amount)}.`),
        `Everyone is settled by ${plural(payments.length, 'payment')}.`,
      ],
    }
  },
})

export const HANDOVER_RULES: readonly CalculatorRule[] = [shares, netting]
