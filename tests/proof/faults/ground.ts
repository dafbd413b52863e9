import { openWorld, type World } from '../../../src/web/testing/world.ts'
import { openStage, type Stage } from './stage.ts'

/** A partnership in a database of its own, served over HTTP by this process: for faults that no process need die of. */
export type Ground = { world: World; stage: Stage; url: string; close(): Promise<void> }

export async function openGround(superuserUrl: string, cases: number): Promise<Ground> {
  const world = await openWorld(superuserUrl)
  const stage = await openStage(world, cases)
  const url = await world.app.listen({ host: '127.0.0.1', port: 0 })
  return { world, stage, url, close: () => world.close() }
}
