import type { Proof } from '../proof.ts'
import { proveRoutes } from './crawl.ts'
import { proveDoors, proveLaws } from './mutants.ts'
import { withPostgres } from './postgres.ts'
import { proveRows } from './rows.ts'

const MINUTE = 60_000
const ONLY = process.env.H4ONLY

/** Who sees what, asked a million times and more. */
export const isolation: Proof = {
  name: 'isolation',
  about: 'Everybody sees what a second statement of the rules says, and nothing else, by any way in.',
  minutes: 8,
  people: 1,
  run: wanted =>
    withPostgres(async superuserUrl => {
      const begun = performance.now()
      const until = (share: number) => begun + share * wanted.minutes * MINUTE
      if (!ONLY || ONLY === 'rows') await proveRows(superuserUrl, wanted, until(0.45))
      if (!ONLY || ONLY === 'crawl') await proveRoutes(superuserUrl, wanted, until(0.75))
      if (!ONLY || ONLY === 'laws') await proveLaws(superuserUrl, wanted, until(0.65))
      if (!ONLY || ONLY === 'doors') await proveDoors(superuserUrl, wanted, until(0.75))
    }),
}
