import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findRunning } from '../../src/database/embedded.ts'
import { openPool, type Pool } from '../../src/database/pool.ts'
import type { Wanted } from './proof.ts'

export const WEFT = new URL('../../bin/weft.mjs', import.meta.url).pathname

/** The data folder of a nation, with PostgreSQL at rest. `discard` removes it where it was made for one proof only. */
export type NationData = { folder: string; discard(): Promise<void> }

/** The folder of a nation that is kept from one proof to the next. */
export const keptFolder = (): string | undefined => process.env.WEFT_PROOF_DATA

/** Makes a nation in a folder of its own, or takes the one in `kept`, which is made there where it is missing. */
export async function openNationData(
  { people, log }: Pick<Wanted, 'people' | 'log'>,
  kept = keptFolder(),
): Promise<NationData> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'weft-nation-')))
  const discard = async () => {
    if (kept === undefined) await rm(folder, { recursive: true, force: true })
  }
  if (existsSync(join(folder, 'postgres')) || existsSync(join(folder, 'elsewhere'))) return { folder, discard }
  log(`Making a nation of ${people.toLocaleString('en-GB')} people.`)
  const making = spawn(process.execPath, [WEFT, 'demo', '--nation', '--people', String(people)], {
    env: { ...process.env, WEFT_DATA: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const code = await gone(making)
  if (code === 0) return { folder, discard }
  await discard()
  throw new Error(`The nation was not made: the command ended with ${code}.`)
}

/** A superuser's connections to the nation in the folder, past every law of rows, while its PostgreSQL runs. */
export async function openSuperuser(folder: string): Promise<Pool> {
  const url = new URL((await findRunning(folder)) ?? '')
  url.pathname = '/weft'
  return openPool(url.href, { size: 2, statementSeconds: 3600, name: 'weft proof' })
}

/** Resolves with the exit code once the process has ended; nothing where a signal ended it. */
export const gone = (child: ChildProcess): Promise<number | null> =>
  new Promise(resolve =>
    child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
  )
