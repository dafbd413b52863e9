import { Temporal } from 'temporal-polyfill'
import { openPool } from '../../database/pool.ts'
import { sealJournal } from '../../journal/seal.ts'
import { verifyJournal } from '../../journal/verify.ts'
import { plural } from '../../kernel/words.ts'
import { openInstallation } from '../installation.ts'

async function withJobs<T>(work: (jobs: ReturnType<typeof openPool>) => Promise<T>): Promise<T> {
  const installation = await openInstallation()
  const jobs = openPool(installation.jobsUrl, { size: 2, statementSeconds: 3600, name: 'weft audit' })
  try {
    return await work(jobs)
  } finally {
    await jobs.end()
    await installation.stop()
  }
}

/** `weft audit verify`: whether the journal is what was sealed. */
export async function auditVerify({ json }: { json?: boolean }): Promise<boolean> {
  const verified = await withJobs(jobs => verifyJournal(jobs))
  const { ok, seals, events, broken, head } = verified
  if (json) console.log(JSON.stringify(verified, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
  else if (ok)
    console.log(
      `The journal is whole: ${plural(events, 'event')} under ${plural(seals, 'seal')}${head ? `, head ${head}` : ''}.`,
    )
  else console.error(`The journal is not what was sealed. ${broken?.sentence ?? ''}`)
  return ok
}

/** `weft audit seal`: seals what is not yet sealed. */
export async function auditSeal({ json }: { json?: boolean }): Promise<void> {
  const sealed = await withJobs(jobs => sealJournal(jobs, Temporal.Now.instant()))
  console.log(json ? JSON.stringify({ sealed }) : `Sealed ${plural(sealed, 'event')}.`)
}
