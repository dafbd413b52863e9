import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBackup, writeBackup } from '../../../src/database/backup.ts'
import { openTestDatabase } from '../../../src/database/testing/test-database.ts'
import { faultsOf, standingOf } from './check.ts'
import type { Ground } from './ground.ts'
import { sendAgain, sendAll } from './load.ts'

const ROUND = { notes: 24, records: 8, accepts: 3, series: 8 }
const WELL_UNDER_WAY_MS = 300
const quietly = () => {}

/** A back-up written in the middle of a load, restored elsewhere: the same digest, nothing half-done, and a whole that adds up. */
export async function backupUnderLoad({ world, stage, url }: Ground, superuserUrl: string) {
  const folder = await mkdtemp(join(tmpdir(), 'weft-faults-'))
  const restored = await openTestDatabase(superuserUrl)
  try {
    const before = (await stage.writesFor(ROUND)).slice(0, 12)
    const during = await stage.writesFor(ROUND)
    const faults: string[] = []
    for (const [write] of await sendAgain(before, url)) faults.push(`${write.key} was never done`)
    const sending = sendAll(during, [url])
    await sleep(WELL_UNDER_WAY_MS)
    const written = await writeBackup(world.database.ownerUrl, join(folder, 'under-load.weft'), quietly)
    await sending
    const read = await readBackup(restored.ownerUrl, join(folder, 'under-load.weft'), quietly)
    const again = await writeBackup(restored.ownerUrl, join(folder, 'again.weft'), quietly)
    if (read.digest !== written.digest || again.digest !== written.digest) faults.push('the digests differ')
    let inside = 0
    for (const write of [...before, ...during]) {
      const standing = await standingOf(restored, write)
      if (standing === 'once') inside += 1
      else if (standing !== 'absent' || before.includes(write))
        faults.push(`${write.key} is ${standing} in the back-up`)
    }
    faults.push(...(await faultsOf(restored)))
    return { rows: read.rows, inside: inside - before.length, sent: during.length, faults }
  } finally {
    await restored.close()
    await rm(folder, { recursive: true })
  }
}
