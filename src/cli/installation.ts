import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { findRunning, startEmbedded } from '../database/embedded.ts'
import { ensureRoles, migrate } from '../database/migrate.ts'
import { openPool, type Pool } from '../database/pool.ts'
import type { Scopes } from '../database/scope.ts'
import type { ScopeKey } from '../database/scope-key.ts'
import { refuseUnsafeRole } from '../database/serving-role.ts'
import { loadReference } from '../directory/load-reference.ts'
import { WeftError } from '../kernel/errors.ts'
import { secretOf } from './secret.ts'

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url))
const DATABASE = 'weft'
/** How long people wait for what another is at work on: less than others wait for one of the connections (10 s). */
const LOCK_SECONDS = 5
const ROLES = ['weft_owner', 'weft_app', 'weft_jobs'] as const

/** Where this Weft keeps its data, and how to reach its database in each role. */
export type Installation = {
  kind: 'embedded' | 'external'
  folder: string
  appUrl: string
  jobsUrl: string
  /** Only where migrating, loading and backing up is allowed from here. */
  ownerUrl: string | undefined
  key: ScopeKey
  /** Stops the embedded PostgreSQL where this process started it. */
  stop(): Promise<void>
}

type Secrets = { key: string; passwords: Record<(typeof ROLES)[number], string> }

/** The data folder: `WEFT_DATA`, else `.weft` beside the program. */
export const dataFolder = (): string => resolve(process.env.WEFT_DATA ?? join(CHECKOUT, '.weft'))

/**
 * Opens the installation. With DATABASE_URL it is the external one, else the embedded one of the data folder: started if it does
 * not run, and joined if it does unless `alone` asks for it to be ours. Refuses with `setup.refused` and says what is missing.
 */
export async function openInstallation({
  alone = false,
  log = () => {},
}: {
  alone?: boolean
  log?: (line: string) => void
} = {}): Promise<Installation> {
  const appUrl = secretOf('DATABASE_URL')
  return appUrl ? external(appUrl) : embedded({ alone, log })
}

function external(appUrl: string): Installation {
  const jobsUrl = secretOf('DATABASE_JOBS_URL')
  if (!jobsUrl)
    throw new WeftError('setup.refused', 'Set DATABASE_URL (the app role) and DATABASE_JOBS_URL (the jobs role).')
  const key = Buffer.from(secretOf('WEFT_KEY') ?? '', 'base64')
  if (key.length < 32)
    throw new WeftError(
      'setup.refused',
      'Set WEFT_KEY to 32 random bytes or more in base64, the same for every process and for weft migrate.',
    )
  return {
    kind: 'external',
    folder: dataFolder(),
    appUrl,
    jobsUrl,
    ownerUrl: secretOf('DATABASE_OWNER_URL'),
    key,
    stop: async () => {},
  }
}

async function embedded({ alone, log }: { alone: boolean; log: (line: string) => void }): Promise<Installation> {
  const folder = dataFolder()
  await mkdir(folder, { recursive: true })
  const running = alone ? undefined : await findRunning(folder)
  const postgres = running ? undefined : await startEmbedded({ folder, log })
  const superuserUrl = running ?? postgres?.superuserUrl ?? ''
  try {
    const secrets = await secretsIn(folder)
    if (postgres) {
      await ensureRoles(superuserUrl, secrets.passwords)
      await ensureDatabase(superuserUrl)
    }
    const urlOf = (role: (typeof ROLES)[number]) => addressed(superuserUrl, role, secrets.passwords[role])
    return {
      kind: 'embedded',
      folder,
      appUrl: urlOf('weft_app'),
      jobsUrl: urlOf('weft_jobs'),
      ownerUrl: urlOf('weft_owner'),
      key: Buffer.from(secrets.key, 'base64'),
      stop: async () => postgres?.stop(),
    }
  } catch (error) {
    await postgres?.stop()
    throw error
  }
}

async function secretsIn(folder: string): Promise<Secrets> {
  const path = join(folder, 'secrets.json')
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Secrets
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error
  }
  const password = () => randomBytes(24).toString('base64url')
  const made: Secrets = {
    key: randomBytes(64).toString('base64'),
    passwords: { weft_owner: password(), weft_app: password(), weft_jobs: password() },
  }
  await writeFile(path, JSON.stringify(made, null, 2), { mode: 0o600 })
  return made
}

async function ensureDatabase(superuserUrl: string) {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER weft_owner`)
  } finally {
    await client.end()
  }
}

function addressed(superuserUrl: string, role: string, password: string): string {
  const url = new URL(superuserUrl)
  url.username = role
  url.password = password
  url.pathname = `/${DATABASE}`
  return url.href
}

/** The owner's address. Refuses with `setup.refused` where there is none. */
export function ownerUrlOf(installation: Installation): string {
  if (installation.ownerUrl) return installation.ownerUrl
  throw new WeftError('setup.refused', 'Set DATABASE_OWNER_URL: this command needs the owner of the tables.')
}

/** Brings the database to this version of Weft; returns the migrations applied now. */
export async function bringUp(installation: Installation): Promise<string[]> {
  const ownerUrl = ownerUrlOf(installation)
  const applied = await migrate(ownerUrl, installation.key)
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await loadReference(client)
  } finally {
    await client.end()
  }
  return applied
}

/** Both serving pools, refused where their roles are more than they should be. */
export async function openServing(
  installation: Installation,
): Promise<{ scopes: Scopes; jobs: Pool; close(): Promise<void> }> {
  const app = openPool(installation.appUrl, { size: 20, lockSeconds: LOCK_SECONDS, name: 'weft app' })
  const jobs = openPool(installation.jobsUrl, { size: 6, statementSeconds: 300, name: 'weft jobs' })
  const close = async () => {
    await Promise.all([app.end(), jobs.end()])
  }
  try {
    await refuseUnsafeRole(app, 'weft_app')
    await refuseUnsafeRole(jobs, 'weft_jobs')
  } catch (error) {
    await close()
    throw error
  }
  const bound = process.env.WEFT_POOLER !== 'transaction'
  return { scopes: { pool: app, key: installation.key, bound, now: () => Temporal.Now.instant() }, jobs, close }
}
