import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMoney } from '../../kernel/money.ts'
import { feeInTwelfths } from './fee-in-twelfths.ts'

test.each([
  ['£1,000,000.00', '£83,333.33', '£83,333.37'],
  ['£1,200.00', '£100.00', '£100.00'],
  ['£0.11', '£0.00', '£0.11'],
  ['£0.00', '£0.00', '£0.00'],
])('%s a year is eleven times %s and then %s', (fee, month, last) => {
  expect(feeInTwelfths(parseMoney(fee))).toEqual([
    ...Array.from({ length: 11 }, () => parseMoney(month)),
    parseMoney(last),
  ])
})

test('twelve payments add up to the fee, and the last is less than twelve pence the larger', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fee => {
      const payments = feeInTwelfths(fee)
      expect(payments.reduce((sum, payment) => sum + payment, 0n)).toBe(fee)
      expect((payments[11] ?? 0n) - (payments[0] ?? 0n) < 12n).toBe(true)
    }),
  )
})

test('a fee below nought is refused', () => {
  expect(() => feeInTwelfths(-1n)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
})
