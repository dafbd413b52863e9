import type { Proof, Wanted } from '../proof.ts'
import { proveRoutes } from './crawl.ts'
import { proveDoors, proveLaws } from './mutants.ts'
import { withPostgres } from './postgres.ts'
import { proveRows } from './rows.ts'
import { proveSideDoors } from './side-doors.ts'
import { proveSmuggling } from './smuggle.ts'

const MINUTE = 60_000

/** Who sees what, asked a million times and more. */
export const isolation: Proof = {
  name: 'isolation',
  about: 'Everybody sees what a second statement of the rules says, and nothing else, by any way in.',
  minutes: 9,
  people: 1,
  run: wanted => withPostgres(superuserUrl => proveAll(superuserUrl, wanted)),
}

/** Two at a time: what asks the database most beside what asks the server most; each ends at its share of the time. */
async function proveAll(superuserUrl: string, wanted: Wanted) {
  const begun = performance.now()
  const until = (share: number) => begun + share * wanted.minutes * MINUTE
  const lanes = await Promise.allSettled([
    (async () => {
      await proveRows(superuserUrl, wanted, until(0.6))
      await proveLaws(superuserUrl, wanted, until(0.98))
    })(),
    (async () => {
      await proveSideDoors(superuserUrl, wanted)
      await proveRoutes(superuserUrl, wanted, until(0.45))
      await proveSmuggling(superuserUrl, wanted, until(0.82))
      await proveDoors(superuserUrl, wanted, until(0.98))
    })(),
  ])
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
}
