import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { COLUMNS, caseloadTemplate } from './columns.ts'
import type { CaseloadInput } from './frame-records.ts'
import { readCaseload, reportCaseload } from './read-caseload.ts'

const TODAY = Temporal.PlainDate.from('2026-11-22')
const HEADING = COLUMNS.map(column => column.name).join(',')
type Change = Partial<Record<(typeof COLUMNS)[number]['name'], string>>

const row = (change: Change = {}) =>
  COLUMNS.map(({ name, example }) => `"${(change[name] ?? example).replaceAll('"', '""')}"`).join(',')
const file = (...rows: string[]) => [HEADING, ...rows].join('\n')
const report = (input: CaseloadInput) => reportCaseload(input, TODAY)
const faultsOf = async (change: Change) => (await report(file(row(change)))).faults.map(fault => fault.field)

async function casesOf(input: CaseloadInput) {
  const cases = []
  for await (const line of readCaseload(input, TODAY)) if ('case' in line) cases.push(line)
  return cases
}

async function* inParts(text: string, size: number) {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('a caseload', () => {
  test('from the template is one case with all its parts', async () => {
    expect(await casesOf(caseloadTemplate())).toEqual([
      {
        line: 2,
        case: {
          crn: 'X123456',
          firstName: 'Invented',
          lastName: 'Person',
          dateOfBirth: '1990-02-03',
          sex: 'female',
          prisonNumber: 'A1234BC',
          pnc: '2018/0123456P',
          sentence: { kind: 'community_order', start: '2026-01-05', end: '2027-01-04' },
          requirements: [
            { type: 'unpaid_work', amount: 120 },
            { type: 'rehabilitation_activity', amount: 20 },
          ],
          responsibleOrganisation: 'lantern',
          officerEmail: 'officer@lantern.example',
          roshLevel: 'medium',
          needs: ['accommodation', 'drugs'],
          force: 'E23000010',
          place: 'E08000035',
        },
      },
    ])
  })

  test('reads alike with a byte-order mark, with CRLF, and in parts that cut letters in two', async () => {
    const text = file(row({ first_name: 'Siân' }), row({ crn: 'X000002', last_name: 'O’Invented' }))
    const plain = await casesOf(text)
    expect(plain.map(({ case: read }) => [read.firstName, read.lastName])).toEqual([
      ['Siân', 'Person'],
      ['Invented', 'O’Invented'],
    ])
    expect(await casesOf(`\uFEFF${text.replaceAll('\n', '\r\n')}\r\n`)).toEqual(plain)
    for (const size of [1, 7, 4096]) expect(await casesOf(inParts(`\uFEFF${text}`, size))).toEqual(plain)
  })

  test('keeps its line numbers after a quoted line end and a blank line', async () => {
    const text = file(row({ last_name: 'Two\r\nLines' }), '', row({ crn: 'X000002' }))
    expect((await casesOf(text)).map(({ line, case: read }) => [line, read.lastName])).toEqual([
      [2, 'Two Lines'],
      [5, 'Person'],
    ])
  })

  test('takes British days, capital headings and small letters in identifiers', async () => {
    const heading = HEADING.replaceAll('_', ' ').toUpperCase()
    const cases = await casesOf(
      `${heading}\n${row({ date_of_birth: '3/2/1990', crn: ' x123456', force_area: 'West Yorkshire' })}`,
    )
    expect(cases[0]?.case).toMatchObject({ dateOfBirth: '1990-02-03', crn: 'X123456', force: 'E23000010' })
  })

  test('of a person under no order needs no first day', async () => {
    const none: Change = { sentence_kind: 'none', sentence_start: '', sentence_end: '', requirements: '' }
    expect((await casesOf(file(row(none))))[0]?.case.sentence).toEqual({ kind: 'none', start: null, end: null })
    expect(await faultsOf({ sentence_start: '' })).toEqual(['sentence_start'])
  })
})

describe('a row is refused by the name of its field', () => {
  test.each<[Change]>([
    [{ crn: '123' }],
    [{ crn: '' }],
    [{ first_name: '??' }],
    [{ last_name: 'Per\u0007son' }],
    [{ last_name: 'Per\uFFFDson' }],
    [{ date_of_birth: '1990-02-30' }],
    [{ date_of_birth: '2030-01-01' }],
    [{ date_of_birth: '02/03/90' }],
    [{ sex: 'constructor' }],
    [{ prison_number: '12' }],
    [{ pnc: 'no' }],
    [{ sentence_kind: 'fine' }],
    [{ sentence_end: '2025-01-01' }],
    [{ requirements: 'unpaid_work:20' }],
    [{ requirements: 'unpaid_work:301' }],
    [{ requirements: 'juggling' }],
    [{ requirements: 'licence_standard' }],
    [{ responsible_organisation: '=cmd' }],
    [{ officer_email: 'nobody' }],
    [{ rosh_level: 'severe' }],
    [{ needs: 'accommodation; gold' }],
    [{ force_area: 'Rutland' }],
    [{ place: 'E07000144' }],
    [{ place: 'Leeds' }],
  ])('%j', async change => {
    expect(await faultsOf(change)).toEqual(Object.keys(change))
  })

  test('and all its faults are said at once', async () => {
    expect(await faultsOf({ crn: 'no', sex: 'no', force_area: 'no' })).toEqual(['crn', 'sex', 'force_area'])
  })

  test('with the values that it may hold, where they are a list', async () => {
    const { faults } = await report(file(row({ rosh_level: 'severe', needs: 'gold' })))
    expect(faults.map(fault => fault.sentence.split(', ').at(-1))).toEqual(['very_high.', 'sex_work.'])
  })

  test('where the same CRN came before, and the first is kept', async () => {
    const { good, faults } = await report(file(row(), row({ crn: 'x123456' }), row({ crn: 'X000003' })))
    expect([good, faults.map(fault => [fault.line, fault.field, fault.found])]).toEqual([2, [[3, 'crn', 'X123456']]])
    expect(faults[0]?.sentence).toContain('line 2')
  })

  test('where it has too few or too many fields', async () => {
    const { good, faults } = await report(file('X1,Short', `${row()},more`, row()))
    expect([good, faults.map(fault => [fault.line, fault.found])]).toEqual([
      1,
      [
        [2, '2 fields'],
        [3, '18 fields'],
      ],
    ])
  })
})

describe('quotation marks', () => {
  test('that are not closed spoil their own line and no other', async () => {
    const { good, faults } = await report(
      file(row(), `X000002,"open`, row({ crn: 'X000003' }), row({ crn: 'X000004' })),
    )
    expect([good, faults.map(fault => fault.line)]).toEqual([3, [3]])
  })

  test('in the middle of a field spoil their own line and no other', async () => {
    const { good, faults } = await report(file(row(), `X000002,a"b"c,d`, `"X000005"x,y`, row({ crn: 'X000003' })))
    expect([good, faults.map(fault => fault.line)]).toEqual([2, [3, 4]])
  })

  test('doubled inside a field are one', async () => {
    expect((await casesOf(file(row({ first_name: 'Anna "Nan"' }))))[0]?.case.firstName).toBe('Anna "Nan"')
  })
})

describe('a heading', () => {
  test.each([
    ['with semicolons', HEADING.replaceAll(',', ';'), 'not separated by commas'],
    ['with tabs', HEADING.replaceAll(',', '\t'), 'not separated by commas'],
    ['without the CRN', HEADING.replace('crn', 'number'), 'lacks: crn'],
    ['with a column twice', `${HEADING},crn`, 'twice'],
    ['that is not there', '', 'empty'],
  ])('%s is the end, and says so', async (_what, heading, words) => {
    const { rows, heading: faults } = await report(`${heading}\n${heading && row()}`)
    expect(rows).toBe(0)
    expect(faults[0]?.sentence).toContain(words)
  })

  test('with a column that is not ours is said, and the rest is read', async () => {
    const { good, heading } = await report(`${HEADING},shoe_size\n${row()},42`)
    expect([good, heading.map(fault => fault.field)]).toEqual([1, ['shoe_size']])
  })
})

describe('a file', () => {
  test('that breaks off gives what came before, and says where', async () => {
    const breaking = async function* () {
      yield file(row(), row({ crn: 'X000002' }), '')
      throw new Error('gone')
    }
    const { good, faults } = await report(breaking())
    expect([good, faults.map(fault => fault.sentence)]).toEqual([2, ['The file breaks off here. Send it again.']])
  })

  test('with a line of a megabyte names that line and reads the next', async () => {
    const { good, faults } = await report(inParts(file('x'.repeat(1_000_000), row()), 10_000))
    expect([good, faults.map(fault => fault.line)]).toEqual([1, [2]])
  })

  test('of 20,000 rows is read while it comes: at most a few rows are asked for ahead', async () => {
    let given = 0
    let furthest = 0
    const rows = async function* () {
      yield `${HEADING}\n`
      for (given = 1; given <= 20_000; given += 1) yield `${row({ crn: `X${String(given).padStart(6, '0')}` })}\n`
    }
    let read = 0
    for await (const line of readCaseload(rows(), TODAY)) {
      if ('case' in line) read += 1
      furthest = Math.max(furthest, given - read)
    }
    expect(read).toBe(20_000)
    expect(furthest).toBeLessThan(500)
  }, 60_000)

  test('of whatever text or bytes is read without a throw, and good and bad make up the rows', async () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', ',', '\n', '\r\n', row(), HEADING, '\u0000'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(odd), fc.boolean(), fc.uint8Array(), async (pieces, headed, bytes) => {
        const text = headed ? `${HEADING}\n${pieces.join('')}` : pieces.join('')
        const read = await report(text)
        expect(read.good + read.bad).toBe(read.rows)
        const raw = async function* () {
          yield `${HEADING}\n`
          yield bytes
        }
        expect((await report(raw())).good).toBe(0)
      }),
    )
  })
})
