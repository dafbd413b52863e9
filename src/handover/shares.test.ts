import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CaseValue, caseShares } from './shares.ts'

const CASE: CaseValue = {
  value: 120_000n,
  timeWeight: 5000n,
  care: [
    { provider: 'Ash Trust', days: 90n, gain: 1000n },
    { provider: 'Beech House', days: 30n, gain: 3000n },
  ],
  receiver: 'Beech House',
}
const shares = (change: Partial<CaseValue>) =>
  Object.fromEntries(caseShares({ ...CASE, ...change }).map(({ provider, share }) => [provider, share]))
const care = (...rows: [string, bigint, bigint][]) => rows.map(([provider, days, gain]) => ({ provider, days, gain }))

describe('the shares of a case', () => {
  test.each<[string, Partial<CaseValue>, Record<string, bigint>]>([
    ['half by time, half by progress', {}, { 'Ash Trust': 60_000n, 'Beech House': 60_000n }],
    ['time alone', { timeWeight: 10_000n }, { 'Ash Trust': 90_000n, 'Beech House': 30_000n }],
    ['progress alone', { timeWeight: 0n }, { 'Ash Trust': 30_000n, 'Beech House': 90_000n }],
    [
      'nothing gained: time alone decides',
      { timeWeight: 0n, care: care(['Ash Trust', 90n, 0n], ['Beech House', 30n, 0n]) },
      { 'Ash Trust': 90_000n, 'Beech House': 30_000n },
    ],
    [
      'a loss counts as nought',
      { timeWeight: 0n, care: care(['Ash Trust', 90n, -500n], ['Beech House', 30n, 10n]) },
      { 'Ash Trust': 0n, 'Beech House': 120_000n },
    ],
    [
      'handed on the day it came: the receiver takes all',
      { care: care(['Ash Trust', 0n, 100n], ['Beech House', 0n, 0n]) },
      { 'Ash Trust': 0n, 'Beech House': 120_000n },
    ],
    ['nobody had it yet', { care: [] }, { 'Beech House': 120_000n }],
    [
      'a provider without a whole day still has its progress',
      { care: care(['Ash Trust', 0n, 50n], ['Beech House', 10n, 50n]) },
      { 'Ash Trust': 30_000n, 'Beech House': 90_000n },
    ],
    [
      'a provider that had the case twice has one share',
      { timeWeight: 10_000n, care: care(['Ash Trust', 10n, 0n], ['Beech House', 20n, 0n], ['Ash Trust', 30n, 0n]) },
      { 'Ash Trust': 80_000n, 'Beech House': 40_000n },
    ],
    [
      'thirds of a pound',
      { value: 100n, care: care(['Ash Trust', 1n, 0n], ['Beech House', 1n, 0n], ['Cedar', 1n, 0n]) },
      { 'Ash Trust': 34n, 'Beech House': 33n, Cedar: 33n },
    ],
  ])('%s', (_, change, expected) => expect(shares(change)).toEqual(expected))

  const provider = fc.constantFrom('Ash Trust', 'Beech House', 'Cedar', 'Dogwood')
  const anyCase = fc.record({
    value: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    timeWeight: fc.bigInt({ min: 0n, max: 10_000n }),
    care: fc.array(
      fc.record({
        provider,
        days: fc.bigInt({ min: 0n, max: 800n }),
        gain: fc.bigInt({ min: -10_000n, max: 10_000n }),
      }),
      { maxLength: 6 },
    ),
    receiver: provider,
  })

  test('add up to its value to the penny, and none is below nought', () => {
    fc.assert(
      fc.property(anyCase, one => {
        const all = caseShares(one)
        expect(all.reduce((sum, { share }) => sum + share, 0n)).toBe(one.value)
        expect(all.every(({ share }) => share >= 0n)).toBe(true)
      }),
    )
  })

  test('are within a penny of the formula', () => {
    fc.assert(
      fc.property(anyCase, one => {
        const days = one.care.reduce((sum, row) => sum + Number(row.days), 0)
        const gain = one.care.reduce((sum, row) => sum + Math.max(0, Number(row.gain)), 0)
        fc.pre(days > 0 && gain > 0)
        const time = Number(one.timeWeight) / 10_000
        for (const { provider: name, share } of caseShares(one)) {
          const own = one.care.filter(row => row.provider === name)
          const ownDays = own.reduce((sum, row) => sum + Number(row.days), 0)
          const ownGain = own.reduce((sum, row) => sum + Math.max(0, Number(row.gain)), 0)
          const formula = Number(one.value) * ((time * ownDays) / days + ((1 - time) * ownGain) / gain)
          expect(Math.abs(Number(share) - formula)).toBeLessThan(1.000_01)
        }
      }),
    )
  })

  test.each<Partial<CaseValue>>([
    { value: -1n },
    { timeWeight: 10_001n },
    { timeWeight: -1n },
    { care: care(['Ash Trust', -1n, 0n]) },
  ])('what cannot be is refused (%#)', change => {
    expect(() => shares(change)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
  })
})
