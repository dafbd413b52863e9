import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Installation, openInstallation } from '../../../src/cli/installation.ts'
import type { Wanted } from '../proof.ts'

const WEFT = new URL('../../../bin/weft.mjs', import.meta.url).pathname

/** A nation of so many people behind a server of its own process. */
export type Nation = { address: string; installation: Installation; close(): Promise<void> }

/**
 * Makes a nation in a folder of its own, or takes the one in WEFT_PROOF_DATA, which is made there where it is missing and kept; then
 * serves it.
 */
export async function openNation({ people, log }: Pick<Wanted, 'people' | 'log'>): Promise<Nation> {
  const kept = process.env.WEFT_PROOF_DATA
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'weft-nation-')))
  const environment = { ...process.env, WEFT_DATA: folder }
  const discard = async () => {
    if (kept === undefined) await rm(folder, { recursive: true, force: true })
  }
  try {
    if (!existsSync(join(folder, 'postgres')) && !existsSync(join(folder, 'elsewhere'))) {
      log(`Making a nation of ${people.toLocaleString('en-GB')} people.`)
      await ended(
        spawn(process.execPath, [WEFT, 'demo', '--nation', '--people', String(people)], {
          env: environment,
          stdio: ['ignore', 'ignore', 'inherit'],
        }),
      )
    }
    const port = await freePort()
    const server = spawn(process.execPath, [WEFT, 'serve', '--no-demo', '--port', String(port)], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await serving(server)
    process.env.WEFT_DATA = folder
    const installation = await openInstallation()
    return {
      address: `http://127.0.0.1:${port}`,
      installation,
      close: async () => {
        server.kill('SIGTERM')
        await gone(server)
        await discard()
      },
    }
  } catch (error) {
    await discard()
    throw error
  }
}

const gone = (child: ChildProcess) =>
  new Promise<number | null>(resolve => (child.exitCode === null ? child.on('exit', resolve) : resolve(child.exitCode)))

async function ended(child: ChildProcess) {
  const code = await gone(child)
  if (code !== 0) throw new Error(`The command ended with ${code}.`)
}

function serving(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = ''
    child.stdout?.on('data', words => {
      heard += words
      if (heard.includes('Weft serves on')) resolve()
    })
    child.on('exit', () => reject(new Error('Weft ended before it served.')))
  })
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
