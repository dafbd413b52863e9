import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../database/testing/test-database.ts'
import { type ExportAsked, exportRows } from './export-rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  await database.load(
    `INSERT INTO performance.figure (area, month, measure, organisation, version, numerator, denominator, records, as_of)
     SELECT 'C05', '2026-10', 'M' || lpad(n::text, 4, '0'), '=lantern', 1, n, 2000, n, '2026-11-01T00:00:00Z' FROM generate_series(1, 1100) n`,
  )
  await database.load(
    `INSERT INTO performance.figure (area, month, measure, organisation, version, numerator, denominator, records, as_of)
     VALUES ('C05', '2026-09', 'M0001', '*', 1, 1, 2, 2, '2026-10-01T00:00:00Z')`,
  )
})
afterAll(() => database.close())

async function whole(asked: ExportAsked, form: 'csv' | 'json'): Promise<string> {
  let text = ''
  for await (const piece of exportRows(database.jobs, asked, form)) text += piece
  return text
}
const FIGURES = { kind: 'figures', area: 'C05', month: '2026-10' } as const

test('every figure of an area and month leaves once, in order, whatever is read at once', async () => {
  const rows: { measure: string; numerator: string }[] = JSON.parse(await whole(FIGURES, 'json'))
  expect(rows).toHaveLength(1100)
  expect(rows.map(({ measure }) => measure)).toEqual([...new Set(rows.map(({ measure }) => measure))].sort())
  expect(rows[0]).toEqual({
    area: 'C05',
    month: '2026-10',
    measure: 'M0001',
    organisation: '=lantern',
    version: 1,
    numerator: '1',
    denominator: '2000',
    records: '1',
    as_of: '2026-11-01T00:00:00Z',
  })
})

test('in CSV nothing is a formula', async () => {
  const lines = (await whole(FIGURES, 'csv')).trim().split('\n')
  expect(lines).toHaveLength(1101)
  expect(lines[0]).toBe('area,month,measure,organisation,version,numerator,denominator,records,as_of')
  expect(lines[1]).toContain(",'=lantern,")
})

test('in CSV a number below nought stays a number', async () => {
  await database.load(
    `INSERT INTO performance.figure (area, month, measure, organisation, version, numerator, denominator, records, as_of)
     VALUES ('C05', '2026-08', 'M0001', '-1+1', 1, -3, 2, 2, '2026-10-01T00:00:00Z')`,
  )
  expect(await whole({ ...FIGURES, month: '2026-08' }, 'csv')).toContain("M0001,'-1+1,1,-3,2")
})

test.each(['statements', 'heads'] as const)('%s that are not there are an empty table', async kind => {
  expect(JSON.parse(await whole({ kind, month: '2026-10' }, 'json'))).toEqual([])
  expect((await whole({ kind, month: '2026-10' }, 'csv')).trim().split('\n')).toHaveLength(1)
})

test('what is needed and not said is asked for', async () => {
  await expect(whole({ kind: 'figures', month: '2026-10' }, 'csv')).rejects.toMatchObject({ code: 'input.invalid' })
  await expect(whole({ kind: 'statements' }, 'csv')).rejects.toMatchObject({ code: 'input.invalid' })
})
