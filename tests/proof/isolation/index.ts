import type { Proof } from '../proof.ts'
import { withPostgres } from './postgres.ts'
import { proveRows } from './rows.ts'

const MINUTE = 60_000

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
      await proveRows(superuserUrl, wanted, until(0.45))
    }),
}
