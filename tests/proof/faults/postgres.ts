import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { recallAddress, settlePort } from '../../../src/database/embedded/address.ts'
import { ensureCluster } from '../../../src/database/embedded/cluster.ts'
import { exists, findHome } from '../../../src/database/embedded/home.ts'
import { commandOf } from '../../../src/database/embedded/living.ts'
import { launch, type Postmaster } from '../../../src/database/embedded/postmaster.ts'

/** A PostgreSQL that no Weft started, as a server elsewhere would be; what it commits waits for the disk. */
export type Server = {
  superuserUrl: string
  /** Ends its postmaster as a failing machine would: without a word. */
  kill(): Promise<void>
  /** Ends its sessions and writes everything down, as an administrator would. */
  stop(): Promise<void>
  /** Starts again what was ended, at the same address. */
  start(): Promise<void>
}

const DISTRIBUTION = '/usr/lib/postgresql'
const TRIES = 60

/** The newest PostgreSQL of the distribution, by the folder that holds its `bin`; nothing where none is installed. */
export async function findDistribution(): Promise<string | undefined> {
  const versions = await readdir(DISTRIBUTION).catch(() => [])
  for (const version of versions.sort((one, other) => Number(other) - Number(one)))
    if (await exists(join(DISTRIBUTION, version, 'bin', 'initdb'))) return join(DISTRIBUTION, version)
  return undefined
}

/** Where its files are to be, and settings on top of ours. */
export type Arranged = { settings?: Readonly<Record<string, string>>; arrange?: (cluster: string) => Promise<void> }

export async function openServer(
  folder: string,
  program: string,
  { settings = {}, arrange = async () => {} }: Arranged = {},
): Promise<Server> {
  const home = await findHome(folder)
  const address = await recallAddress(home)
  const port = await settlePort(home, address)
  await ensureCluster(home, program, address.password)
  await arrange(home.cluster)
  let running: Postmaster | undefined
  const start = async () => {
    for (let tries = 0; tries < TRIES && !running; tries += 1) {
      running = await launch(home, { program, port, settings: { max_connections: '150', ...settings } })
      if (!running) await sleep(250)
    }
    if (!running)
      throw new Error(`PostgreSQL did not start: ${await readFile(join(home.folder, 'postgres.log'), 'utf8')}`)
  }
  await start()
  return {
    superuserUrl: address.href,
    start,
    async kill() {
      await killPostmaster(home.cluster)
      running = undefined
    },
    async stop() {
      await running?.stop()
      running = undefined
    },
  }
}

/** Ends the postmaster at work on a cluster with SIGKILL; its sessions end when they notice. */
export async function killPostmaster(cluster: string): Promise<void> {
  const pid = await postmasterOf(cluster)
  if (pid === undefined) return
  process.kill(pid, 'SIGKILL')
  while ((await postmasterOf(cluster)) !== undefined) await sleep(10)
}

async function postmasterOf(cluster: string): Promise<number | undefined> {
  const words = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(words.split('\n')[0])
  return pid > 1 && (await commandOf(pid)).includes(cluster) ? pid : undefined
}
