import { createHash } from 'node:crypto'
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

/** A statement asked so often is kept prepared: under the law of rows planning it takes longer than running it. */
const ASKED_OFTEN = 3
/** So many statements are kept prepared on a connection, since each plan takes memory there. */
const MOST_PREPARED = 200

/** The name under which a statement is kept prepared, once it was asked often. */
function namesOf(): (text: string) => string | undefined {
  const asked = new Map<string, number>()
  const names = new Map<string, string>()
  return text => {
    const name = names.get(text)
    if (name !== undefined || names.size === MOST_PREPARED) return name
    const times = (asked.get(text) ?? 0) + 1
    if (times < ASKED_OFTEN) {
      if (asked.size < MOST_PREPARED * 10) asked.set(text, times)
      return undefined
    }
    asked.delete(text)
    const made = createHash('sha256').update(text).digest('base64url')
    names.set(text, made)
    return made
  }
}

/**
 * One handle per physical connection, made once; opening and ending the transaction is `withScope`'s alone. `prepares`: the
 * connection stays with one backend, so that what is asked often is kept prepared there.
 */
export function handleOn(client: pg.PoolClient, { prepares = false }: { prepares?: boolean } = {}): Database {
  const known = handles.get(client)
  if (known) return known
  const nameOf = prepares ? namesOf() : () => undefined
  const connection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const name = nameOf(query.sql)
      const answer = await client.query({ text: query.sql, values: [...query.parameters], ...(name ? { name } : {}) })
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
