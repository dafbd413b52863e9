import { execFile } from 'node:child_process'
import { chown, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { WeftError } from '../../kernel/errors.ts'
import { read } from './living.ts'

/** The system account PostgreSQL runs under when Weft itself runs as root. */
export type Account = { uid: number; gid: number }

const UNPRIVILEGED = ['postgres', 'nobody']

/**
 * PostgreSQL refuses to run as root: as root, the owner of the cluster that is already there, else `postgres`, else
 * `nobody`. Undefined where Weft is not root and PostgreSQL runs as the person who started it.
 * Refuses with `setup.refused` where the cluster belongs to somebody else or no account can be had.
 */
export async function accountFor(cluster: string): Promise<Account | undefined> {
  const uid = process.getuid?.()
  const owner = await stat(cluster).catch(() => undefined)
  if (uid !== 0) {
    if (owner && uid !== undefined && owner.uid !== uid) throw belongsToAnother(cluster)
    return undefined
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const account = unprivilegedIn((await read('/etc/passwd')) ?? '')
  if (account) return account
  throw new WeftError(
    'setup.refused',
    'PostgreSQL does not run as root and this machine has no account named postgres or nobody: start Weft as an ordinary user.',
  )
}

/** Whether the account itself can do it; asked of the system, since modes alone do not tell. */
export async function accountCan(account: Account, test: '-x' | '-r', path: string): Promise<boolean> {
  const asked = promisify(execFile)('/bin/sh', ['-c', `test ${test} "$1"`, 'sh', path], { ...account, cwd: '/' })
  return asked.then(
    () => true,
    () => false,
  )
}

/** What root writes in a person's data folder stays that person's, who may start Weft there again. */
export async function giveToOwnerOf(folder: string, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const owner = await stat(folder)
  await chown(path, owner.uid, owner.gid)
}

function unprivilegedIn(passwd: string): Account | undefined {
  const lines = passwd.split('\n').map(line => line.split(':'))
  const found = UNPRIVILEGED.map(name => lines.find(line => line[0] === name)).find(line => line !== undefined)
  return found && { uid: Number(found[2]), gid: Number(found[3]) }
}

function belongsToAnother(cluster: string): WeftError {
  return new WeftError(
    'setup.refused',
    `The database in ${cluster} belongs to another account: start Weft as that account, or name another folder in WEFT_DATA.`,
  )
}
