import { setTimeout as sleep } from 'node:timers/promises'
import { WeftError } from '../kernel/errors.ts'
import { recallAddress, settlePort } from './embedded/address.ts'
import { ensureCluster } from './embedded/cluster.ts'
import { exists, findHome, type Home } from './embedded/home.ts'
import { holderOf, lockFolder } from './embedded/lock.ts'
import { endOrphan, lastWords, launch, type Postmaster } from './embedded/postmaster.ts'
import { findProgram } from './embedded/program.ts'

/** A running PostgreSQL of our own. `stop` may be called more than once and resolves when the folder is free again. */
export type EmbeddedPostgres = { superuserUrl: string; port: number; stop(): Promise<void> }

/** `settings` go to PostgreSQL over ours; what is committed survives a crash unless they give that up. */
export type EmbeddedOptions = {
  folder: string
  log?: (line: string) => void
  settings?: Readonly<Record<string, string>>
}

const ATTEMPTS = 5
const BETWEEN_ATTEMPTS_MS = 500

/**
 * Starts PostgreSQL on the data folder, making the cluster on the first start, on a private port of 127.0.0.1.
 * As root it runs under an unprivileged account. What an interrupted run left behind is stopped and recovered from, and
 * PostgreSQL that ends unasked is started again at the same address, for as long as it takes: a full disk may need somebody's hand.
 * Refuses with `setup.refused` where another Weft is at work in the folder or PostgreSQL does not start.
 */
export async function startEmbedded({
  folder,
  log = () => {},
  settings = {},
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const home = await findHome(folder)
  const lock = await lockFolder(home.folder)
  try {
    const { address, postmaster } = await startIn(home, settings, log)
    const stop = async () => {
      await postmaster.stop()
      await lock.release()
    }
    return { superuserUrl: address.href, port: Number(address.port), stop }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** The superuser's address on the PostgreSQL of the Weft that is at work in the data folder; undefined where none is. */
export async function findRunning(folder: string): Promise<string | undefined> {
  const home = await findHome(folder)
  if ((await holderOf(home.folder)) === undefined) return undefined
  return (await recallAddress(home)).href
}

async function startIn(home: Home, settings: Readonly<Record<string, string>>, log: (line: string) => void) {
  const address = await recallAddress(home)
  if (await exists(home.cluster)) await endOrphan(home.cluster, log)
  else log(`Creating the database in ${home.folder}.`)
  const program = await findProgram(home)
  await settlePort(home, address)
  await ensureCluster(home, program, address.password)
  const launchOn = (port: number) => launch(home, { program, port, settings })
  const first = await launchPatiently(home, async () => launchOn(await settlePort(home, address)))
  const again = () => launchPatiently(home, () => launchOn(Number(address.port)))
  return { address, postmaster: keptAlive(first, again, log) }
}

/** Starts PostgreSQL again at the same address wherever it ends unasked, so that those who hold that address go on. */
function keptAlive(first: Postmaster, again: () => Promise<Postmaster>, log: (line: string) => void) {
  let current = Promise.resolve(first)
  let stopping = false
  const restart = async () => {
    log('PostgreSQL ended unasked and is started again.')
    for (;;) {
      await sleep(BETWEEN_ATTEMPTS_MS)
      try {
        return follow(await again())
      } catch (error) {
        if (stopping) throw error
        log(`${error instanceof Error ? error.message : error} It is tried again until it does.`)
      }
    }
  }
  const follow = (postmaster: Postmaster) => {
    void postmaster.ended.then(() => {
      if (stopping) return
      current = restart()
      current.catch(error => log(error.message))
    })
    return postmaster
  }
  follow(first)
  return {
    async stop() {
      stopping = true
      const last = await current.catch(() => undefined)
      await last?.stop()
    },
  }
}

/** A port taken in between, or memory that a killed PostgreSQL's last process still holds, is waited out. */
async function launchPatiently(home: Home, attempt: () => Promise<Postmaster | undefined>): Promise<Postmaster> {
  for (let attempts = 1; ; attempts += 1) {
    const postmaster = await attempt()
    if (postmaster) return postmaster
    const words = await lastWords(home)
    if (attempts === ATTEMPTS) throw new WeftError('setup.refused', `PostgreSQL did not start: ${words}`)
    await sleep(BETWEEN_ATTEMPTS_MS)
  }
}
