import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A small file system of its own, which can be filled to the last byte. */
export type Disk = {
  folder: string
  fill(): Promise<void>
  /** Gives back what `fill` took. */
  free(): Promise<void>
  remove(): Promise<void>
}

const run = promisify(execFile)
const MIB = 2 ** 20
const LEAST = 512

/** A disk of so many mebibytes; nothing where this account may not mount one. */
export async function openDisk(mebibytes: number): Promise<Disk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-disk-'))
  const mount = run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0711`, 'tmpfs', folder])
  if (!(await mount.then(() => true).catch(() => false))) {
    await rm(folder, { recursive: true })
    return undefined
  }
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill: () => fill(ballast),
    free: () => rm(ballast, { force: true }),
    async remove() {
      await run('umount', ['--lazy', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function fill(ballast: string) {
  const file = await open(ballast, 'a')
  for (let size = MIB; size >= LEAST; ) {
    const written = await file.write(Buffer.alloc(size)).then(
      ({ bytesWritten }) => bytesWritten,
      () => 0,
    )
    if (written < size) size /= 2
  }
  await file.close()
}

/** Moves a folder of a stopped PostgreSQL to another place and leaves a way to it. */
export async function moveTo(place: string, folder: string): Promise<void> {
  await run('cp', ['-a', folder, place])
  await rm(folder, { recursive: true })
  await symlink(place, folder)
}
