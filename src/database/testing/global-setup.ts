import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's address on the one PostgreSQL of the run. */
    superuserUrl: string
  }
}

/** Nothing of a test run needs to survive it, so that nothing waits for the disk. */
const HASTE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '120' }

/** One PostgreSQL for the whole run: the one named by WEFT_TEST_DATABASE_URL, else an embedded one of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.WEFT_TEST_DATABASE_URL
  if (given) {
    project.provide('superuserUrl', given)
    return async () => {}
  }
  const folder = await mkdtemp(join(tmpdir(), 'weft-test-'))
  const postgres = await startEmbedded({ folder, settings: HASTE })
  project.provide('superuserUrl', postgres.superuserUrl)
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
