import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { ISPA, partsMissing, partsOf } from './ispa.ts'
import { type ProposedTerm, readCharge, refuseOutcomeRisk, TERM_KINDS } from './term.ts'
import { chargeInWords } from './term-words.ts'
import { effectOf, volumeChanges } from './variation.ts'

describe('a term that passes on the risk of outcomes', () => {
  const proposed = (change: Partial<ProposedTerm>): ProposedTerm => ({
    kind: 'payment by results',
    agreementKind: 'subcontract',
    paidSectors: ['voluntary'],
    asked: null,
    ...change,
  })
  const day = Temporal.PlainDate.from('2026-09-01')

  test.each(['payment by results', 'service credit', 'clawback'] as const)(
    'as %s is refused on a voluntary-sector subcontract, and the sentence says why',
    kind => {
      expect(() => refuseOutcomeRisk(proposed({ kind }))).toThrow('the risk of outcomes stays with the lead provider')
    },
  )

  test.each([
    ['the body is private', { paidSectors: ['private'] }],
    ['it is no subcontract', { agreementKind: 'services agreement' }],
    ['it is a unit price', { kind: 'unit price' }],
    [
      'the body asked for it and the commissioner agreed',
      { asked: { by: 'The Lantern Trust', on: day, agreedOn: day } },
    ],
  ] satisfies [string, Partial<ProposedTerm>][])('is not refused where %s', (_, change) => {
    expect(() => refuseOutcomeRisk(proposed(change))).not.toThrow()
  })
})

describe('a charge', () => {
  test.each([
    ['fee for service', {}],
    ['fee for service', { annual_pence: 100 }],
    ['unit price', { per: 'start', tiers: [] }],
    ['unit price', { per: 'start', tiers: [{ up_to: null }] }],
    ['unit price', { per: 'week', tiers: [{ pence: 100 }] }],
  ] as const)('without a price is refused: %s %j', (kind, parameters) => {
    expect(() => readCharge(kind, parameters)).toThrow('A charge without a price is refused.')
  })

  test('as a unit price says its tiers in words', () => {
    const charge = readCharge('unit price', { per: 'start', tiers: [{ up_to: 10, pence: '45000' }, { pence: 40000 }] })
    expect(chargeInWords(charge)).toBe(
      '£450.00 for each of the first 10 starts of a month, £400.00 for each further start.',
    )
  })

  test('as a fee says its year and what follows volume', () => {
    const charge = readCharge('fee for service', {
      annual_pence: 12_000_000,
      year_from: '2026-04',
      least_volume: 90,
      most_volume: 110,
      fixed_share: 2000,
    })
    expect(chargeInWords(charge)).toBe(
      '£120,000.00 a year in twelve equal payments, from April 2026. It follows the weighted yearly volume outside 90 to 110 (only what lies beyond; 20% of the fee is fixed).',
    )
  })

  test('of outcome risk has its words only', () => {
    for (const kind of TERM_KINDS.slice(2)) expect(readCharge(kind, {})).toEqual({ kind })
  })
})

describe('the parts of the ISPA', () => {
  test('are 24 clauses, 13 of them mandatory, and 15 schedules', () => {
    expect(ISPA.filter(part => part.part.startsWith('clause')).length).toBe(24)
    expect(ISPA.filter(part => part.mandatory).length).toBe(13)
    expect(ISPA.filter(part => part.part.startsWith('schedule')).length).toBe(15)
  })

  test('that are mandatory and left out are missing, and price and governance are asked for until kept', () => {
    const missing = partsMissing(
      partsOf([
        { part: 'clause 14', kept: false, words: null },
        { part: 'clause 16', kept: false, words: null },
        { part: 'clause 13', kept: true, words: null },
      ]),
    )
    expect(missing.mandatory.map(part => part.title)).toEqual(['Audit'])
    expect(missing.asked.map(part => part.title)).toEqual(['Governance'])
  })
})

test('a variation shows each month that differs, and what it changes in all', () => {
  const volume = (month: string, expected: number, pence: bigint) => ({
    line: 1,
    month,
    minimum: 4,
    expected,
    cashPence: pence,
  })
  const changes = volumeChanges(
    [volume('2026-10', 10, 100n), volume('2026-11', 10, 100n), volume('2026-12', 10, 100n)],
    [volume('2026-10', 10, 100n), volume('2026-11', 12, 120n), volume('2027-01', 5, 50n)],
  )
  expect(changes.map(change => change.month)).toEqual(['2026-11', '2026-12', '2027-01'])
  expect(effectOf(changes)).toEqual({ minimum: 0, expected: -3, cashPence: -30n })
})
