import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { WeftError } from '../../kernel/errors.ts'
import { giveToOwnerOf } from './account.ts'
import { exists, type Home } from './home.ts'
import { read } from './living.ts'

/** The superuser's address, kept in the home, readable by its owner alone. */
const FILE = 'superuser-url'

/** The address as it was last time, or a new one with a random password; refuses where a cluster has lost its own. */
export async function recallAddress(home: Home): Promise<URL> {
  const kept = (await read(join(home.folder, FILE)))?.trim()
  if (kept && URL.canParse(kept)) return new URL(kept)
  if (await exists(home.cluster)) {
    throw new WeftError(
      'setup.refused',
      `${join(home.folder, FILE)} is missing, and with it the database's password: bring it back from the back-up.`,
    )
  }
  return new URL(`postgres://postgres:${randomBytes(24).toString('hex')}@127.0.0.1/postgres`)
}

/** Keeps the port where it is still free, takes another where it is not, and writes the address down. */
export async function settlePort(home: Home, address: URL): Promise<number> {
  const port = (await portIfFree(Number(address.port))) ?? (await portIfFree(0)) ?? 0
  address.port = String(port)
  const draft = join(home.folder, `${FILE}.new`)
  await writeFile(draft, `${address.href}\n`, { mode: 0o600 })
  await giveToOwnerOf(home.folder, draft)
  await rename(draft, join(home.folder, FILE))
  return port
}

async function portIfFree(port: number): Promise<number | undefined> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' ? address?.port : undefined
  } catch {
    return undefined
  } finally {
    server.close()
  }
}
