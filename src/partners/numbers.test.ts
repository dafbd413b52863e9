import { expect, test } from 'vitest'
import { parseCharityNumber, parseCompanyNumber } from './numbers.ts'

test.each([
  ['123456', '123456'],
  [' 1 234 567 ', '1234567'],
  ['1234567-1', '1234567-1'],
])('the charity number %s is taken as %s', (written, taken) => expect(parseCharityNumber(written)).toBe(taken))

test.each(['12345', '12345678', 'SC123456', '1234567-123', ''])(
  '%s is no charity number of England and Wales',
  written => expect(() => parseCharityNumber(written)).toThrow('six or seven digits'),
)

test.each([
  ['01234567', '01234567'],
  ['1234567', '01234567'],
  ['ce 001234', 'CE001234'],
])('the company number %s is taken as %s', (written, taken) => expect(parseCompanyNumber(written)).toBe(taken))

test.each(['12345', '123456789', 'C1234567', 'ABCD1234', ''])('%s is no company number', written =>
  expect(() => parseCompanyNumber(written)).toThrow('eight characters'),
)
