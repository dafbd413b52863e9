import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../../src/database/embedded.ts'
import { openWorld, type World } from '../../../src/web/testing/world.ts'
import type { Known } from '../../api/requests.ts'
import { stageWorld } from '../../api/staged.ts'
import { HIDDEN } from './faults.ts'

export type Stage = { world: World; known: Known; superuserUrl: string }

/** The partnership of the tests with its things, and a record of another area whose words no answer may hold. */
export async function stageStorm(world: World, superuserUrl: string): Promise<Stage> {
  const staged = await stageWorld(world)
  const hidden = await world.openCase('don-officer', { firstName: HIDDEN, lastName: HIDDEN })
  const known = {
    ...staged,
    // Of five cases that are asked for, one is another area's.
    area: ['C05', 'C05', 'C05', 'C05', 'C09'],
    case_id: [...(staged.case_id ?? []), ...(staged.case_id ?? []), hidden.caseId],
  }
  return { world, known, superuserUrl }
}

/** Runs `work` over a partnership in a PostgreSQL of its own, which is stopped and removed after. */
export async function onStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-hostile-'))
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '60' }
  const postgres = await startEmbedded({ folder, settings })
  try {
    const world = await openWorld(postgres.superuserUrl)
    try {
      await work(await stageStorm(world, postgres.superuserUrl))
    } finally {
      await world.close()
    }
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
