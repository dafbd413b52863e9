import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../../src/web/testing/world.ts'
import { type Caller, openCallers, unnoticedDoors, wrongDoors } from './ask-doors.ts'

/** The rest of the roles ask in the large proof. */
const ASKED = new Set(['nobody', 'practitioner', 'case manager', 'supply-chain manager', 'administrator'])
let world: World
let callers: Caller[]

beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  callers = await openCallers(world, 'lantern-trust')
})
afterAll(() => world.close())

test('every door of every route opens to the roles that a second statement names, and to nobody else', async () => {
  const few = callers.filter(({ words }) => ASKED.has(words))
  const { asked, wrong } = await wrongDoors(world.app, few)
  expect(asked).toBeGreaterThan(1500)
  expect(wrong).toEqual([])
})

test.each(['permission removed', 'open to everybody signed in', 'open to inspector too', 'shut on case manager'])(
  'a door that is wrong is noticed on every route: %s',
  async mistake => {
    const { made, unnoticed } = await unnoticedDoors(world, callers, mistake)
    expect(made).toBeGreaterThan(50)
    expect(unnoticed).toEqual([])
  },
)
