import { execFile } from 'node:child_process'
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exists, type Home } from './home.ts'
import { plainEnvironment } from './postmaster.ts'

/**
 * Makes the cluster unless it is there: UTF-8, C collation, passwords by SCRAM. It takes its name only when it is
 * whole, so that an interruption leaves nothing that looks like a database.
 */
export async function ensureCluster(home: Home, program: string, password: string): Promise<void> {
  if (await exists(home.cluster)) return
  const draft = `${home.cluster}.new`
  const passwordFile = join(home.folder, 'postgres-password.new')
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (home.account) {
    await chown(draft, home.account.uid, home.account.gid)
    await chown(passwordFile, home.account.uid, home.account.gid)
  }
  try {
    await promisify(execFile)(
      join(program, 'bin', 'initdb'),
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--locale=C',
        '--encoding=UTF8',
      ],
      { ...home.account, cwd: home.folder, env: plainEnvironment() },
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(draft, home.cluster)
}
