import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freezeAsked } from '../../src/performance/month/freeze.ts'
import { backupUnderLoad } from './faults/backups.ts'
import { clashRounds } from './faults/clashes.ts'
import { dueAroundClockChanges } from './faults/clocks.ts'
import { type Ground, openGround } from './faults/ground.ts'
import { killRounds } from './faults/kills.ts'
import { freezeInterrupted, freezeUnderWork } from './faults/months.ts'
import { openSiteOn } from './faults/site.ts'
import { openStage } from './faults/stage.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround(inject('superuserUrl'), 2)
})
afterAll(() => ground.close())

test('whatever starts around a night on which the clocks change is due at the end of its last business day', () => {
  expect(dueAroundClockChanges(60, 'test').faults).toEqual([])
})

test('of what many do at one moment each thing is done once, deadlocks among it', async () => {
  const { faults, runsAgain } = await clashRounds(ground, 1)
  expect(faults).toEqual([])
  expect(runsAgain).toBeGreaterThan(0)
})

test('a back-up written under load restores to the same digest, with nothing half-done in it', async () => {
  const { faults, rows } = await backupUnderLoad(ground, inject('superuserUrl'))
  expect(faults).toEqual([])
  expect(rows).toBeGreaterThan(400)
})

test('a month is frozen as of one instant of the work, and what comes after is an adjustment', async () => {
  expect((await freezeUnderWork(ground)).faults).toEqual([])
})

test('Weft killed under load has done each thing it acknowledged once, and no retry doubles; a freeze stopped midway and done again gives the same bytes', async () => {
  const site = await openSiteOn(inject('superuserUrl'))
  try {
    const stage = await openStage(site.world, 2)
    const round = { rounds: 2, until: Number.POSITIVE_INFINITY, seed: 'test', victims: ['Weft'] as const }
    expect((await killRounds(site, stage, round)).faults).toEqual([])
    const { database } = site.world
    const freezer = async () => {
      const trying = freezeAsked(database.jobs, database.scopes.now()).catch(() => 0)
      return { kill: async () => void (await trying) }
    }
    const interrupted = { superuserUrl: inject('superuserUrl'), freezer }
    expect((await freezeInterrupted({ world: site.world, stage }, interrupted)).faults).toEqual([])
  } finally {
    await site.close()
  }
}, 240_000)
