import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Balance, balances, type Claim, fewestPayments, netBetween, pairNets } from './netting.ts'

const claim = (claimant: string, on: string, amount: bigint, reference = 'AB1234AC'): Claim => ({
  claimant,
  on,
  amount,
  reference,
})
const balance = (organisation: string, amount: bigint): Balance => ({ organisation, amount })
const NAMES = ['Ash', 'Beech', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Gorse', 'Hazel']
const claims = fc.array(
  fc
    .record({
      claimant: fc.constantFrom(...NAMES),
      on: fc.constantFrom(...NAMES),
      amount: fc.bigInt({ min: 1n, max: 10n ** 8n }),
      reference: fc.constantFrom('AB1234AC', 'CD5678ED', 'EF9012HX'),
    })
    .filter(one => one.claimant !== one.on),
  { maxLength: 40 },
)
const sum = (all: readonly { amount: bigint }[]) => all.reduce((so, one) => so + one.amount, 0n)

describe('the net of a pair', () => {
  test('twenty handed one way and others back leave one amount, which names its cases', () => {
    const all = [
      claim('Ash', 'Beech', 2_000n, 'AB1'),
      claim('Beech', 'Ash', 500n, 'AB3'),
      claim('Ash', 'Beech', 10n, 'AB2'),
    ]
    expect(pairNets(all)).toEqual([
      { creditor: 'Ash', debtor: 'Beech', amount: 1_510n, references: ['AB1', 'AB2', 'AB3'] },
    ])
  })

  test('claims that cancel leave nought, with their cases', () => {
    expect(pairNets([claim('Ash', 'Beech', 5n, 'AB1'), claim('Beech', 'Ash', 5n, 'AB2')])).toMatchObject([
      { amount: 0n, references: ['AB1', 'AB2'] },
    ])
  })

  test('seen from the other side is the negative', () => {
    fc.assert(
      fc.property(claims, fc.constantFrom(...NAMES), fc.constantFrom(...NAMES), (all, one, other) => {
        expect(netBetween(all, one, other)).toBe(-netBetween(all, other, one))
      }),
    )
  })
})

describe('balances', () => {
  test('add up to nought, and are what the nets of the pairs add up to', () => {
    fc.assert(
      fc.property(claims, all => {
        const found = balances(all)
        expect(sum(found)).toBe(0n)
        const nets = pairNets(all)
        for (const { organisation, amount } of found) {
          const owed = sum(nets.filter(net => net.creditor === organisation))
          const owing = sum(nets.filter(net => net.debtor === organisation))
          expect(owed - owing).toBe(amount)
        }
      }),
    )
  })
})

describe('payments', () => {
  test.each<[string, Balance[], number]>([
    ['nobody owes anything', [balance('Ash', 0n)], 0],
    ['a chain is paid end to end', balances([claim('Ash', 'Beech', 5n), claim('Beech', 'Cedar', 5n)]), 1],
    [
      'a ring pays nothing',
      balances([claim('Ash', 'Beech', 5n), claim('Beech', 'Cedar', 5n), claim('Cedar', 'Ash', 5n)]),
      0,
    ],
    [
      'two threes are settled by themselves',
      [balance('A', 7n), balance('B', 5n), balance('C', -4n), balance('D', -3n), balance('E', -4n), balance('F', -1n)],
      4,
    ],
    [
      'where paying the largest first would take five',
      [balance('A', 6n), balance('B', 5n), balance('C', 4n), balance('D', -9n), balance('E', -3n), balance('F', -3n)],
      4,
    ],
  ])('%s', (_, all, count) => expect(fewestPayments(all)).toHaveLength(count))

  test('settle every balance exactly, each above nought, fewer than there are parties', () => {
    fc.assert(
      fc.property(claims, all => {
        const found = balances(all)
        const payments = fewestPayments(found)
        for (const { organisation, amount } of found) {
          const got = sum(payments.filter(payment => payment.payee === organisation))
          const paid = sum(payments.filter(payment => payment.payer === organisation))
          expect(got - paid).toBe(amount)
        }
        expect(payments.every(payment => payment.amount > 0n)).toBe(true)
        expect(payments.length).toBeLessThan(Math.max(1, found.filter(one => one.amount !== 0n).length))
      }),
      { numRuns: 50 },
    )
  })

  test('are no more than any way to split the parties into groups that settle themselves would need', () => {
    const groups = fc.array(fc.array(fc.bigInt({ min: -50n, max: 50n }), { minLength: 1, maxLength: 3 }), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(groups, lists => {
        const all = lists.flatMap((list, group) =>
          [...list, -list.reduce((so, amount) => so + amount, 0n)].map((amount, at) =>
            balance(`${group}.${at}`, amount),
          ),
        )
        const needed = lists.reduce((so, list) => so + list.length, 0)
        expect(fewestPayments(all).length).toBeLessThanOrEqual(needed)
      }),
      { numRuns: 50 },
    )
  })

  test('of forty parties are still exact and at most thirty-nine', () => {
    const all = Array.from({ length: 39 }, (_, at) => balance(`P${at}`, BigInt(at * at + 1)))
    const whole = [...all, balance('Payer', -sum(all))]
    expect(fewestPayments(whole)).toHaveLength(39)
    expect(sum(fewestPayments(whole))).toBe(sum(all))
  })
})

test.each([
  () => pairNets([claim('Ash', 'Beech', 0n)]),
  () => balances([claim('Ash', 'Beech', -1n)]),
  () => netBetween([claim('Ash', 'Ash', 1n)], 'Ash', 'Ash'),
  () => fewestPayments([balance('Ash', 1n)]),
])('what cannot be settled is refused (%#)', act => {
  expect(act).toThrow(expect.objectContaining({ code: 'input.invalid' }))
})
