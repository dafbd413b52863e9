import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../../src/database/embedded.ts'

/** What is proven here needs no disk to survive it. */
const HASTE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '60' }

/** Gives `work` a superuser's address on a PostgreSQL: the one named by WEFT_TEST_DATABASE_URL, else an embedded one that ends with it. */
export async function withPostgres(work: (superuserUrl: string) => Promise<void>): Promise<void> {
  const given = process.env.WEFT_TEST_DATABASE_URL
  if (given) return work(given)
  const folder = await mkdtemp(join(tmpdir(), 'weft-proof-'))
  const postgres = await startEmbedded({ folder, settings: HASTE })
  try {
    await work(postgres.superuserUrl)
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
