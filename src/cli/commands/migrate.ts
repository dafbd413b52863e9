import { bringUp, openInstallation } from '../installation.ts'

/** `weft migrate`: brings the database to this version. */
export async function migrateCommand({ json }: { json?: boolean }): Promise<void> {
  const installation = await openInstallation()
  try {
    const applied = await bringUp(installation)
    if (json) console.log(JSON.stringify({ applied }))
    else console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`)
  } finally {
    await installation.stop()
  }
}
