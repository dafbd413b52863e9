import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { dueInWords, subjectInWords, taskInWords } from './words.ts'

const at = (text: string) => Temporal.Instant.from(text)
/** The end of Thursday 19 November 2026. */
const DUE = at('2026-11-20T00:00:00Z')

test.each([
  ['2026-11-17T10:00:00Z', 'due by 19 November 2026'],
  ['2026-11-19T23:59:59Z', 'due today'],
  ['2026-11-20T00:00:00Z', '1 business day overdue'],
  ['2026-11-24T10:00:00Z', '3 business days overdue'],
])('what is due by the end of a Thursday is, at %s, %s', (now, words) => {
  expect(dueInWords(DUE, at(now))).toBe(words)
})

test('what was due on a Friday is overdue on the Saturday, by no business day yet', () => {
  expect(dueInWords(at('2026-11-21T00:00:00Z'), at('2026-11-21T09:00:00Z'))).toBe('overdue since 20 November 2026')
})

test.each([
  ['referral AB1234AC', 'referral AB1234AC'],
  ['referral AB1234AC plan 2026-10-01T10:00:00.000Z', 'service plan of referral AB1234AC'],
  ['session AB1234AC-2', 'session'],
])('the subject %s is said as %s', (subject, words) => {
  expect(subjectInWords(subject)).toBe(words)
})

test('what came back to the one who asked is told to them as theirs to mend', () => {
  const row = { code: 'answer-referral', title: 'Answer a referral', owedTo: 'ash' }
  expect(taskInWords({ ...row, holder: 'beech' })).toBe('Answer a referral')
  expect(taskInWords({ ...row, holder: 'ash' })).toBe('Send what the provider asked for')
})
