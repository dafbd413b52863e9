import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../../web/testing/world.ts'
import { COLUMNS, type ColumnName } from './columns.ts'
import { importCaseload } from './import-caseload.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

type Change = Partial<Record<ColumnName, string>>
const HEADING = COLUMNS.map(column => column.name).join(',')
const OURS: Change = {
  responsible_organisation: 'airedale-lead',
  officer_email: 'lead-officer@airedale-lead.example',
  prison_number: '',
  pnc: '',
}
const row = (change: Change) =>
  COLUMNS.map(({ name, example }) => `"${({ ...OURS, ...change }[name] ?? example).replaceAll('"', '""')}"`).join(',')
const file = (...rows: string[]) => [HEADING, ...rows].join('\n')
const crnOf = (number: number) => `X${String(number).padStart(6, '0')}`

const run = async (
  input: string,
  { commit = true, bad = 'leave out' }: { commit?: boolean; bad?: 'leave out' | 'write nothing' } = {},
) =>
  importCaseload({
    scopes: world.database.scopes,
    actor: await world.actor('lead-manager'),
    area: 'C05',
    commit,
    input,
    named: 'caseload.csv',
    bad,
  })

const countOf = async (table: string, where = 'true') =>
  Number((await world.database.load(`SELECT count(*) AS n FROM ${table} WHERE ${where}`)).rows[0]?.n)

test('a row becomes a case with officer, sentence, requirements, needs and risk; a second time nothing changes', async () => {
  const first = await run(file(row({ crn: 'X900001' })))
  expect(first).toMatchObject({ counts: { new: 1, bad: 0 }, rows: [{ line: 2, change: 'new', said: [] }] })
  const held = await Promise.all(
    ['sentence', 'requirement', 'need', 'risk_level'].map(table => countOf(`casework.${table}`)),
  )
  expect(held).toEqual([1, 2, 2, 1])
  expect(await countOf('casework.responsibility', "organisation = 'airedale-lead' AND officer = 'lead-officer'")).toBe(
    1,
  )
  expect(await run(file(row({ crn: 'X900001' })))).toMatchObject({ batch: null, counts: { unchanged: 1, new: 0 } })
})

test('a row that differs changes only that', async () => {
  const read = await run(
    file(row({ crn: 'X900001', rosh_level: 'high', officer_email: 'lead-mate@airedale-lead.example' })),
  )
  expect(read.rows[0]?.changes).toEqual(['officer', 'risk'])
  expect(await countOf('journal.event', "kind = 'officer.changed'")).toBe(1)
})

/** Every kind of bad row, with the field that is named. */
const BAD: readonly (readonly [Change, string])[] = [
  [{ crn: '123' }, 'crn'],
  [{ first_name: '??' }, 'first_name'],
  [{ last_name: '' }, 'last_name'],
  [{ date_of_birth: '1990-02-30' }, 'date_of_birth'],
  [{ sex: 'unknown' }, 'sex'],
  [{ prison_number: '12' }, 'prison_number'],
  [{ pnc: 'no' }, 'pnc'],
  [{ sentence_kind: 'fine' }, 'sentence_kind'],
  [{ sentence_start: '' }, 'sentence_start'],
  [{ sentence_end: '2020-01-01' }, 'sentence_end'],
  [{ requirements: 'unpaid_work:20' }, 'requirements'],
  [{ responsible_organisation: 'don-lead' }, 'responsible_organisation'],
  [{ officer_email: 'nobody' }, 'officer_email'],
  [{ rosh_level: 'severe' }, 'rosh_level'],
  [{ needs: 'gold' }, 'needs'],
  [{ force_area: 'Rutland' }, 'force_area'],
  [{ force_area: 'South Yorkshire', place: '' }, 'force_area'],
  [{ place: 'Leeds' }, 'place'],
]

test('of two thousand rows each bad one is named by line and field, and the good ones are kept', async () => {
  const rows = Array.from({ length: 2000 }, (_, at) => {
    const change = at % 100 === 0 ? {} : (BAD[at % BAD.length]?.[0] ?? {})
    return row({ crn: crnOf(at), ...change })
  })
  const read = await run(file(...rows))
  expect(read.counts).toMatchObject({ new: 20, failed: 0, bad: 1980 })
  const named = new Map(read.faults.map(({ line, field }) => [line, field]))
  const wrong = rows.flatMap((_, at) =>
    at % 100 !== 0 && named.get(at + 2) !== BAD[at % BAD.length]?.[1] ? [[at + 2, named.get(at + 2)]] : [],
  )
  expect(wrong).toEqual([])
  expect(await countOf('exchange.finding', `batch = '${read.batch}'`)).toBe(1980)
}, 120_000)

test('nothing is written where one row is bad and all or nothing is wanted, nor by a preview', async () => {
  const mixed = file(row({ crn: 'X910001' }), row({ crn: 'X910002', sex: '?' }))
  expect(await run(mixed, { bad: 'write nothing' })).toMatchObject({ batch: null, counts: { new: 1, bad: 1 } })
  expect(await run(mixed, { commit: false })).toMatchObject({ batch: null, counts: { new: 1, bad: 1 } })
  expect(await countOf('casework.identifier', "value LIKE 'X91%'")).toBe(0)
  const { batch } = await run(file(row({ crn: 'X910003' })), { bad: 'write nothing' })
  expect(batch).not.toBeNull()
})

test('an officer whom nobody knows is said, and the case is opened without one', async () => {
  const read = await run(file(row({ crn: 'X920001', officer_email: 'nobody@airedale-lead.example' })))
  expect(read.rows[0]).toMatchObject({ change: 'new', said: [expect.stringContaining('Choose an officer')] })
})

test('a row that casework refuses is said by its line and does not lose the others', async () => {
  const read = await run(file(row({ crn: 'X930001', requirements: 'unpaid_work' }), row({ crn: 'X930002' })))
  expect(read.rows.map(({ line, change }) => [line, change])).toEqual([
    [2, 'failed'],
    [3, 'new'],
  ])
  expect(await countOf('casework.identifier', "value = 'X930001'")).toBe(0)
})
