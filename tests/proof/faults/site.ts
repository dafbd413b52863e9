import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { findHome } from '../../../src/database/embedded/home.ts'
import { startEmbedded } from '../../../src/database/embedded.ts'
import { PASSWORD } from '../../../src/database/testing/test-database.ts'
import { openWorld, type World } from '../../../src/web/testing/world.ts'
import { type Arranged, killPostmaster, openServer, type Server } from './postgres.ts'

/** A Weft at work in a process of its own. */
export type Node = {
  url: string
  alive(): boolean
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** The test partnership on a database of its own, and real Weft processes that serve it. */
export type Site = {
  kind: 'embedded' | 'external'
  world: World
  superuserUrl: string
  startNode(environment?: Record<string, string>): Promise<Node>
  killPostgres(): Promise<void>
  /** Starts PostgreSQL again where no Weft does it. */
  restartPostgres(): Promise<void>
  /** Only where PostgreSQL is not Weft's own. */
  server: Server | undefined
  close(): Promise<void>
}

const UP_WITHIN_MS = 90_000

/** Waits until a node says that it and its database are up; refuses where it does not come to that by itself. */
export async function waitUp({ url }: Node): Promise<void> {
  const until = performance.now() + UP_WITHIN_MS
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.status === 200) return
    if (performance.now() > until) throw new Error('Weft did not come up again.')
    await sleep(100)
  }
}

/**
 * Waits until PostgreSQL answers that it was started after this instant: for a moment after its death its connections may still be
 * answered, and a node say that it is up.
 */
export async function startedAgain({ superuserUrl }: Site, since: Date): Promise<void> {
  const until = performance.now() + UP_WITHIN_MS
  for (;;) {
    const started = await startOf(superuserUrl).catch(() => undefined)
    if (started !== undefined && started > since) return
    if (performance.now() > until) throw new Error('PostgreSQL was not started again.')
    await sleep(100)
  }
}

async function startOf(url: string): Promise<Date | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const found = await client.query<{ ms: number }>(
      'SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000)::float8 AS ms',
    )
    const ms = found.rows[0]?.ms
    return ms === undefined ? undefined : new Date(ms)
  } finally {
    await client.end()
  }
}

const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url))

/** PostgreSQL in the data folder, started by Weft itself. One node at a time. In a folder that is given, which is left, or in one of its own. */
export async function openEmbeddedSite(at?: string): Promise<Site> {
  const folder = at ?? (await mkdtemp(join(tmpdir(), 'weft-faults-')))
  const postgres = await startEmbedded({ folder })
  const world = await openWorld(postgres.superuserUrl, 'weft')
  const passwords = { weft_owner: PASSWORD, weft_app: PASSWORD, weft_jobs: PASSWORD }
  await writeFile(join(folder, 'secrets.json'), JSON.stringify({ key: keyOf(world), passwords }), { mode: 0o600 })
  await postgres.stop()
  const { cluster } = await findHome(folder)
  const nodes = nodesWith({ WEFT_DATA: folder, DATABASE_URL: '' })
  return {
    kind: 'embedded',
    world,
    superuserUrl: postgres.superuserUrl,
    server: undefined,
    startNode: nodes.start,
    killPostgres: () => killPostmaster(cluster),
    restartPostgres: async () => {},
    async close() {
      await closePools(world)
      await nodes.stopAll()
      await killPostmaster(cluster)
      if (at === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

/** A PostgreSQL of the distribution beside Weft. Any number of nodes. */
export async function openExternalSite(program: string, arranged?: Arranged): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-faults-'))
  const server = await openServer(folder, program, arranged)
  const site = await openSiteOn(server.superuserUrl)
  return {
    ...site,
    server,
    killPostgres: server.kill,
    restartPostgres: server.start,
    async close() {
      await site.close()
      await server.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

/** A PostgreSQL that is there already and is left as it is. */
export async function openSiteOn(superuserUrl: string): Promise<Site> {
  const world = await openWorld(superuserUrl)
  const nodes = nodesWith({
    WEFT_KEY: keyOf(world),
    DATABASE_URL: world.database.urlOf('weft_app'),
    DATABASE_JOBS_URL: world.database.urlOf('weft_jobs'),
  })
  const left = async () => {
    throw new Error('This PostgreSQL is shared with others.')
  }
  return {
    kind: 'external',
    world,
    superuserUrl,
    server: undefined,
    startNode: nodes.start,
    killPostgres: left,
    restartPostgres: left,
    async close() {
      await nodes.stopAll()
      await world.close()
    },
  }
}

const keyOf = ({ database }: World) => Buffer.from(database.scopes.key).toString('base64')

async function closePools({ app, database }: World) {
  await app.close()
  await Promise.all([database.scopes.pool.end(), database.jobs.end(), database.owner.end()])
}

function nodesWith(common: Record<string, string>) {
  const started: Node[] = []
  return {
    async start(environment: Record<string, string> = {}): Promise<Node> {
      const node = await startNode({ ...common, ...environment })
      started.push(node)
      return node
    },
    async stopAll() {
      await Promise.all(started.map(node => node.stop()))
    },
  }
}

async function startNode(environment: Record<string, string>): Promise<Node> {
  // A few people write as fast as they can there, faster than any are answered otherwise.
  const serve = ['serve', '--no-demo', '--answers', '0', '--port', String(await freePort())]
  const words = ['--import', 'tsx', 'src/cli/main.ts', ...serve]
  const child = spawn(process.execPath, words, { cwd: CHECKOUT, env: { ...process.env, ...environment } })
  const url = await addressSaid(child)
  const gone = once(child, 'exit')
  const alive = () => child.exitCode === null && child.signalCode === null
  const end = (signal: NodeJS.Signals) => async () => {
    if (alive()) child.kill(signal)
    await gone
  }
  return { url, alive, kill: end('SIGKILL'), stop: end('SIGTERM') }
}

/** Waits for the line that says where it serves; refuses with all that was said where it ends before. */
function addressSaid(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += String(chunk)
      const port = /Weft serves on http:\/\/localhost:(\d+)/.exec(said)?.[1]
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => reject(new Error(`Weft did not start: ${said}`)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? Math.min(address.port, 65_000) : 0
}
