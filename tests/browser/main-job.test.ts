import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { sealJournal } from '../../src/journal/seal.ts'
import { verifyJournal } from '../../src/journal/verify.ts'
import { type Desks, openDesks } from './desks.ts'
import { pointer, workWith } from './hands.ts'
import { look } from './look.ts'
import { beginJob, MAIN_JOB } from './main-job.ts'

let desks: Desks
let begun: Awaited<ReturnType<typeof beginJob>>

beforeAll(async () => {
  desks = await openDesks(inject('superuserUrl'))
  begun = await beginJob({ desks, words: workWith(pointer), look })
}, 180_000)
afterAll(() => desks.close())

for (const { name, run } of MAIN_JOB) test(name, () => run(begun.job), 180_000)

test('the journal of all this verifies, until its owner edits one row, and then it names that row', async () => {
  const { jobs, owner } = desks.world.database
  // Open transactions of other databases of the server hold a seal back.
  await expect.poll(() => sealJournal(jobs, begun.now()), { timeout: 60_000 }).toBeGreaterThan(0)
  expect(await verifyJournal(jobs)).toMatchObject({ ok: true })
  const client = await owner.connect()
  await client.query('ALTER TABLE journal.event NO FORCE ROW LEVEL SECURITY')
  const edited = await client.query<{ id: bigint }>(
    `UPDATE journal.event SET facts = facts || '{"edited": true}' WHERE kind = 'referral.accepted' RETURNING id`,
  )
  await client.query('ALTER TABLE journal.event FORCE ROW LEVEL SECURITY')
  client.release()
  const found = await verifyJournal(jobs)
  expect(found.ok).toBe(false)
  expect(found.broken?.event).toBe(edited.rows[0]?.id)
  expect(found.broken?.sentence).toMatch(/^Event \d+, sealed in Seal 1 .* has other facts than those sealed/)
})
