import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { ensureRoles, migrate, migrationsDigest } from '../migrate.ts'
import { openPool, type Pool } from '../pool.ts'
import type { Scopes } from '../scope.ts'

/** A database of its own for one test file, migrated, with a door for each role. */
export type TestDatabase = {
  scopes: Scopes
  ownerUrl: string
  jobs: Pool
  owner: Pool
  /** A role's address: 'weft_app', 'weft_jobs', 'weft_owner'. */
  urlOf(role: string): string
  /** Runs as the loader: bulk rows past the rows' law. */
  load(sql: string, parameters?: unknown[]): Promise<pg.QueryResult>
  /** What the clock says inside scopes; undefined: the real one. */
  setClock(instant: Temporal.Instant | undefined): void
  close(): Promise<void>
}

/** Of every role of a test database. */
export const PASSWORD = 'test'
const KEY = Buffer.from('a key for tests that signs nothing else, 64 bytes are enough....')
const TEMPLATE_LOCK = 5_331_008

/** Opens a fresh database, cloned from a template that is migrated once a run. */
export async function openTestDatabase(
  superuserUrl: string,
  name = `weft_test_${randomBytes(6).toString('hex')}`,
): Promise<TestDatabase> {
  const template = await ensureTemplate(superuserUrl)
  await administer(superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${template} OWNER weft_owner`)
  const urlOf = (role: string) => addressed(superuserUrl, name, role)
  const app = openPool(urlOf('weft_app'), { size: 8 })
  const jobs = openPool(urlOf('weft_jobs'), { size: 3 })
  const owner = openPool(urlOf('weft_owner'), { size: 2, statementSeconds: 120 })
  let clock: Temporal.Instant | undefined
  return {
    scopes: { pool: app, key: KEY, bound: true, now: () => clock ?? Temporal.Now.instant() },
    ownerUrl: urlOf('weft_owner'),
    jobs,
    owner,
    urlOf,
    async load(sql, parameters = []) {
      const client = await owner.connect()
      try {
        await client.query('SET ROLE weft_loader')
        return await client.query(sql, parameters)
      } finally {
        await client.query('RESET ROLE')
        client.release()
      }
    },
    setClock(instant) {
      clock = instant
    },
    async close() {
      await Promise.all([app.end(), jobs.end(), owner.end()])
      await administer(superuserUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

async function ensureTemplate(superuserUrl: string): Promise<string> {
  const name = `weft_template_${(await migrationsDigest()).slice(0, 12)}`
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query(`SELECT pg_advisory_lock(${TEMPLATE_LOCK})`)
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (known.rowCount === 0) {
      await ensureRoles(superuserUrl, { weft_owner: PASSWORD, weft_app: PASSWORD, weft_jobs: PASSWORD })
      await client.query(`DROP DATABASE IF EXISTS ${name}_making WITH (FORCE)`)
      await client.query(`CREATE DATABASE ${name}_making OWNER weft_owner`)
      await migrate(addressed(superuserUrl, `${name}_making`, 'weft_owner'), KEY)
      await client.query(`ALTER DATABASE ${name}_making RENAME TO ${name}`)
    }
    return name
  } finally {
    await client.end()
  }
}

async function administer(superuserUrl: string, statement: string) {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function addressed(superuserUrl: string, database: string, role: string): string {
  const url = new URL(superuserUrl)
  url.username = role
  url.password = PASSWORD
  url.pathname = `/${database}`
  return url.href
}
