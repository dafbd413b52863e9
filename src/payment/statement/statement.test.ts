import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMoney } from '../../kernel/money.ts'
import { addMonths, type Month } from '../../kernel/month.ts'
import { canonicalOf, digestOf, readCanonical } from './canonical.ts'
import { type Charge, type MonthFacts, makeStatement, type Promised } from './statement.ts'
import { statementCsv } from './statement-file.ts'

const FEE: Charge = {
  kind: 'fee for service',
  term: 1,
  words: 'Fee for service',
  annualPence: parseMoney('£1,000,000.00'),
  yearFrom: '2026-04',
  expected: 100,
  least: 90,
  most: 110,
  adjusts: 'excess',
  fixedShare: 2000n,
  cap: null,
  floor: null,
}

const PRICE: Charge = {
  kind: 'unit price',
  term: 2,
  words: 'Each accepted start',
  per: 'start',
  line: 1,
  tiers: [
    { upTo: 10, pence: 20_000n },
    { upTo: null, pence: 15_000n },
  ],
  leastPence: null,
  mostPence: null,
}

const promised = (terms: readonly Charge[]): Promised => ({
  agreement: 'SUB-1',
  title: 'Accommodation, Leeds',
  version: 1,
  area: 'C05',
  payer: { organisation: 'lead', name: 'Lead' },
  payee: { organisation: 'lantern', name: 'Lantern' },
  terms,
  volumes: [{ line: 1, title: 'Accommodation', minimum: 8, expected: 12, cashPence: 240_000n }],
})

const facts = (month: Month, given: Partial<MonthFacts> = {}): MonthFacts => ({
  month,
  evidence: 'e'.repeat(64),
  lines: [{ line: 1, starts: 12, sessions: 30, completions: 4, disputed: 0 }],
  corrections: [],
  unfunded: 0,
  yearStarts: [],
  credits: [],
  ...given,
})

describe('a statement', () => {
  test('pays the twelve months of a fee to the penny, the remainder in the last', () => {
    const months = Array.from({ length: 12 }, (_, at) => addMonths('2026-04', at))
    const inRange = { yearStarts: [{ month: '2026-04' as Month, starts: 100 }] }
    const totals = months.map(month => makeStatement(promised([FEE]), facts(month, inRange)).totalPence)
    expect(totals[0]).toBe(parseMoney('£83,333.33'))
    expect(totals[11]).toBe(parseMoney('£83,333.37'))
    expect(totals.reduce((sum, total) => sum + total, 0n)).toBe(parseMoney('£1,000,000.00'))
  })

  test('adjusts the fee once, in the last month of the contract year, for volume outside the range', () => {
    const year = { yearStarts: [{ month: '2026-04' as Month, starts: 84 }] }
    const { lines } = makeStatement(promised([FEE]), facts('2027-03', year))
    // 6 below the range of 100 expected, 80% of the fee following volume: 1,000,000 × 0.8 × 6/100
    expect(lines.find(line => line.title.startsWith('Volume adjustment'))?.pence).toBe(-parseMoney('£48,000.00'))
    expect(
      makeStatement(promised([FEE]), facts('2027-02', year)).lines.some(line =>
        line.title.startsWith('Volume adjustment'),
      ),
    ).toBe(false)
  })

  test('pays units by their tiers and says how', () => {
    const statement = makeStatement(promised([PRICE]), facts('2026-10'))
    expect(statement.lines[0]).toMatchObject({ pence: 230_000n, formula: '12 starts: 10 × £200.00 + 2 × £150.00.' })
  })

  test('carries later corrections and agreed credits as lines of their own', () => {
    const statement = makeStatement(
      promised([PRICE]),
      facts('2026-10', {
        corrections: [{ line: 1, ofMonth: '2026-09', starts: 1 }],
        credits: [{ statement: '2026-08-SUB-1', line: 1, words: 'One start was counted twice', pence: -20_000n }],
      }),
    )
    expect(statement.lines.map(line => line.pence)).toEqual([230_000n, 20_000n, 0n, -20_000n])
    expect(statement.totalPence).toBe(230_000n)
  })

  test('says volume against minimum and expected, and what was taken without funding, and charges nothing for saying it', () => {
    const { lines } = makeStatement(promised([]), facts('2026-10', { unfunded: 2 }))
    expect(lines.map(line => [line.standing, line.pence])).toEqual([
      ['informative', 0n],
      ['informative', 0n],
    ])
    expect(lines[0]?.formula).toContain('as expected or more')
  })

  test('has lines that add up to its total, and the same bytes for the same inputs', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(9_000_000), fc.integer({ min: -5, max: 5 }), (starts, annual, corrected) => {
        const given = facts('2026-10', {
          lines: [{ line: 1, starts, sessions: 0, completions: 0, disputed: 0 }],
          corrections: [{ line: 1, ofMonth: '2026-09', starts: corrected }],
        })
        const make = () => makeStatement(promised([{ ...FEE, annualPence: BigInt(annual) }, PRICE]), given)
        const statement = make()
        expect(statement.lines.reduce((sum, line) => sum + line.pence, 0n)).toBe(statement.totalPence)
        expect(digestOf(canonicalOf(make()))).toBe(digestOf(canonicalOf(statement)))
        expect(readCanonical(canonicalOf(statement))).toEqual(statement)
      }),
    )
  })

  test('keeps a spreadsheet from running what a name says', () => {
    const statement = makeStatement(
      { ...promised([PRICE]), payee: { organisation: 'x', name: '=HYPERLINK("x")' } },
      facts('2026-10'),
    )
    expect(statementCsv(statement)).toContain(`"'=HYPERLINK(""x"")"`)
  })
})
