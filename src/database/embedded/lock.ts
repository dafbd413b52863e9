import { randomUUID } from 'node:crypto'
import { link, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { WeftError } from '../../kernel/errors.ts'
import { markOf, read } from './living.ts'

/** Held by one Weft at a time; `release` gives the folder back. */
export type FolderLock = { release(): Promise<void> }

/** How long a Weft that is on its way out is waited for. */
const PATIENCE_MS = 2_000
const POLL_MS = 50

/**
 * Takes the data folder for this process. A lock left behind by a process that is gone is taken over.
 * Refuses with `setup.refused` where another Weft is at work in the folder.
 *
 * The locks are numbered and the highest holds. The next number can be made by one process alone, and a lower one is
 * removed only once a higher is there, so that of several who find the same dead lock exactly one takes over.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const ours = `${process.pid} ${await markOf(process.pid)}\n`
  for (let waited = 0; ; ) {
    const last = await highest(folder)
    const holder = await holderIn(lockNumber(folder, last))
    if (holder !== undefined) {
      if (waited >= PATIENCE_MS) throw alreadyRunning(folder, holder)
      waited += POLL_MS
      await sleep(POLL_MS)
    } else if (await take(folder, last + 1, ours)) {
      return { release: () => truncate(lockNumber(folder, last + 1)).catch(() => undefined) }
    }
  }
}

/** The number of the process that is at work in the folder, if one is. */
export async function holderOf(folder: string): Promise<number | undefined> {
  return holderIn(lockNumber(folder, await highest(folder)))
}

async function take(folder: string, number: number, ours: string): Promise<boolean> {
  const lock = lockNumber(folder, number)
  if (!(await createWhole(lock, ours))) return false
  const found = await numbers(folder)
  if (found.some(other => other > number)) {
    await rm(lock, { force: true })
    return false
  }
  for (const lower of found.filter(other => other < number)) await rm(lockNumber(folder, lower), { force: true })
  return true
}

/** A link appears with its whole content or not at all, so that nobody reads half a lock. */
async function createWhole(lock: string, content: string): Promise<boolean> {
  const draft = `${lock}.${randomUUID()}`
  await writeFile(draft, content, { flag: 'wx' })
  try {
    await link(draft, lock)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft)
  }
}

/** The living process that wrote the lock; a released one is empty. */
async function holderIn(lock: string): Promise<number | undefined> {
  const [, pid, mark] = /^(\d+) (.*)\n$/.exec((await read(lock)) ?? '') ?? []
  if (pid === undefined) return undefined
  return (await markOf(Number(pid))) === mark ? Number(pid) : undefined
}

async function numbers(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names.flatMap(name => /^weft\.lock\.(\d+)$/.exec(name)?.[1] ?? []).map(Number)
}

async function highest(folder: string): Promise<number> {
  return Math.max(0, ...(await numbers(folder)))
}

function lockNumber(folder: string, number: number): string {
  return join(folder, `weft.lock.${number}`)
}

function alreadyRunning(folder: string, holder: number): WeftError {
  return new WeftError(
    'setup.refused',
    `Weft is already running on ${folder} (process ${holder}): stop it first, or name another folder in WEFT_DATA.`,
  )
}
