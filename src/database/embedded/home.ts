import { createHash } from 'node:crypto'
import { access, chmod, mkdir, realpath, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WeftError } from '../../kernel/errors.ts'
import { type Account, accountCan, accountFor } from './account.ts'
import { read } from './living.ts'

/** Where the cluster, its log, its lock and the superuser's address are, and who runs PostgreSQL there. */
export type Home = { folder: string; cluster: string; account: Account | undefined }

const ELSEWHERE = '/var/lib/weft'
const MAY_PASS = 0o011

/**
 * The data folder itself; or, as root where PostgreSQL's account cannot enter it (a checkout under /root), a folder
 * of its own in /var/lib/weft, written down in `elsewhere` in the data folder and kept to from then on.
 */
export async function findHome(dataFolder: string): Promise<Home> {
  await mkdir(dataFolder, { recursive: true })
  const folder = await realpath(dataFolder)
  const recorded = (await read(join(folder, 'elsewhere')))?.trim()
  if (recorded) return homeIn(await stillThere(recorded, folder))
  const home = await homeIn(folder)
  if (!home.account || (await enterable(folder, home.account))) return home
  if (await exists(home.cluster)) throw shutOut(home.cluster)
  return homeIn(await settleElsewhere(folder))
}

async function homeIn(folder: string): Promise<Home> {
  const cluster = join(folder, 'postgres')
  return { folder, cluster, account: await accountFor(cluster) }
}

async function settleElsewhere(dataFolder: string): Promise<string> {
  const folder = join(ELSEWHERE, createHash('sha256').update(dataFolder).digest('hex').slice(0, 16))
  await mkdir(folder, { recursive: true })
  await chmod(ELSEWHERE, 0o755)
  await chmod(folder, 0o711)
  await writeFile(join(dataFolder, 'elsewhere'), `${folder}\n`)
  return folder
}

async function enterable(folder: string, account: Account): Promise<boolean> {
  const { mode, uid } = await stat(folder)
  if (uid === 0) await chmod(folder, (mode & 0o7777) | MAY_PASS)
  return accountCan(account, '-x', folder)
}

async function stillThere(recorded: string, dataFolder: string): Promise<string> {
  if (await exists(recorded)) return recorded
  throw new WeftError(
    'setup.refused',
    `The database of ${dataFolder} was kept in ${recorded}, which is gone: bring it back, or remove ${join(dataFolder, 'elsewhere')} to begin with an empty one.`,
  )
}

function shutOut(cluster: string): WeftError {
  return new WeftError(
    'setup.refused',
    `PostgreSQL's account can no longer enter ${cluster}: give every folder above it the permission to pass (chmod a+x), or move it to where others may pass.`,
  )
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
