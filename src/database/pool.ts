import pg from 'pg'
import { types } from './postgres-types.ts'

/** Connections of one role to one database. */
export type Pool = pg.Pool

/**
 * A pool for the role named in the address. A statement may take `statementSeconds` at most and, where `lockSeconds` is given, wait
 * so long for what another holds; a connection that waits in an open transaction is ended after a minute, so that a fault
 * never holds locks. A connection that is lost while somebody works on it fails their statement and nothing else.
 */
export function openPool(
  url: string,
  {
    size = 10,
    statementSeconds = 30,
    lockSeconds = 0,
    name = 'weft',
  }: { size?: number; statementSeconds?: number; lockSeconds?: number; name?: string } = {},
): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types,
    application_name: name,
    options: `-c TimeZone=UTC -c statement_timeout=${statementSeconds}s -c lock_timeout=${lockSeconds}s -c idle_in_transaction_session_timeout=60s`,
    connectionTimeoutMillis: 10_000,
  })
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}
