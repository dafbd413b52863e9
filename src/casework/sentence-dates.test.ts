import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import {
  type CustodialSentence,
  halfWayRelease,
  hasSupervision,
  sentenceEnd,
  sentenceStretches,
} from './sentence-dates.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const sentence = (months: number, days = 0, sentencedOn = '2026-01-15'): CustodialSentence => ({
  offenceOn: day('2025-10-01'),
  sentencedOn: day(sentencedOn),
  months,
  days,
})
const stretches = (one: CustodialSentence) => sentenceStretches(one, halfWayRelease(one))
const refused = expect.objectContaining({ code: 'input.invalid' })

describe('licence and post-sentence supervision', () => {
  test.each([
    [6, 3, 3, 9],
    [10, 5, 5, 7],
    [18, 9, 9, 3],
  ])('%i months are %i in custody, %i on licence and %i of supervision', (months, ...expected) => {
    const lengths = stretches(sentence(months)).map(part => part.from.until(part.until, { largestUnit: 'month' }))
    expect(lengths.map(length => [length.months, length.days])).toEqual(expected.map(length => [length, 0]))
  })

  test('six months from 15 January 2026 have these days', () => {
    expect(stretches(sentence(6)).map(part => [part.period, part.from.toString(), part.until.toString()])).toEqual([
      ['custody', '2026-01-15', '2026-04-15'],
      ['licence', '2026-04-15', '2026-07-15'],
      ['post_sentence_supervision', '2026-07-15', '2027-04-15'],
    ])
  })

  test('nine months halve by days, the odd day being served', () => {
    expect(sentenceEnd(sentence(9)).toString()).toBe('2026-10-15')
    expect(halfWayRelease(sentence(9)).toString()).toBe('2026-06-01')
  })

  test('a release that moved moves the end of supervision with it', () => {
    const [, , supervision] = sentenceStretches(sentence(6), day('2026-05-01'))
    expect(supervision?.until.toString()).toBe('2027-05-01')
  })

  test.each([
    [sentence(0, 1), false],
    [sentence(0, 2), true],
    [sentence(23, 30), true],
    [sentence(24), false],
    [sentence(36), false],
  ])('follows only a sentence over one day and under two years (%#)', (one, expected) => {
    expect(hasSupervision(one)).toBe(expected)
    expect(stretches(one).some(part => part.period === 'post_sentence_supervision')).toBe(expected)
  })

  test('stretches follow each other without gap or overlap, and supervision ends twelve months after release', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 2, max: 28 }),
        fc.nat(700),
        (months, days, later) => {
          const one = sentence(months, days, day('2025-10-01').add({ days: later }).toString())
          fc.pre(hasSupervision(one))
          const parts = stretches(one)
          parts.slice(1).forEach((part, at) => {
            expect(part.from.toString()).toBe(parts[at]?.until.toString())
          })
          expect(parts.at(-1)?.until.toString()).toBe(halfWayRelease(one).add({ months: 12 }).toString())
        },
      ),
    )
  })

  test.each([
    [sentence(0), '2026-01-15'],
    [sentence(1.5), '2026-01-20'],
    [sentence(-1), '2026-01-10'],
    [{ ...sentence(6), offenceOn: day('2015-01-31') }, '2026-04-15'],
    [{ ...sentence(6), offenceOn: day('2026-01-16') }, '2026-04-15'],
    [sentence(6), '2026-01-14'],
    [sentence(6), '2026-07-16'],
  ])('what cannot be is refused (%#)', (one, releasedOn) => {
    expect(() => sentenceStretches(one, day(releasedOn))).toThrow(refused)
  })
})
