import { randomUUID } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { handleOn } from './database.ts'
import type { Pool } from './pool.ts'
import { isClash, NOBODY, type Scope } from './scope.ts'

const TRIES = 6

/**
 * Opens a transaction of the jobs role, in which nobody acts, and gives `work` its scope, so that what follows from events follows
 * here too. Runs again from fresh state where it clashes.
 */
export async function inJobs<T>(
  jobs: Pool,
  { now, purpose }: { now: Temporal.Instant; purpose: string },
  work: (tx: Scope) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await jobs.connect()
    let broken: Error | undefined
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      const result = await work({ db: handleOn(client), actor: NOBODY, purpose, now, request: randomUUID() })
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure
      })
      if (attempt === TRIES || !isClash(error)) throw error
    } finally {
      client.release(broken)
    }
  }
}
