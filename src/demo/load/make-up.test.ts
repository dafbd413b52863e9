import { expect, test } from 'vitest'
import type { FateWanted } from '../fate.ts'
import type { Batch } from './batch.ts'
import { makeUp } from './make-up.ts'

const wanted: FateWanted = { seed: 'a test', people: 7, asOf: '2026-10-20', reach: 'partnership' }
const given = {
  epoch: 1,
  definitions: [
    { code: 'record-session', version: 1, fromDay: '2020-01-01', dueCount: 1, dueCountOf: {} },
    { code: 'SL001R', version: 1, fromDay: '2020-01-01', dueCount: 5, dueCountOf: {} },
  ],
}

/** What COPY reads, salts apart. */
async function texts(lives: AsyncIterable<Batch>): Promise<string[]> {
  const found: string[] = []
  for await (const { people, rows, events, tables } of lives) {
    found.push(`${people} ${rows} ${events}`)
    for (const { table, text } of tables)
      found.push(`${table} ${new TextDecoder().decode(text).replaceAll(/\\\\x[0-9a-f]{32,64}/g, 'salt')}`)
  }
  return found
}

test('lives made up in two threads are those made up in this one, in the same order', async () => {
  const here = await texts(makeUp({ wanted, given }, { threads: 0, batch: 2 }))
  expect(here.filter(each => /^\d/.test(each)).map(each => each.split(' ')[0])).toEqual(['2', '2', '2', '1'])
  expect(await texts(makeUp({ wanted, given }, { threads: 2, batch: 2 }))).toEqual(here)
}, 60_000)
