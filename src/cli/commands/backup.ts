import { resolve } from 'node:path'
import { type BackupReport, readBackup, writeBackup } from '../../database/backup.ts'
import { bringUp, openInstallation, ownerUrlOf } from '../installation.ts'
import { progressBar } from '../progress.ts'

/** `weft backup FILE`: everything, as of one instant; Weft may go on serving. */
export async function backup(file: string, options: { json?: boolean }): Promise<void> {
  const installation = await openInstallation()
  const progress = progressBar('Backing up', options)
  try {
    const report = await writeBackup(ownerUrlOf(installation), resolve(file), progress.step)
    progress.end()
    tell(report, options, `Written to ${file}`)
  } finally {
    progress.end()
    await installation.stop()
  }
}

/** `weft restore FILE`: into an empty database. */
export async function restore(file: string, options: { json?: boolean }): Promise<void> {
  const installation = await openInstallation()
  const progress = progressBar('Restoring', options)
  try {
    await bringUp(installation)
    const report = await readBackup(ownerUrlOf(installation), resolve(file), progress.step)
    progress.end()
    tell(report, options, `Restored from ${file}`)
  } finally {
    progress.end()
    await installation.stop()
  }
}

function tell(report: BackupReport, { json }: { json?: boolean }, done: string) {
  if (json) console.log(JSON.stringify(report))
  else
    console.log(
      `${done}: ${report.rows.toLocaleString('en-GB')} rows of ${report.tables} tables, digest ${report.digest}.`,
    )
}
