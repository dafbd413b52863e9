import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { giveToOwnerOf } from './account.ts'
import type { Home } from './home.ts'
import { commandOf, read } from './living.ts'

/** PostgreSQL at work; `stop` ends its sessions, writes everything down and resolves when it is gone. `ended` resolves however it ends. */
export type Postmaster = { stop(): Promise<void>; ended: Promise<unknown> }

/** How PostgreSQL is run: the folder of its program, its port, and settings on top of our own. */
export type Launch = { program: string; port: number; settings: Readonly<Record<string, string>> }

const POLL_MS = 10
const PATIENCE_MS = 60_000

/** What PostgreSQL keeps of its tables at hand: an eighth of what this machine, or the container it is, has; taken as it is needed. */
function sharedMegabytes(): number {
  const held = process.constrainedMemory()
  const memory = held > 0 ? Math.min(held, totalmem()) : totalmem()
  return Math.round(Math.min(Math.max(memory / 8 / 2 ** 20, 128), 4096))
}

/**
 * Sized for where it runs, and silent about statements and rows, whose text may be personal. The log is for recovery alone: nobody
 * follows it, so what a load writes into tables of its own transaction is not written twice. There is room for what twenty
 * serialisable writes at once, and those that ended meanwhile, have read.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  max_pred_locks_per_transaction: '512',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: `${sharedMegabytes()}MB`,
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
}

/** Starts PostgreSQL on the cluster; undefined when it ended before it took connections. */
export async function launch(home: Home, { program, port, settings }: Launch): Promise<Postmaster | undefined> {
  const options = Object.entries({ ...SETTINGS, port: String(port), ...settings })
  const arguments_ = ['-D', home.cluster, ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const log = await openLog(home.folder)
  const child = spawn(join(program, 'bin', 'postgres'), arguments_, {
    ...home.account,
    cwd: home.folder,
    env: plainEnvironment(),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  await once(child, 'spawn').finally(() => log.close())
  const ended = once(child, 'exit')
  return (await takesConnections(child, home.cluster)) ? { stop: memoised(() => stop(child)), ended } : undefined
}

/** Keeps the last start's log beside the new one and says how the failed start ended. */
export async function lastWords(home: Home): Promise<string> {
  const log = join(home.folder, 'postgres.log')
  const words = await readFile(log, 'utf8')
  await rename(log, `${log}.failed`)
  return words.trimEnd().split('\n').slice(-3).join(' ')
}

/** Ends a PostgreSQL that an interrupted run left at work on the cluster, or clears away what it left of itself. */
export async function endOrphan(cluster: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = Number((await read(pidFile))?.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1) return
  const atWork = async () => (await commandOf(pid)).includes(cluster)
  if (!(await atWork())) return rm(pidFile, { force: true })
  log('Stopping the PostgreSQL that an interrupted run left behind.')
  process.kill(pid, 'SIGINT')
  for (let waited = 0; await atWork(); waited += POLL_MS) {
    if (waited === PATIENCE_MS) process.kill(pid, 'SIGQUIT')
    await sleep(POLL_MS)
  }
}

/** What PostgreSQL's own programs see of the environment: nothing that changes what they do. */
export function plainEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }
}

async function openLog(folder: string): Promise<FileHandle> {
  const path = join(folder, 'postgres.log')
  const log = await open(path, 'w', 0o600)
  await giveToOwnerOf(folder, path)
  return log
}

async function takesConnections(child: ChildProcess, cluster: string): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const lines = (await read(join(cluster, 'postmaster.pid')))?.split('\n') ?? []
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true
    await sleep(POLL_MS)
  }
  return false
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGINT')
  const impatient = setTimeout(() => child.kill('SIGQUIT'), PATIENCE_MS)
  await gone
  clearTimeout(impatient)
}

function memoised(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
