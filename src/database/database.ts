import {
  type CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { DB } from './tables.ts'

/** The typed handle on one connection's open transaction. */
export type Database = Kysely<DB>

const handles = new WeakMap<pg.PoolClient, Database>()

/** One handle per physical connection, made once; opening and ending the transaction is `withScope`'s alone. */
export function handleOn(client: pg.PoolClient): Database {
  const known = handles.get(client)
  if (known) return known
  const connection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const answer = await client.query(query.sql, [...query.parameters])
      return {
        rows: answer.rows,
        ...(answer.rowCount === null ? {} : { numAffectedRows: BigInt(answer.rowCount) }),
      }
    },
    // biome-ignore lint/correctness/useYield: a transaction of ours never streams; exports use a cursor of their own.
    async *streamQuery(): AsyncGenerator<never> {
      throw new Error('Rows are not streamed through a scope.')
    },
  }
  const refuse = async () => {
    throw new Error('Transactions are opened by withScope alone.')
  }
  const handle = new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: db => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => {},
        acquireConnection: async () => connection,
        beginTransaction: refuse,
        commitTransaction: refuse,
        rollbackTransaction: refuse,
        releaseConnection: async () => {},
        destroy: async () => {},
      }),
    },
  })
  handles.set(client, handle)
  return handle
}
