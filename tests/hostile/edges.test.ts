import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { statementCsv } from '../../src/payment/statement/statement-file.ts'
import { openWorld, type World } from '../../src/web/testing/world.ts'
import type { Known } from '../api/requests.ts'
import { stageWorld, tokenFor } from '../api/staged.ts'

let world: World
let known: Known
let token: string
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  known = await stageWorld(world)
  token = await tokenFor(world, { worker: 'lead-officer', organisation: 'airedale-lead' })
}, 120_000)
afterAll(() => world.close())

const call = (method: 'GET' | 'POST', url: string, payload?: string) =>
  world.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, ...(payload ? { 'content-type': 'application/json' } : {}) },
    ...(payload ? { payload } : {}),
  })
const caseUrl = () => `/api/cases/${known.area?.[0]}/${known.case_id?.[0]}`

test.each(['/api/cases/%', '/cases/%E0%A4%A', '/api/%ed%a0%80', '/%'])(
  'the address %s, which is none, is refused in the words and with the headers of every other',
  async url => {
    const answer = await call('GET', url)
    expect(answer.statusCode).toBe(400)
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer.body).not.toContain('FST_ERR')
    if (url.startsWith('/api')) expect(answer.json()).toMatchObject({ code: 'input.unreadable', fields: [] })
    else expect(answer.headers['content-type']).toContain('text/html')
  },
)

test('a number greater than any that is kept is refused, in an address and in a body', async () => {
  const far = await call('GET', `${caseUrl()}/timeline?before=${'9'.repeat(40)}`)
  expect(far.statusCode).toBe(422)
  expect(far.json()).toMatchObject({ code: 'input.invalid', fields: [{ field: 'before' }] })
})

test('half a character is refused and not kept as another', async () => {
  for (const words of ['half \\ud83d', '\\udc00 half', 'turned \\ude00\\ud83d']) {
    const answer = await call('POST', `${caseUrl()}/notes/new`, `{"words":"${words}","class":"needs"}`)
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({
      code: 'input.invalid',
      fields: expect.arrayContaining([{ field: 'words', sentence: expect.any(String) }]),
    })
  }
})

const FORMULAS = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '\u0000=1',
  '\uff1d1',
  '\uff0b1',
  '\uff0d1',
  '\uff201',
]

test('no cell of a statement that somebody wrote begins as a formula does, and amounts stay numbers', () => {
  for (const words of FORMULAS) {
    const cells: string[][] = parse(
      statementCsv({
        statement: 'S-1',
        agreement: 'SUB-1',
        agreementVersion: 1,
        title: words,
        month: '2026-10',
        payer: { organisation: 'a', name: words },
        payee: { organisation: 'b', name: words },
        evidence: '',
        totalPence: -5n,
        lines: [{ line: 1, title: words, formula: words, standing: 'payable', pence: -5n }],
      } as unknown as Parameters<typeof statementCsv>[0]),
      { bom: true, relax_column_count: true },
    )
    for (const cell of cells.flat())
      if (cell !== '-0.05') expect(cell).not.toMatch(/^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/)
    expect(cells.flat().filter(cell => cell === '-0.05')).toHaveLength(2)
  }
})
