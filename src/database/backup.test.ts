import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../web/testing/world.ts'
import { readBackup, writeBackup } from './backup.ts'
import { openTestDatabase, type TestDatabase } from './testing/test-database.ts'

let world: World
let empty: TestDatabase
let folder: string
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  empty = await openTestDatabase(inject('superuserUrl'))
  folder = await mkdtemp(join(tmpdir(), 'weft-backup-'))
})
afterAll(async () => {
  await Promise.all([world.close(), empty.close(), rm(folder, { recursive: true })])
})

const quietly = () => {}

test('a back-up restores to the same rows, and the restored database works on', async () => {
  await world.openCase('lead-officer', { firstName: 'Zoë\ttab', lastName: 'New\nline \\. back' })
  const file = join(folder, 'whole.weft')
  const written = await writeBackup(world.database.ownerUrl, file, quietly)
  const read = await readBackup(empty.ownerUrl, file, quietly)
  expect(read).toEqual(written)
  expect(read.rows).toBeGreaterThan(400)
  const again = await writeBackup(empty.ownerUrl, join(folder, 'again.weft'), quietly)
  expect(again.digest).toBe(written.digest)
  await expect(readBackup(empty.ownerUrl, file, quietly)).rejects.toThrow('already holds people')
  await empty.load(
    "INSERT INTO journal.event (kind, subject, purpose, occurred_at, facts_hash) VALUES ('a', 'b', 'c', now(), '')",
  )
  const epochs = await empty.owner.query('SELECT epoch FROM journal.epoch')
  expect(epochs.rows[0]).toEqual({ epoch: 2 })
})

test('a file that is cut short or is no back-up is refused and leaves nothing behind', async () => {
  const whole = join(folder, 'cut.weft')
  await writeBackup(world.database.ownerUrl, whole, quietly)
  const bytes = await readFile(whole)
  const target = await openTestDatabase(inject('superuserUrl'))
  for (const part of [bytes.subarray(0, bytes.length / 2), Buffer.from('not a back-up')]) {
    await writeFile(join(folder, 'broken.weft'), part)
    await expect(readBackup(target.ownerUrl, join(folder, 'broken.weft'), quietly)).rejects.toThrow()
  }
  const rows = await target.load('SELECT FROM directory.organisation')
  expect(rows.rowCount).toBe(0)
  await target.close()
})
