import { randomUUID } from 'node:crypto'
import { link, rename, rm, writeFile } from 'node:fs/promises'
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
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const lock = join(folder, 'weft.lock')
  const ours = `${process.pid} ${await markOf(process.pid)}\n`
  for (let waited = 0; !(await create(lock, ours)); waited += POLL_MS) {
    const found = await read(lock)
    if (found === undefined) continue
    const holder = await holderIn(found)
    if (holder === undefined) await removeIfStill(lock, found)
    else if (waited < PATIENCE_MS) await sleep(POLL_MS)
    else throw alreadyRunning(folder, holder)
  }
  return { release: () => removeIfStill(lock, ours) }
}

/** The number of the process that is at work in the folder, if one is. */
export async function holderOf(folder: string): Promise<number | undefined> {
  const found = await read(join(folder, 'weft.lock'))
  return found === undefined ? undefined : holderIn(found)
}

async function holderIn(lock: string): Promise<number | undefined> {
  const [, pid, mark] = /^(\d+) (.*)\n$/.exec(lock) ?? []
  if (pid === undefined) return undefined
  return (await markOf(Number(pid))) === mark ? Number(pid) : undefined
}

/** A link appears whole or not at all, so that nobody reads half a lock. */
async function create(lock: string, content: string): Promise<boolean> {
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

/** Sets the lock aside before it is judged: one that was renewed in the meantime is put back. */
async function removeIfStill(lock: string, content: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`
  const moved = await rename(lock, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await read(aside)) !== content) await link(aside, lock).catch(() => undefined)
  await rm(aside)
}

function alreadyRunning(folder: string, holder: number): WeftError {
  return new WeftError(
    'setup.refused',
    `Weft is already running on ${folder} (process ${holder}): stop it first, or name another folder in WEFT_DATA.`,
  )
}
