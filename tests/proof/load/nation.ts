import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { type Installation, openInstallation } from '../../../src/cli/installation.ts'
import { gone, openNationData, WEFT } from '../nation-data.ts'
import type { Wanted } from '../proof.ts'

/** A nation of so many people behind a server of its own process. */
export type Nation = { address: string; installation: Installation; close(): Promise<void> }

/** Makes a nation, or takes the one in WEFT_PROOF_DATA, and serves it. */
async function openNation(wanted: Pick<Wanted, 'people' | 'log'>): Promise<Nation> {
  const { folder, discard } = await openNationData(wanted)
  try {
    const port = await freePort()
    const server = spawn(process.execPath, [WEFT, 'serve', '--no-demo', '--port', String(port)], {
      env: { ...process.env, WEFT_DATA: folder },
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

/** Does `work` on a nation that is made or taken for it, and ends its server afterwards. */
export async function onNation(
  wanted: Pick<Wanted, 'people' | 'log'>,
  work: (nation: Nation) => Promise<void>,
): Promise<void> {
  const nation = await openNation(wanted)
  try {
    await work(nation)
  } finally {
    await nation.close()
  }
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
