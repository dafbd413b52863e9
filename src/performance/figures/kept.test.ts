import fc from 'fast-check'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { handleOn } from '../../database/database.ts'
import { openTestDatabase, type TestDatabase } from '../../database/testing/test-database.ts'
import { loadReference } from '../../directory/load-reference.ts'
import type { Month } from '../../kernel/month.ts'
import type { Measure } from '../measure.ts'
import { MEASURES, measureOf } from '../measures/index.ts'
import { catchUp, keepFiguresCurrent, recountAll } from './keep-current.ts'
import { recompute } from './recompute.ts'
import { plainRecount } from './testing/plain-recount.ts'
import { Work } from './testing/work.ts'

let database: TestDatabase
let work: Work
const AS_OF = Temporal.Instant.from('2026-11-22T12:00:00Z')

beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  const client = await database.owner.connect()
  await loadReference(client)
  client.release()
  work = new Work(database)
  await work.begin()
})
afterAll(() => database.close())

/** Reads the journal to its end: other databases of the test cluster hold transactions open, for which the tail waits. */
async function catchUpWholly() {
  const last = await database.jobs.query<{ id: bigint }>('SELECT coalesce(max(id), 0) AS id FROM journal.event')
  await expect
    .poll(
      async () => {
        await catchUp(database.jobs, () => AS_OF)
        const place = await database.jobs.query<{ id: bigint }>(
          "SELECT id FROM journal.reader WHERE reader = 'figures'",
        )
        return place.rows[0]?.id
      },
      { timeout: 15_000 },
    )
    .toBe(last.rows[0]?.id)
}

const keptFigures = async () =>
  (
    await database.jobs.query(
      'SELECT area, month, measure, organisation, numerator, denominator, records FROM performance.figure ORDER BY 1, 2, 3, 4',
    )
  ).rows

const keptCounts = async () =>
  (await database.jobs.query('SELECT * FROM performance.figure_count ORDER BY 1, 2, 3, 4, 5, 6')).rows

test('after any work the kept figures are those of a recount, and of a plain count of the rows by another hand', async () => {
  await catchUp(database.jobs, () => AS_OF)
  await fc.assert(
    fc.asyncProperty(fc.array(Work.anyAct, { minLength: 1, maxLength: 25 }), async acts => {
      for (const act of acts) await work.do(act)
      await catchUpWholly()
      const kept = await keptFigures()
      expect(kept).toEqual(await plainRecount(database.jobs))
      const counts = await keptCounts()
      expect(await recountAll(database.jobs, { asOf: AS_OF })).toEqual([])
      expect(await keptFigures()).toEqual(kept)
      expect(await keptCounts()).toEqual(counts)
    }),
    { numRuns: 12 },
  )
})

test('a figure whose last record goes away goes away with it', async () => {
  await work.obligation({ id: 'gone', code: 'SL001R', month: '2025-01', owedBy: 'one', state: 'met' })
  await catchUpWholly()
  const here = { area: 'C05', month: '2025-01' as Month, measure: 'SL001R' }
  expect((await keptFigures()).filter(each => each.month === here.month)).toHaveLength(2)
  await work.obligation({ id: 'gone', code: 'SL001R', month: '2025-02', owedBy: 'two', state: 'met' })
  await catchUpWholly()
  expect((await keptFigures()).filter(each => each.month === here.month)).toEqual([])
})

test('a definition that changes mid-year counts each month by the version in force in it', async () => {
  const shipped = measureOf('SL002R')
  const [first] = shipped.versions
  const lateToo: Measure = {
    ...shipped,
    versions: [
      first,
      {
        ...first,
        version: 2,
        fromMonth: '2024-03',
        records: whose => sql`
          SELECT r.area, r.month, r.organisation, r.case_id, r.record, r.link, r.at, 1 AS numerator, r.denominator, r.excluded, r.part
            FROM (${first.records(whose)}) r`,
      },
    ],
  }
  for (const month of ['2024-02', '2024-03'] as const)
    await work.obligation({ id: `late ${month}`, code: 'SL002R', month, owedBy: 'one', state: 'met late' })
  const client = await database.jobs.connect()
  await client.query('BEGIN')
  const changed = await recompute(
    handleOn(client),
    (['2024-02', '2024-03'] as const).map(month => ({ area: 'C05', month, measure: 'SL002R', organisation: '*' })),
    AS_OF,
    [lateToo],
  )
  const versions = await client.query(
    "SELECT month, version FROM performance.figure WHERE month LIKE '2024-%' AND organisation = '*'",
  )
  await client.query('ROLLBACK')
  client.release()
  expect(
    changed
      .filter(each => each.organisation === '*')
      .toSorted((a, b) => (a.month < b.month ? -1 : 1))
      .map(each => [each.month, each.numerator, each.denominator]),
  ).toEqual([
    ['2024-02', 0n, 1n],
    ['2024-03', 1n, 1n],
  ])
  expect(versions.rows.toSorted((a, b) => a.version - b.version)).toEqual([
    { month: '2024-02', version: 1 },
    { month: '2024-03', version: 2 },
  ])
})

test('business days are counted in SQL as the calendar counts them, bank holidays and weekends left out', async () => {
  const sent = '2026-03-27T12:00:00Z'
  for (const [id, answered] of [
    ['WAIT10', '2026-04-14T22:59:59Z'],
    ['WAIT11', '2026-04-14T23:00:00Z'],
  ] as const)
    await work.referral({ id, provider: 'two', state: 'accepted', sent, answered })
  await catchUpWholly()
  const figure = (await keptFigures()).find(
    each => each.measure === 'referral-wait' && each.month === '2026-04' && each.organisation === 'two',
  )
  expect(figure).toMatchObject({ numerator: 1n, denominator: 2n })
})

test('two nodes keep the figures together: each event counts once, and both stop when told', async () => {
  const stop = new AbortController()
  const faults: unknown[] = []
  const nodes = [1, 2].map(() =>
    keepFiguresCurrent(database.jobs, { signal: stop.signal, now: () => AS_OF, fault: error => faults.push(error) }),
  )
  await work.obligation({ id: 'live', code: 'SL003R', month: '2023-05', owedBy: 'two', state: 'met' })
  await expect
    .poll(async () => (await keptFigures()).filter(each => each.month === '2023-05'), { timeout: 15_000 })
    .toHaveLength(2)
  stop.abort()
  await Promise.all(nodes)
  expect(faults).toEqual([])
})

test('every measure says its words, and its versions follow each other', () => {
  expect(new Set(MEASURES.map(measure => measure.code)).size).toBe(MEASURES.length)
  for (const { versions } of MEASURES) {
    const months = versions.map(version => version.fromMonth)
    expect(months).toEqual(months.toSorted())
    for (const { words, numerator, denominator, source, owner } of versions)
      for (const each of [words, numerator, denominator, source, owner]) expect(each.length).toBeGreaterThan(3)
  }
})
