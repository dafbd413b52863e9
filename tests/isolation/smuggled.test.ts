import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../../src/web/testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

test('who does not see a case of their own organisation can neither make themselves its officer nor close it by SQL', async () => {
  const { area, caseId } = await world.openCase('lead-officer')
  const starts = async () =>
    (await world.database.load('SELECT officer FROM casework.responsibility WHERE case_id = $1', [caseId])).rows
  const before = await starts()
  for (const closes of [false, true])
    await expect(
      world.act('lead-officer-2', tx =>
        sql`SELECT casework.start_responsibility(${area}, ${caseId}, 'lead-officer-2', ${closes}, now(), 'smuggled')`.execute(
          tx.db,
        ),
      ),
      closes ? 'close' : 'officer',
    ).rejects.toMatchObject({ code: '42501' })
  expect(await starts()).toEqual(before)
})
