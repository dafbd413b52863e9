import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type VolumeTerm, volumeAdjustment } from './volume-adjustment.ts'

const TERM: VolumeTerm = {
  annualFee: 100_000_000n,
  expected: 1000n,
  range: { least: 1000n, most: 1000n },
  counts: 'excess only',
  fixedShare: 2000n,
  cap: null,
  floor: null,
}
const BAND: VolumeTerm = { ...TERM, range: { least: 900n, most: 1100n }, fixedShare: 0n }

describe('the fixed share of a fee', () => {
  test.each([
    [16n, 2000n, -1280n],
    [16n, 7700n, -368n],
    [48n, 2000n, -3840n],
    [48n, 7700n, -1104n],
  ])('a fall of %s% with a fixed share of %s cuts the fee by %s (ten-thousandths)', (fall, fixedShare, cut) => {
    const { adjustment } = volumeAdjustment({ ...TERM, fixedShare }, 1000n - fall * 10n)
    expect(adjustment * 10_000n).toBe(cut * TERM.annualFee)
  })
})

describe('the range', () => {
  test.each([900n, 901n, 1000n, 1099n, 1100n])('a volume of %s is inside it or at its edge: nothing', actual => {
    for (const counts of ['excess only', 'whole'] as const)
      expect(volumeAdjustment({ ...BAND, counts }, actual)).toEqual({ counted: 0n, adjustment: 0n, bound: 'none' })
  })

  test.each([
    [899n, 'excess only', -1n, -100_000n],
    [1101n, 'excess only', 1n, 100_000n],
    [899n, 'whole', -101n, -10_100_000n],
    [1101n, 'whole', 101n, 10_100_000n],
    [0n, 'excess only', -900n, -90_000_000n],
    [0n, 'whole', -1000n, -100_000_000n],
  ] as const)('a volume of %s with %s counts %s units: %s pence', (actual, counts, counted, adjustment) => {
    expect(volumeAdjustment({ ...BAND, counts }, actual)).toEqual({ counted, adjustment, bound: 'none' })
  })
})

describe('cap and floor', () => {
  test.each([
    [2000n, 15_000_000n, 'cap'],
    [200n, -20_000_000n, 'floor'],
    [1150n, 5_000_000n, 'none'],
    [850n, -5_000_000n, 'none'],
  ])('a volume of %s adjusts by %s pence: %s', (actual, adjustment, bound) => {
    expect(volumeAdjustment({ ...BAND, cap: 11_500n, floor: 8_000n }, actual)).toMatchObject({ adjustment, bound })
  })
})

const terms = fc
  .record({
    annualFee: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    least: fc.bigInt({ min: 0n, max: 5000n }),
    below: fc.bigInt({ min: 1n, max: 5000n }),
    above: fc.bigInt({ min: 0n, max: 5000n }),
    counts: fc.constantFrom('excess only' as const, 'whole' as const),
    fixedShare: fc.bigInt({ min: 0n, max: 10_000n }),
    cap: fc.option(fc.bigInt({ min: 10_000n, max: 20_000n })),
    floor: fc.option(fc.bigInt({ min: 0n, max: 10_000n })),
  })
  .map(
    ({ least, below, above, ...term }): VolumeTerm => ({
      ...term,
      expected: least + below,
      range: { least, most: least + below + above },
    }),
  )

test('more volume never gives a smaller fee, and the fee stays within cap and floor', () => {
  const volume = fc.bigInt({ min: 0n, max: 40_000n })
  fc.assert(
    fc.property(terms, volume, volume, (term, one, more) => {
      const [low, high] = [volumeAdjustment(term, one).adjustment, volumeAdjustment(term, one + more).adjustment]
      expect(high >= low).toBe(true)
      expect(term.annualFee + low >= 0n).toBe(true)
      if (term.cap !== null) expect(2n * (10_000n * high - term.annualFee * (term.cap - 10_000n)) <= 10_000n).toBe(true)
    }),
  )
})

test.each<[Partial<VolumeTerm>, bigint]>([
  [{ annualFee: -1n }, 1000n],
  [{ expected: 0n, range: { least: 0n, most: 1n } }, 1000n],
  [{ range: { least: 1001n, most: 1100n } }, 1000n],
  [{ range: { least: 900n, most: 999n } }, 1000n],
  [{ fixedShare: 10_001n }, 1000n],
  [{ cap: 9_999n }, 1000n],
  [{ floor: 10_001n }, 1000n],
  [{}, -1n],
])('a term or a volume that cannot be is refused (%#)', (change, actual) => {
  expect(() => volumeAdjustment({ ...TERM, ...change }, actual)).toThrow(
    expect.objectContaining({ code: 'input.invalid' }),
  )
})
