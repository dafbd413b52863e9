import { resolve } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { importContracts } from '../../exchange/contracts/import-contracts.ts'
import { undoImport } from '../../exchange/contracts/import-undo.ts'
import { bringUp, openInstallation, ownerUrlOf } from '../installation.ts'

/** `weft import contracts FOLDER`: previews, or commits with --commit. */
export async function importContractsCommand(
  folder: string,
  options: { commit: boolean; json?: boolean },
): Promise<void> {
  const installation = await openInstallation()
  try {
    await bringUp(installation)
    const result = await importContracts({
      ownerUrl: ownerUrlOf(installation),
      folder: resolve(folder),
      dryRun: !options.commit,
      now: Temporal.Now.instant(),
    })
    if (options.json) return console.log(JSON.stringify(result))
    for (const finding of result.findings)
      console.log(`${finding.file} ${finding.record} ${finding.field}: ${finding.sentence}`)
    console.log(result.said)
    if (!options.commit) console.log('Nothing was written. Run it again with --commit to keep it.')
  } finally {
    await installation.stop()
  }
}

/** `weft import undo BATCH`: takes an import back, unless work depends on it. */
export async function undoImportCommand(batch: string, { json }: { json?: boolean }): Promise<void> {
  const installation = await openInstallation()
  try {
    const undone = await undoImport({ ownerUrl: ownerUrlOf(installation), batch, now: Temporal.Now.instant() })
    console.log(json ? JSON.stringify(undone) : `Batch ${batch} is undone.`)
  } finally {
    await installation.stop()
  }
}
