import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { WeftError } from '../kernel/errors.ts'
import { padsOf, type ScopeKey } from './scope-key.ts'

/** Every migration in the order in which it is applied, by its path under `src/`. A released one never changes. */
const MIGRATIONS = [
  'access/scope.sql',
  'directory/schema.sql',
  'journal/schema.sql',
  'access/schema.sql',
  'casework/schema.sql',
  'handover/schema.sql',
  'agreements/schema.sql',
  'access/keeper.sql',
  'access/limits.sql',
  'access/sign-in.sql',
  'obligations/schema.sql',
  'obligations/definitions.sql',
  'performance/schema.sql',
  'performance/month/schema.sql',
  'payment/schema.sql',
  'exchange/schema.sql',
] as const

const SOURCE = new URL('../', import.meta.url)
const LOCK = 5_331_007

/**
 * Makes the roles of Weft where the role given may do so. `passwords` are set where given (the embedded database).
 * Refuses with `setup.refused` and says what to run where the roles are missing and may not be made.
 */
export async function ensureRoles(url: string, passwords: Readonly<Record<string, string>> = {}): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(await readFile(new URL('database/roles.sql', SOURCE), 'utf8'))
    for (const [role, password] of Object.entries(passwords)) {
      await client.query(`ALTER ROLE ${client.escapeIdentifier(role)} PASSWORD ${client.escapeLiteral(password)}`)
    }
  } catch (error) {
    throw new WeftError(
      'setup.refused',
      `The roles of Weft could not be made (${error instanceof Error ? error.message : error}). Run src/database/roles.sql once as a role that may create roles.`,
    )
  } finally {
    await client.end()
  }
}

/**
 * Applies what is not yet applied, each migration in a transaction of its own, as the owner; then keeps the pads of
 * `key`. Returns the migrations applied now. Refuses with `setup.refused` where an applied migration has changed since.
 */
export async function migrate(ownerUrl: string, key: ScopeKey): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(`SELECT pg_advisory_lock(${LOCK})`)
    await client.query(
      'CREATE TABLE IF NOT EXISTS public.migration (name text PRIMARY KEY, digest text NOT NULL, at timestamptz NOT NULL DEFAULT now())',
    )
    await client.query('GRANT SELECT ON public.migration TO weft_app, weft_jobs, weft_backup')
    const known = await client.query<{ name: string; digest: string }>('SELECT name, digest FROM public.migration')
    const digests = new Map(known.rows.map(row => [row.name, row.digest]))
    const applied: string[] = []
    for (const name of MIGRATIONS) {
      const text = await readFile(new URL(name, SOURCE), 'utf8')
      const digest = createHash('sha256').update(text).digest('hex')
      if (digests.get(name) === digest) continue
      if (digests.has(name))
        throw new WeftError(
          'setup.refused',
          `The database was made with another version of ${name}. Use the version of Weft that made it, or start with an empty data folder.`,
        )
      await apply(client, { name, text, digest })
      applied.push(name)
    }
    await closeTemporary(client)
    await keepKey(client, key)
    return applied
  } finally {
    await client.end()
  }
}

/** A digest of every migration: two databases made under the same one have the same tables. */
export async function migrationsDigest(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of MIGRATIONS) hash.update(name).update(await readFile(new URL(name, SOURCE)))
  return hash.digest('hex')
}

async function apply(client: pg.Client, { name, text, digest }: { name: string; text: string; digest: string }) {
  await client.query('BEGIN')
  try {
    await client.query(text)
    await client.query('INSERT INTO public.migration (name, digest) VALUES ($1, $2)', [name, digest])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    const where =
      error instanceof pg.DatabaseError && error.position
        ? ` near «${text.slice(Number(error.position) - 60, Number(error.position) + 60)}»`
        : ''
    throw new WeftError(
      'setup.refused',
      `${name} could not be applied: ${error instanceof Error ? error.message : error}${where}`,
    )
  }
}

/** A temporary table could stand before one of ours in a search path; nobody but the owner makes any. */
async function closeTemporary(client: pg.Client) {
  const found = await client.query<{ name: string }>('SELECT current_database() AS name')
  const database = client.escapeIdentifier(found.rows[0]?.name ?? '')
  await client.query(
    `REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC; GRANT TEMPORARY ON DATABASE ${database} TO weft_loader`,
  )
}

async function keepKey(client: pg.Client, key: ScopeKey) {
  await client.query('BEGIN; SET LOCAL ROLE weft_keeper')
  await client.query(
    "INSERT INTO access.scope_key (name, key) VALUES ('current', $1) ON CONFLICT (name) DO UPDATE SET key = excluded.key",
    [padsOf(key)],
  )
  await client.query('COMMIT')
}
