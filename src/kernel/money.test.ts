import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMoney, largestRemainder, parseMoney, roundRatio } from './money.ts'

describe('money on paper', () => {
  test.each([
    [0n, '£0.00'],
    [5n, '£0.05'],
    [-5n, '-£0.05'],
    [123_456n, '£1,234.56'],
    [-123_456n, '-£1,234.56'],
    [100_000_000n, '£1,000,000.00'],
    [12_345_678_901_234_567_890n, '£123,456,789,012,345,678.90'],
  ])('%s pence are %s', (pence, written) => {
    expect(formatMoney(pence)).toBe(written)
    expect(parseMoney(written)).toBe(pence)
  })

  test.each([
    ['1234.56', 123_456n],
    ['1,234', 123_400n],
    [' 12 '.trim(), 1_200n],
    ['£-5.00', -500n],
    ['−£5.00', -500n],
  ])('%s is read as %s pence', (text, pence) => expect(parseMoney(text)).toBe(pence))

  test.each(['', '£', '1.5', '1.234', '1,23', '12,34.00', '--5', '-£-5', '5 pounds', '1e3', '0x10', '$5', '.50'])(
    '"%s" is refused',
    text => expect(() => parseMoney(text)).toThrow(expect.objectContaining({ code: 'input.invalid' })),
  )

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.bigInt(), pence => {
        expect(parseMoney(formatMoney(pence))).toBe(pence)
      }),
    )
  })
})

describe('rounding', () => {
  test.each([
    [1n, 2n, 1n],
    [-1n, 2n, -1n],
    [1n, -2n, -1n],
    [-1n, -2n, 1n],
    [3n, 2n, 2n],
    [5n, 2n, 3n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [0n, 7n, 0n],
    [149n, 100n, 1n],
  ])('%s / %s is %s', (numerator, denominator, expected) => {
    expect(roundRatio(numerator, denominator)).toBe(expected)
  })

  test('never moves a ratio by more than a half, and a half always away from nought', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (top, bottom) => {
          const rounded = roundRatio(top, bottom)
          const twiceOff = 2n * (rounded * bottom - top)
          expect(twiceOff <= bottom && twiceOff >= -bottom).toBe(true)
          expect(roundRatio(-top, bottom)).toBe(-rounded)
          expect(roundRatio(top * 2n + (top < 0n ? -1n : 1n), 2n)).toBe(top < 0n ? top - 1n : top + 1n)
        },
      ),
    )
  })

  test('nothing is divided by nought', () => {
    expect(() => roundRatio(1n, 0n)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
  })
})

describe('largest remainder', () => {
  test.each([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [101n, [1n, 1n, 1n], [34n, 34n, 33n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [10n, [0n, 1n, 0n], [0n, 10n, 0n]],
    [7n, [6n, 3n, 1n], [4n, 2n, 1n]],
    [0n, [2n, 3n], [0n, 0n]],
    [1n, [1n, 2n], [0n, 1n]],
  ])('%s by weights is shared as expected (%#)', (total, weights, expected) =>
    expect(largestRemainder(total, weights)).toEqual(expected),
  )

  const weights = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 })
    .filter(list => list.some(weight => weight > 0n))

  test('the parts add up to the total, and none is a whole penny away from its share', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), weights, (total, list) => {
        const sum = list.reduce((so, weight) => so + weight, 0n)
        const parts = largestRemainder(total, list)
        expect(parts.reduce((so, part) => so + part, 0n)).toBe(total)
        list.forEach((weight, at) => {
          const off = (parts[at] ?? 0n) * sum - total * weight
          expect(off < sum && off > -sum).toBe(true)
        })
      }),
    )
  })

  test.each([[[]], [[0n, 0n]], [[1n, -1n, 5n]]])('weights none, nought or below are refused (%#)', list => {
    expect(() => largestRemainder(10n, list)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
  })
})
