import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { CHECK_CODES, checklist, type Held, missingOf, type SenderWords } from './checklist.ts'

const TODAY = Temporal.PlainDate.from('2026-10-05')
const at = (text: string) => Temporal.Instant.from(text)
const WHOLE: Held = {
  name: true,
  dateOfBirth: true,
  reachable: true,
  sentence: { kind: 'community order', endsOn: Temporal.PlainDate.from('2027-01-13') },
  needs: 3,
  openGoals: 2,
  risk: { level: 'medium', assessedAt: at('2026-08-01T10:00:00Z'), warnings: ['arson'] },
  openReferrals: ['AB1234AC'],
  nextAppointment: at('2026-10-06T09:00:00Z'),
}
const SAID: SenderWords = { health: 'Asthma.', enforcement: 'None.', told: 'The day.' }
const of = (change: Partial<Held>, said: SenderWords = SAID, today = TODAY) =>
  checklist({ ...WHOLE, ...change }, said, today)
const wordsOf = (code: string, change: Partial<Held> = {}) => of(change).find(item => item.code === code)?.words

describe('the minimum-information list', () => {
  test('is whole where Weft holds everything and the sender has said the rest', () => {
    expect(missingOf(of({}))).toEqual([])
  })

  test.each<[string, Partial<Held>, string]>([
    ['a person without a way to be reached', { reachable: false }, 'identity'],
    ['a date of birth not known', { dateOfBirth: false }, 'identity'],
    ['no sentence', { sentence: null }, 'sentence'],
    ['a sentence without an end', { sentence: { kind: 'licence', endsOn: null } }, 'sentence'],
    ['a sentence that has ended', { sentence: { kind: 'licence', endsOn: TODAY.subtract({ days: 1 }) } }, 'sentence'],
    ['no assessed need', { needs: 0 }, 'plan'],
    ['no open goal', { openGoals: 0 }, 'plan'],
    ['no risk assessment', { risk: null }, 'risk'],
    ['risk not assessed', { risk: { level: 'not assessed', assessedAt: null, warnings: [] } }, 'risk'],
    [
      'an old risk assessment',
      { risk: { level: 'low', assessedAt: at('2026-04-05T08:00:00Z'), warnings: [] } },
      'risk',
    ],
    ['no appointment', { nextAppointment: null }, 'appointments'],
  ])('%s leaves one item missing', (_, change, code) => {
    expect(missingOf(of(change)).map(item => item.code)).toEqual([code])
  })

  test('what only the sender knows is missing until the sender says it', () => {
    expect(missingOf(of({}, {})).map(item => item.code)).toEqual(['health', 'enforcement', 'told'])
  })

  test('a risk assessment is current until the day six months after it', () => {
    const risk = { level: 'low', assessedAt: at('2026-04-06T08:00:00Z'), warnings: [] }
    expect(missingOf(of({ risk }))).toEqual([])
    expect(missingOf(of({ risk }, SAID, TODAY.add({ days: 1 }))).map(item => item.code)).toEqual(['risk'])
  })

  test('says what is held: days left, alerts, referrals, the next appointment', () => {
    expect(wordsOf('sentence')).toBe('Community order, ends on 13 January 2027: 100 days left')
    expect(wordsOf('risk')).toBe('Medium, assessed on 1 August 2026; alerts: arson')
    expect(wordsOf('referrals')).toBe('Open: AB1234AC')
    expect(wordsOf('referrals', { openReferrals: [] })).toBe('None is open')
    expect(wordsOf('appointments')).toBe('The next is on 6 October 2026')
    expect(wordsOf('identity', { name: false, reachable: false })).toBe('Not held: name and address or phone')
  })

  test('has every item once, in its order, whatever is held', () => {
    const held = fc.record({
      ...Object.fromEntries(['name', 'dateOfBirth', 'reachable'].map(name => [name, fc.boolean()])),
      needs: fc.nat(12),
      openGoals: fc.nat(5),
    })
    fc.assert(
      fc.property(held, change => {
        const list = of(change)
        expect(list.map(item => item.code)).toEqual(CHECK_CODES)
        expect(list.every(item => item.words.length > 0)).toBe(true)
      }),
    )
  })
})
