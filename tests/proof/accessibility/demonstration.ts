import type { FastifyInstance } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import { openTestDatabase, type TestDatabase } from '../../../src/database/testing/test-database.ts'
import { answerMonths } from '../../../src/demo/answer-months.ts'
import { closeMonths } from '../../../src/demo/close-months.ts'
import { makeDemo } from '../../../src/demo/make-demo.ts'
import type { Persona } from '../../../src/demo/personas.ts'
import { buildServer } from '../../../src/web/server.ts'

/** A database behind a server, and the address at which a browser finds it. */
export type Site = { database: TestDatabase; app: FastifyInstance; address: string }
export type Demonstration = Site & { personas: readonly Persona[]; close(): Promise<void> }

const AS_OF = Temporal.PlainDate.from('2026-10-20')

/** The demonstration as it is served, its past months closed, the last one open, figures and statements answered. */
export async function openDemonstration(superuserUrl: string, people: number): Promise<Demonstration> {
  const database = await openTestDatabase(superuserUrl)
  const { scopes, jobs, ownerUrl } = database
  const { personas, cast } = await makeDemo({
    ownerUrl,
    jobs,
    seed: 'every page',
    people,
    asOf: AS_OF,
    reach: 'partnership',
    log: () => {},
  })
  database.setClock(Temporal.Instant.from('2026-10-20T10:00:00Z'))
  await closeMonths(jobs, AS_OF, () => {})
  await answerMonths({ scopes, jobs, cast, asOf: AS_OF })
  const app = await buildServer({ scopes, jobs })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    database,
    app,
    address,
    personas,
    async close() {
      await app.close()
      await database.close()
    },
  }
}
