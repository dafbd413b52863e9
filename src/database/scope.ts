import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Temporal } from 'temporal-polyfill'
import { WeftError } from '../kernel/errors.ts'
import { type Database, handleOn } from './database.ts'
import { isLost } from './lost.ts'
import type { Pool } from './pool.ts'
import { type ScopeKey, sign } from './scope-key.ts'

/** Roles held in an organisation; the words of `directory.post`. */
export type Role =
  | 'practitioner'
  | 'case manager'
  | 'victim liaison officer'
  | 'partner manager'
  | 'supply-chain manager'
  | 'commissioner'
  | 'finance'
  | 'CRT member'
  | 'hub member'
  | 'inspector'
  | 'data-protection officer'
  | 'administrator'

/** Who acts: a worker for one organisation, in the roles held there. An organisation's own system has no worker. */
export type Actor = {
  worker: string | null
  name: string
  organisation: string | null
  organisationName: string
  roles: readonly Role[]
  /** Areas that the organisation oversees as commissioner, lead provider or integrator. */
  areas: readonly string[]
}

/** Nobody signed in. */
export const NOBODY: Actor = { worker: null, name: '', organisation: null, organisationName: '', roles: [], areas: [] }

const SEES_RECORDS: readonly Role[] = ['practitioner', 'case manager']
const SEES_EVERY_CASE: readonly Role[] = ['case manager']
const OVERSEES: readonly Role[] = ['supply-chain manager', 'commissioner', 'finance', 'CRT member']

/** Whether a role held by the actor may see people's records at all. */
export const seesRecords = (actor: Actor): boolean => actor.roles.some(role => SEES_RECORDS.includes(role))

/** Areas whose contract zone the actor oversees: those of the organisation, where a role held there looks at the contract zone. */
export const areasOverseen = (actor: Actor): readonly string[] =>
  actor.roles.some(role => OVERSEES.includes(role)) ? actor.areas : []

/** An open transaction in which one actor works for one purpose: the only query handle there is. */
export type Scope = {
  db: Database
  actor: Actor
  purpose: string
  /** The instant at which this work counts as done; the clock is given, so that a replay gives the same rows. */
  now: Temporal.Instant
  request: string
}

/** Where scopes come from. */
export type Scopes = {
  pool: Pool
  key: ScopeKey
  now: () => Temporal.Instant
  /** Behind PgBouncer in transaction mode the backend is not known beforehand, and a scope is bound to its expiry alone. */
  bound: boolean
}

/** `writes`: serializable, run again from fresh state when it clashes. `reads`: read committed, for pages. */
export type Work = 'writes' | 'reads'

const SCOPE_SECONDS = 60
const TRIES = 6
/** Not serialisable, a deadlock, or no room left for what serialisable transactions mark as read: less is marked a moment later. */
const CLASHES = new Set(['40001', '40P01', '53200'])

/**
 * Opens a transaction in which `actor` works for `purpose`, and gives `work` its scope. Commits what `work` returns,
 * rolls back what it throws. A serialisation failure, deadlock or full table of marks, at commit too, runs `work` again from fresh state,
 * six times at most; so `work` must do nothing outside the transaction. Refuses with `outside.failed` where the connection is lost
 * at commit, and says that the end is not known.
 */
export async function withScope<T>(
  scopes: Scopes,
  { actor, purpose, kind, request = randomUUID() }: { actor: Actor; purpose: string; kind: Work; request?: string },
  work: (tx: Scope) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(scopes, { actor, purpose, kind, request }, work)
    } catch (error) {
      if (attempt === TRIES || !isClash(error)) throw error
      await new Promise(resolve => setTimeout(resolve, Math.random() * 10 * 2 ** attempt))
    }
  }
}

async function once<T>(
  { pool, key, now, bound }: Scopes,
  { actor, purpose, kind, request }: { actor: Actor; purpose: string; kind: Work; request: string },
  work: (tx: Scope) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  let broken: Error | undefined
  try {
    const level = kind === 'writes' ? 'SERIALIZABLE' : 'READ COMMITTED'
    await client.query(
      `BEGIN ISOLATION LEVEL ${level}; SET LOCAL weft.scope = '${signedScope(key, actor, bound ? backendOf(client) : '*')}'`,
    )
    try {
      const result = await work({ db: handleOn(client, { prepares: bound }), actor, purpose, now: now(), request })
      await commit(client)
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure
      })
      throw error
    }
  } finally {
    client.release(broken)
  }
}

/** Where the line breaks before PostgreSQL's answer comes, nobody can say whether it was committed, and nobody is told otherwise. */
async function commit(client: pg.PoolClient) {
  try {
    await client.query('COMMIT')
  } catch (error) {
    if (!isLost(error)) throw error
    throw new WeftError(
      'outside.failed',
      'The database went away at the moment of saving, and it is not known whether this was saved. Look at how it stands now; the same form, or the same key, sent again counts once.',
    )
  }
}

async function connect(pool: Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch {
    throw new WeftError('outside.failed', 'The database does not answer. Nothing was changed; try again in a minute.')
  }
}

/** The setting that the database checks: expiry, backend, who, for whom, in which roles, over which areas, and what it may see. */
export function signedScope(key: ScopeKey, actor: Actor, backend: string): string {
  const flags = (seesRecords(actor) ? 'c' : '') + (actor.roles.some(role => SEES_EVERY_CASE.includes(role)) ? 'e' : '')
  const parts = [
    Math.floor(Date.now() / 1000) + SCOPE_SECONDS,
    backend,
    actor.worker ?? '',
    actor.organisation ?? '',
    actor.roles.join(','),
    areasOverseen(actor).join(','),
    flags,
  ]
  return quoteSafe(sign(key, parts.join('|')))
}

function quoteSafe(text: string): string {
  if (/['\\\0]/.test(text))
    throw new WeftError('setup.refused', 'A code of an organisation or worker holds a quotation mark.')
  return text
}

function backendOf(client: pg.PoolClient): string {
  const backend = 'processID' in client ? client.processID : undefined
  return typeof backend === 'number' ? String(backend) : '*'
}

/** Whether PostgreSQL asks for the whole transaction to be run again. */
export const isClash = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && CLASHES.has(error.code)
