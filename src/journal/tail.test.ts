import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database/testing/test-database.ts'
import { beginAtEnd, readNew } from './tail.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
})
afterAll(() => database.close())

const INSERT = `INSERT INTO journal.event (kind, subject, purpose, occurred_at, facts_hash) VALUES ($1, 'test', 'test', now(), '\\x00')`

async function read(reader: string, most?: number): Promise<string[]> {
  const client = await database.jobs.connect()
  try {
    return (await readNew(client, reader, most)).map(event => event.kind)
  } finally {
    client.release()
  }
}

/** Reads until so many have come: other databases of the test cluster hold transactions open, for which a tail waits. */
async function readUntil(reader: string, count: number, most?: number): Promise<string[]> {
  const kinds: string[] = []
  await vi.waitFor(async () => {
    kinds.push(...(await read(reader, most)))
    expect(kinds.length).toBeGreaterThanOrEqual(count)
  }, 10_000)
  return kinds
}

const write = (kind: string) => database.jobs.query(INSERT, [kind])

test('each reader gets every event once, in order, at its own pace', async () => {
  for (const kind of ['a', 'b', 'c']) await write(kind)
  expect(await readUntil('one', 2, 2)).toEqual(['a', 'b'])
  expect(await readUntil('one', 1, 2)).toEqual(['c'])
  expect(await read('one')).toEqual([])
  expect(await readUntil('two', 3)).toEqual(['a', 'b', 'c'])
})

test('an event waits for the transactions that began before it, so that none is passed by', async () => {
  await readUntil('slow', 3)
  const early = await database.jobs.connect()
  await early.query('BEGIN')
  await early.query(INSERT, ['early'])
  await write('late')
  expect(await read('slow')).toEqual([])
  await early.query('COMMIT')
  early.release()
  expect(await readUntil('slow', 2)).toEqual(['early', 'late'])
})

test('what was read in a transaction that fails is read again', async () => {
  await readUntil('failing', 5)
  await write('kept')
  await readUntil('witness', 6)
  const client = await database.jobs.connect()
  await client.query('BEGIN')
  expect((await readNew(client, 'failing')).map(event => event.kind)).toEqual(['kept'])
  await client.query('ROLLBACK')
  client.release()
  expect(await read('failing')).toEqual(['kept'])
})

test('a reader that begins at the end reads only what is committed after, and a second beginning changes nothing', async () => {
  await write('before')
  await readUntil('witness', 1)
  const client = await database.jobs.connect()
  expect(await beginAtEnd(client, 'new')).toBe(true)
  expect(await beginAtEnd(client, 'new')).toBe(false)
  client.release()
  await write('after')
  expect(await readUntil('new', 1)).toEqual(['after'])
})

test('after a restore into another cluster, where transactions count from the start again, the reader goes on', async () => {
  await readUntil('restored', 8)
  await database.load('UPDATE journal.event SET tx = (tx::text::bigint + 1000000)::text::xid8')
  await database.load(
    `UPDATE journal.reader SET tx = (tx::text::bigint + 1000000)::text::xid8 WHERE reader = 'restored'`,
  )
  await database.load('UPDATE journal.epoch SET epoch = epoch + 1')
  await write('after the restore')
  expect(await readUntil('restored', 1)).toEqual(['after the restore'])
})
