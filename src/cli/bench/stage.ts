import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { openSession } from '../../access/sign-in.ts'
import { hashOf } from '../../access/token-hash.ts'
import { findRunning, startEmbedded } from '../../database/embedded.ts'
import { ensureRoles, migrate } from '../../database/migrate.ts'
import { openPool, type Pool } from '../../database/pool.ts'
import type { Actor, Role, Scopes } from '../../database/scope.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import { wire } from '../../journal/append.ts'
import type { PlainDate } from '../../kernel/calendar.ts'
import { SESSION_COOKIE } from '../../web/routing/visitor.ts'
import { buildServer } from '../../web/server.ts'
import { SUBSCRIBERS } from '../../web/subscribers.ts'
import { openInstallation } from '../installation.ts'

/** The demonstration behind a real server, and a second door to its database through which no row security applies. */
export type Stage = {
  people: number
  scopes: Scopes
  /** The same scopes over a superuser's connections: row security is not applied there, and nothing else differs. */
  lawless: Scopes
  jobs: Pool
  app: FastifyInstance
  /** A case manager of the lead provider, who sees every case of it. */
  viewer: Actor
  cookie: string
  actor(worker: string): Promise<Actor>
  close(): Promise<void>
}

const DATABASE = 'weft'
const SEED = 'bench'

/**
 * Opens a stage of so many people in a temporary folder of its own, with the durability that a real one has; or on the
 * demonstration that is kept in the data folder `data`, which it leaves there with what was written in the course of measuring.
 */
export async function openStage({ people, asOf, data, log }: Wanted): Promise<Stage> {
  if (data !== undefined) return openKept(data)
  const folder = await mkdtemp(join(tmpdir(), 'weft-bench-'))
  const postgres = await startEmbedded({ folder })
  const closing: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true }),
    () => postgres.stop(),
  ]
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each()
  }
  try {
    return await fill({ people, asOf, log, closing, close, superuserUrl: postgres.superuserUrl })
  } catch (error) {
    await close()
    throw error
  }
}

type Wanted = { people: number; asOf: PlainDate; data?: string | undefined; log: (line: string) => void }

type Opening = Wanted & {
  closing: (() => Promise<unknown>)[]
  close: () => Promise<void>
  superuserUrl: string
}

async function fill({ people, asOf, log, closing, close, superuserUrl }: Opening): Promise<Stage> {
  const password = randomBytes(18).toString('hex')
  const key = randomBytes(64)
  await ensureRoles(superuserUrl, { weft_owner: password, weft_app: password, weft_jobs: password })
  await administer(superuserUrl, `CREATE DATABASE ${DATABASE} OWNER weft_owner`)
  const ownerUrl = addressed(superuserUrl, { username: 'weft_owner', password })
  await migrate(ownerUrl, key)
  const poolOf = (url: string) => {
    const pool = openPool(url, { size: 10, statementSeconds: 600, name: 'weft bench' })
    closing.push(() => pool.end())
    return pool
  }
  const jobs = poolOf(addressed(superuserUrl, { username: 'weft_jobs', password }))
  const { personas } = await makeDemo({ ownerUrl, jobs, seed: SEED, people, asOf, reach: 'partnership', log })
  await administer(addressed(superuserUrl), 'VACUUM ANALYZE')
  const worker = personas.find(persona => persona.role === 'case manager')?.worker ?? ''
  return staged({
    worker,
    key,
    superuser: poolOf(addressed(superuserUrl)),
    app: poolOf(addressed(superuserUrl, { username: 'weft_app', password })),
    jobs,
    closing,
    close,
  })
}

/** A demonstration of an earlier run; PostgreSQL is started on its folder where it does not run. */
async function openKept(folder: string): Promise<Stage> {
  process.env.WEFT_DATA = folder
  const installation = await openInstallation()
  const closing: (() => Promise<unknown>)[] = [() => installation.stop()]
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each()
  }
  const poolOf = (url: string) => {
    const pool = openPool(url, { size: 10, statementSeconds: 600, name: 'weft bench' })
    closing.push(() => pool.end())
    return pool
  }
  try {
    const superuser = poolOf(addressed((await findRunning(folder)) ?? ''))
    const { rows } = await superuser.query<{ worker: string }>(
      `SELECT p.worker FROM directory.post p JOIN access.live l USING (organisation)
        WHERE p.role = 'case manager' AND p.to_day IS NULL AND l.responsible AND l.listed GROUP BY p.worker
        ORDER BY count(*) DESC, p.worker LIMIT 1`,
    )
    return await staged({
      worker: rows[0]?.worker ?? '',
      key: installation.key,
      superuser,
      app: poolOf(installation.appUrl),
      jobs: poolOf(installation.jobsUrl),
      closing,
      close,
    })
  } catch (error) {
    await close()
    throw error
  }
}

type Staged = Pick<Opening, 'closing' | 'close'> & {
  /** The viewer. */
  worker: string
  key: Buffer
  superuser: Pool
  app: Pool
  jobs: Pool
}

async function staged({ worker, key, superuser, app: pool, jobs, closing, close }: Staged): Promise<Stage> {
  const scopes: Scopes = { pool, key, bound: true, now: Temporal.Now.instant }
  wire(SUBSCRIBERS)
  const app = await buildServer({ scopes, jobs })
  closing.push(() => app.close())
  const viewer = await signedIn(scopes, worker)
  const counted = await superuser.query<{ people: number }>('SELECT count(*)::int AS people FROM casework.case')
  return {
    people: counted.rows[0]?.people ?? 0,
    scopes,
    lawless: { ...scopes, pool: superuser },
    jobs,
    app,
    viewer: viewer.actor,
    cookie: `${SESSION_COOKIE}=${viewer.token}`,
    actor: async other => (await signedIn(scopes, other)).actor,
    close,
  }
}

type SessionRow = {
  name: string
  organisation: string
  organisation_name: string
  roles: Role[]
  areas: string[]
}

/** Signs a worker in, as whom they act in one of their organisations. */
export async function signedIn(scopes: Scopes, worker: string): Promise<{ token: string; actor: Actor }> {
  const { token } = await openSession(scopes, worker)
  const found = await scopes.pool.query<SessionRow>('SELECT * FROM access.session_of($1)', [hashOf(token)])
  const row = found.rows[0]
  if (!row) throw new Error('The session was not opened.')
  const { name, organisation, organisation_name: organisationName, roles, areas } = row
  return { token, actor: { worker, name, organisation, organisationName, roles, areas } }
}

async function administer(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function addressed(superuserUrl: string, role?: { username: string; password: string }): string {
  const url = new URL(superuserUrl)
  url.pathname = `/${DATABASE}`
  return Object.assign(url, role ?? {}).href
}
