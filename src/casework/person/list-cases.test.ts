import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { CaseKey } from '../../journal/append.ts'
import { openWorld, type World } from '../../web/testing/world.ts'
import { listCases } from './list-cases.ts'

let world: World
const opened: CaseKey[] = []
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  const names = ['Same', 'Same', 'Same', 'Alder', 'birch', 'Émile', 'Oak', "O'Rowan", 'Zelkova', 'Yew', 'Same', 'Thorn']
  for (const [at, lastName] of names.entries())
    opened.push(await world.openCase(at % 3 === 0 ? 'lead-officer-2' : 'lead-officer', { firstName: 'Pat', lastName }))
  // Some whose name the organisation may not know, and some that a case manager sees in both ways.
  for (const { caseId } of opened.slice(8))
    await world.database.load('UPDATE access.live SET sort_name = NULL WHERE case_id = $1', [caseId])
})
afterAll(() => world.close())

async function everyPage(worker: string, list: 'mine' | 'all', most: number): Promise<string[]> {
  return world.act(
    worker,
    async tx => {
      const seen: string[] = []
      for (let after: CaseKey | null = null; ; ) {
        const page: Awaited<ReturnType<typeof listCases>> = await listCases(tx, { list, after, most })
        seen.push(...page.rows.map(row => row.caseId))
        if (page.next === null) return seen
        after = page.next
      }
    },
    'reads',
  )
}

test('pages of any size show every case once', async () => {
  const all = opened.map(({ caseId }) => caseId).sort()
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 14 }), async most => {
      expect((await everyPage('lead-manager', 'all', most)).sort()).toEqual(all)
    }),
    { numRuns: 8 },
  )
})

test('pages of a practitioner hold their own cases alone', async () => {
  const mine = opened.filter((_, at) => at % 3 === 0).map(({ caseId }) => caseId)
  for (const most of [1, 2, 25]) {
    expect((await everyPage('lead-officer-2', 'mine', most)).sort()).toEqual([...mine].sort())
    expect((await everyPage('lead-officer-2', 'all', most)).sort()).toEqual([...mine].sort())
  }
})

test('a list begins with names in their order and ends with those whose name is not known', async () => {
  const { rows } = await world.act('lead-manager', tx => listCases(tx, { list: 'all', after: null }), 'reads')
  const unnamed = new Set(opened.slice(8).map(({ caseId }) => caseId))
  expect(rows.slice(0, 2).map(row => row.name)).toEqual(['Pat Alder', 'Pat birch'])
  expect(rows.slice(-4).every(row => unnamed.has(row.caseId))).toBe(true)
})

test('a case that went out of sight begins the list anew', async () => {
  const page = await world.act(
    'lead-manager',
    tx => listCases(tx, { list: 'all', after: { area: 'C05', caseId: 'GONE0000' }, most: 1 }),
    'reads',
  )
  expect(page.rows[0]?.name).toBe('Pat Alder')
})
