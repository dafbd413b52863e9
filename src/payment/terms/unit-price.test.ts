import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type UnitPriceTerm, unitPriceAmount } from './unit-price.ts'

const TERM: UnitPriceTerm = {
  tiers: [
    { upTo: 10n, price: 20_000n },
    { upTo: 20n, price: 15_000n },
    { upTo: null, price: 10_000n },
  ],
  minimum: null,
  maximum: null,
}

test.each([
  [0n, [0n, 0n, 0n], 0n],
  [10n, [10n, 0n, 0n], 200_000n],
  [11n, [10n, 1n, 0n], 215_000n],
  [25n, [10n, 10n, 5n], 400_000n],
])('%s units lie in their tiers and each is paid by its own (%#)', (units, inTiers, amount) => {
  const found = unitPriceAmount(TERM, units)
  expect(found.lines.map(line => line.units)).toEqual(inTiers)
  expect(found).toMatchObject({ amount, bound: 'none' })
})

test.each([
  [1n, 50_000n, 'minimum'],
  [3n, 60_000n, 'none'],
  [30n, 300_000n, 'maximum'],
])('%s units within bounds cost %s pence: %s', (units, amount, bound) => {
  expect(unitPriceAmount({ ...TERM, minimum: 50_000n, maximum: 300_000n }, units)).toMatchObject({ amount, bound })
})

test('every unit is paid once, and one more never costs less', () => {
  const ends = fc.uniqueArray(fc.bigInt({ min: 1n, max: 500n }), { maxLength: 5 })
  const price = fc.bigInt({ min: 0n, max: 100_000n })
  fc.assert(
    fc.property(
      ends,
      fc.array(price, { minLength: 6, maxLength: 6 }),
      fc.bigInt({ min: 0n, max: 800n }),
      (some, prices, units) => {
        const sorted = some.toSorted((a, b) => (a < b ? -1 : 1))
        const tiers = [...sorted, null].map((upTo, at) => ({ upTo, price: prices[at] ?? 0n }))
        const term = { tiers, minimum: null, maximum: null }
        expect(unitPriceAmount(term, units).lines.reduce((sum, line) => sum + line.units, 0n)).toBe(units)
        expect(unitPriceAmount(term, units + 1n).amount >= unitPriceAmount(term, units).amount).toBe(true)
      },
    ),
  )
})

test.each<[Partial<UnitPriceTerm>, bigint]>([
  [{}, -1n],
  [{ tiers: [] }, 1n],
  [{ tiers: [{ upTo: 5n, price: 1n }] }, 1n],
  [
    {
      tiers: [
        { upTo: 5n, price: 1n },
        { upTo: 5n, price: 1n },
        { upTo: null, price: 1n },
      ],
    },
    1n,
  ],
  [
    {
      tiers: [
        { upTo: null, price: 1n },
        { upTo: null, price: 1n },
      ],
    },
    1n,
  ],
  [
    {
      tiers: [
        { upTo: 0n, price: 1n },
        { upTo: null, price: 1n },
      ],
    },
    1n,
  ],
  [{ tiers: [{ upTo: null, price: -1n }] }, 1n],
  [{ minimum: 2n, maximum: 1n }, 1n],
])('a term that cannot be is refused (%#)', (change, units) => {
  expect(() => unitPriceAmount({ ...TERM, ...change }, units)).toThrow(
    expect.objectContaining({ code: 'input.invalid' }),
  )
})
