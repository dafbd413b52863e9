import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPool } from '../../database/pool.ts'
import { EXPORTS, exportRows } from '../../exchange/export/export-rows.ts'
import { invalid } from '../../kernel/errors.ts'
import { openInstallation } from '../installation.ts'

type Options = { area?: string; month?: string; json?: boolean }

/** `weft export KIND`: a table of the contract zone on standard output, as CSV or with --json as JSON. */
export async function exportCommand(kind: string, { json, ...asked }: Options): Promise<void> {
  const known = EXPORTS.find(each => each === kind)
  if (known === undefined) throw invalid({ field: 'kind', sentence: `Choose one of: ${EXPORTS.join(', ')}.` })
  const installation = await openInstallation()
  const jobs = openPool(installation.jobsUrl, { size: 1, statementSeconds: 300, name: 'weft export' })
  try {
    const rows = exportRows(jobs, { kind: known, ...asked }, json ? 'json' : 'csv')
    await pipeline(Readable.from(rows), process.stdout, { end: false })
  } finally {
    await jobs.end()
    await installation.stop()
  }
}
