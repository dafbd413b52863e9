import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { contactGaps, GAP_DAYS } from './contact-gaps.ts'

const START = Temporal.Instant.from('2026-01-05T10:00:00Z')
const day = (count: number) => START.add({ hours: 24 * count })
const gaps = (contacts: number[], until: number) =>
  contactGaps(contacts.map(day), { from: START, until: day(until) }).map(gap => gap.days)

test.each([
  ['contact every four weeks leaves no gap', [28, 56], 84, []],
  ['the 29th day without contact makes a gap', [29], 40, [29]],
  ['no contact since the start is a gap to now', [], 60, [60]],
  ['contacts count in any order', [50, 25], 70, []],
  ['a gap lies between two contacts', [10, 50, 60], 70, [40]],
  ['an appointment to come closes nothing yet', [100], 60, [60]],
] as const)('%s', (_, contacts, until, expected) => expect(gaps([...contacts], until)).toEqual(expected))

test('gaps never overlap, none is short, and one more contact never lengthens them', () => {
  const contact = fc.integer({ min: 0, max: 400 })
  fc.assert(
    fc.property(fc.array(contact, { maxLength: 12 }), contact, fc.integer({ min: 1, max: 400 }), (all, more, until) => {
      const found = contactGaps(all.map(day), { from: START, until: day(until) })
      for (const [at, gap] of found.entries()) {
        expect(gap.days).toBeGreaterThan(GAP_DAYS)
        const before = found[at - 1]
        if (before) expect(Temporal.Instant.compare(before.to, gap.from)).toBeLessThanOrEqual(0)
      }
      const total = (days: readonly number[]) => days.reduce((sum, one) => sum + one, 0)
      expect(total(gaps([...all, more], until))).toBeLessThanOrEqual(total(gaps(all, until)))
    }),
  )
})
