import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

const casesSeenBy = (worker: string) =>
  world.act(
    worker,
    async tx => (await tx.db.selectFrom('casework.identity').select('case_id').execute()).map(row => row.case_id),
    'reads',
  )

test('a case is seen by its officer, the officer’s team and the case manager, and by nobody else', async () => {
  const { caseId } = await world.openCase('lead-officer')
  for (const worker of ['lead-officer', 'lead-mate', 'lead-manager'])
    expect(await casesSeenBy(worker)).toContain(caseId)
  for (const worker of [
    'lead-officer-2',
    'lead-supply',
    'lead-admin',
    'contract-manager',
    'lantern-manager',
    'don-manager',
  ])
    expect(await casesSeenBy(worker)).toEqual([])
})

test('without a session every page asks to sign in, and an unknown address is not found', async () => {
  const answer = await world.app.inject('/nowhere')
  expect(answer.statusCode).toBe(404)
  const health = await world.app.inject('/health')
  expect(health.json()).toMatchObject({ status: 'UP' })
})
