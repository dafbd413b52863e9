import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { NOBODY, withScope } from '../database/scope.ts'
import { openTestDatabase, type TestDatabase } from '../database/testing/test-database.ts'
import { append } from './append.ts'
import { sealJournal } from './seal.ts'
import { verifyJournal } from './verify.ts'

const NOON = Temporal.Instant.from('2026-10-05T12:00:00Z')
let database: TestDatabase
const opened: TestDatabase[] = []

beforeEach(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  opened.push(database)
})
afterAll(() => Promise.all(opened.map(each => each.close())))

const write = (count: number) =>
  withScope(database.scopes, { actor: NOBODY, purpose: 'test', kind: 'writes' }, async tx => {
    for (let index = 0; index < count; index++)
      await append(tx, 'area.noted', { subject: `area C0${index % 9}`, facts: { index } })
  })

/**
 * Seals by `seal` until so many events are, and returns how many were: an open transaction of any database of the server holds
 * a seal back.
 */
async function sealed(count: number, at = NOON, seal = () => sealJournal(database.jobs, at)): Promise<number> {
  for (let done = await seal(); ; done += await seal()) {
    if (done >= count) return done
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

/** Two seals: events 1 to 5, and 6 to 8. */
async function twoSeals() {
  await write(5)
  expect(await sealed(5)).toBe(5)
  await write(3)
  expect(await sealed(3, NOON.add({ minutes: 1 }))).toBe(3)
}

const verdict = async () => (await verifyJournal(database.jobs)).broken?.sentence

test('what was sealed verifies, and nothing is sealed twice', async () => {
  await twoSeals()
  expect(await sealJournal(database.jobs, NOON)).toBe(0)
  expect(await verifyJournal(database.jobs)).toMatchObject({ ok: true, seals: 2, events: 8 })
})

test('what an open transaction has written is sealed after it ends, and lost to no seal', async () => {
  const client = await database.owner.connect()
  await client.query('BEGIN; SET LOCAL ROLE weft_loader')
  await client.query(
    "INSERT INTO journal.event (kind, subject, purpose, occurred_at, facts_hash) VALUES ('late', 'x', 'test', now(), '\\x00')",
  )
  await write(2)
  expect(await sealJournal(database.jobs, NOON)).toBe(0)
  await client.query('ROLLBACK')
  client.release()
  expect(await sealed(2)).toBe(2)
  expect(await verifyJournal(database.jobs)).toMatchObject({ ok: true, events: 2 })
})

test('a seal that is told to stop seals nothing, and the next seals all', async () => {
  await database.load(`INSERT INTO journal.event (kind, subject, purpose, occurred_at, facts_hash)
    SELECT 'area.noted', 'area ' || n, 'test', now(), '\\x00' FROM generate_series(1, 1500) n`)
  const stopped = () =>
    sealJournal(database.jobs, NOON, AbortSignal.abort()).then(
      () => 'nothing to seal yet',
      (fault: Error) => fault.name,
    )
  await expect.poll(stopped, { timeout: 30_000 }).toBe('AbortError')
  expect(await verifyJournal(database.jobs)).toMatchObject({ ok: true, seals: 0 })
  expect(await sealed(1500)).toBe(1500)
})

test('two nodes that seal at once make one chain', async () => {
  await write(20)
  const atOnce = async () => {
    const [first, second] = await Promise.all([sealJournal(database.jobs, NOON), sealJournal(database.jobs, NOON)])
    return first + second
  }
  expect(await sealed(20, NOON, atOnce)).toBe(20)
  expect(await verifyJournal(database.jobs)).toMatchObject({ ok: true, seals: 1 })
})

test('after a restore the rest of the old epoch is sealed first and the chain goes on', async () => {
  await twoSeals()
  await write(2)
  await database.load('UPDATE journal.epoch SET epoch = epoch + 1')
  await write(1)
  expect(await sealed(3)).toBe(3)
  expect(await verifyJournal(database.jobs)).toMatchObject({ ok: true, seals: 4, events: 11 })
})

test('erasing facts and salt of a sealed event keeps the proof', async () => {
  await twoSeals()
  await database.load('UPDATE journal.event SET facts = NULL, salt = NULL WHERE id IN (2, 7)')
  expect(await verifyJournal(database.jobs)).toMatchObject({ ok: true, events: 8 })
})

const TAMPERINGS = [
  [
    'an edited header',
    "UPDATE journal.event SET subject = 'area C20' WHERE id = 2",
    /^Seal 1 .* events, 1 to 5: at least one was changed/,
  ],
  [
    'edited facts',
    `UPDATE journal.event SET facts = '{"index": 99}' WHERE id = 7`,
    /^Event 7, sealed in Seal 2 .* other facts/,
  ],
  ['facts erased without their salt', 'UPDATE journal.event SET facts = NULL WHERE id = 7', /^Event 7/],
  [
    'facts edited with a hash of their own',
    `UPDATE journal.event SET facts = '{"index": 99}', facts_hash = journal.facts_hash(salt, '{"index": 99}') WHERE id = 7`,
    /^Seal 2 .* 6 to 8: at least one/,
  ],
  [
    'a removed event',
    'DELETE FROM journal.event WHERE id = 3',
    /^Seal 1 .* over 5 events and 4 stand there: 1 event was removed/,
  ],
  [
    'an added event',
    'INSERT INTO journal.event (id, tx, kind, subject, purpose, occurred_at, facts_hash) SELECT 900, tx, kind, subject, purpose, occurred_at, facts_hash FROM journal.event WHERE id = 3',
    /^(Event 900|Seal 1 .* 1 event was added)/,
  ],
  [
    'two events in each other’s place',
    'UPDATE journal.event SET id = CASE id WHEN 2 THEN -1 ELSE 2 END WHERE id IN (2, 3); UPDATE journal.event SET id = 3 WHERE id = -1',
    /^Seal 1 .* put elsewhere/,
  ],
  [
    'an event moved into a later seal',
    'UPDATE journal.event SET tx = (SELECT tx FROM journal.event WHERE id = 7) WHERE id = 3',
    /^Seal 1 .* 1 event was removed/,
  ],
  ['an edited seal', "UPDATE journal.seal SET root = sha256('x') WHERE number = 1", /^Seal 1 .* the seal was changed/],
  ['a removed first seal', 'DELETE FROM journal.seal WHERE number = 1', /^Seal 2 .* a seal was removed/],
  ['a widened range', "UPDATE journal.seal SET from_tx = '1' WHERE number = 2", /^Seal 2 .* range was changed/],
] as const

test.each(TAMPERINGS)('%s by who owns the database is found and named', async (_, tampering, named) => {
  await twoSeals()
  for (const statement of tampering.split('; ')) await database.load(statement)
  expect(await verdict()).toMatch(named)
})

test('an owner who turns the law of rows off leaves the same trace', async () => {
  await twoSeals()
  await database.owner.query('ALTER TABLE journal.event NO FORCE ROW LEVEL SECURITY')
  const edited = await database.owner.query("UPDATE journal.event SET worker = 'somebody else' WHERE id = 4")
  expect(edited.rowCount).toBe(1)
  expect(await verdict()).toMatch(/^Seal 1/)
})

test('a journal cut short, or written anew, shows against the head that others hold', async () => {
  await twoSeals()
  const { head = '' } = await verifyJournal(database.jobs)
  const published = [{ seal: 2n, head }]
  expect(await verifyJournal(database.jobs, published)).toMatchObject({ ok: true })
  await database.load('DELETE FROM journal.seal WHERE number = 2')
  await database.load('DELETE FROM journal.event WHERE id > 5')
  expect(await verdict()).toBeUndefined()
  expect((await verifyJournal(database.jobs, published)).broken?.sentence).toMatch(/^Seal 2.* cut short/)
  await write(1)
  await sealed(1)
  expect((await verifyJournal(database.jobs, published)).broken?.sentence).toMatch(/another head/)
})

test('the application can neither choose where an event stands nor change or remove one', async () => {
  await twoSeals()
  const app = database.scopes.pool
  for (const statement of [
    'UPDATE journal.event SET subject = subject',
    'DELETE FROM journal.event',
    'TRUNCATE journal.event',
    "INSERT INTO journal.event (id, kind, subject, purpose, occurred_at, facts_hash) VALUES (1, 'a', 'b', 'c', now(), '')",
    "INSERT INTO journal.event (tx, kind, subject, purpose, occurred_at, facts_hash) VALUES ('1', 'a', 'b', 'c', now(), '')",
    'UPDATE journal.seal SET events = 0',
    'DELETE FROM journal.seal',
  ])
    await expect(app.query(statement), statement).rejects.toThrow('permission denied')
})
