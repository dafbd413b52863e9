import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../../src/web/testing/world.ts'
import { formulasIn, journalAfter, notAsWritten, rowsOf } from '../proof/hostile/aftermath.ts'
import { tryImports } from '../proof/hostile/imports.ts'
import { tryOwnForms } from '../proof/hostile/own-forms.ts'
import { trySessions } from '../proof/hostile/sessions.ts'
import { type Stage, stageStorm } from '../proof/hostile/stage.ts'
import { blow } from '../proof/hostile/storm.ts'
import { Tally } from '../proof/hostile/tally.ts'
import { sendRaw } from '../proof/hostile/transport.ts'

const SEED = 20_261_126
let world: World
let stage: Stage
let before: Record<string, string>
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  stage = await stageStorm(world, inject('superuserUrl'))
  before = await rowsOf(stage.superuserUrl, world, 'C09')
}, 120_000)
afterAll(() => world.close())

/** The faults but the slow ones: a test does not depend on how fast the machine is. */
const faultsOf = ({ examples }: Tally) =>
  Array.from(examples, ([place, example]) => `${place} ${example}`).filter(words => !words.startsWith('answers slower'))

test('no session planted before is kept, none is used again after sign-out, no forged form is taken, nothing leads away', async () => {
  const tally = new Tally()
  expect(await trySessions(world, tally, { seed: SEED, each: 2 })).toEqual({ planted: 0, replayed: 0, forged: 0 })
  expect(faultsOf(tally)).toEqual([])
})

test('no odd word in sign-in or in a form of the own account breaks it', async () => {
  const tally = new Tally()
  await tryOwnForms(world, tally, { seed: SEED, each: 6 })
  expect(faultsOf(tally)).toEqual([])
})

test('no import breaks by what a file holds', async () => {
  const tally = new Tally()
  await tryImports(world, tally, { seed: SEED, each: 6 })
  expect(faultsOf(tally)).toEqual([])
})

test('whatever comes over a socket is refused, and what is right is answered after', async () => {
  const tally = new Tally()
  await sendRaw(world.app, tally, 1)
  expect(faultsOf(tally)).toEqual([])
})

test('a storm over every operation breaks nothing, shows nothing, changes nothing of another area and leaves the journal whole', async () => {
  const tally = new Tally()
  await blow(world, stage.known, { seed: SEED, each: 3, over: round => round > 0, tally })
  expect(faultsOf(tally)).toEqual([])
  expect(tally.done).toBeGreaterThan(tally.sent / 20)
  expect(await rowsOf(stage.superuserUrl, world, 'C09')).toEqual(before)
  expect(await notAsWritten(world, stage.known)).toEqual([])
  const exported = await formulasIn(world, stage.known)
  expect(exported.formulas).toEqual([])
  expect(exported.cells).toBeGreaterThan(40)
  expect((await journalAfter(world)).ok).toBe(true)
}, 120_000)
