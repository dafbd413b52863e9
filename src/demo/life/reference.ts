import { makeReferralReference } from '../../kernel/identifiers.ts'

/** Most referrals and hand-overs of one life. */
export const REFERENCES_A_LIFE = 8

/** Letters and digits that never look like each other: without I, O, S, B, 5 and 8. */
const LETTERS = 'ACDEFGHJKLMNPQRTUVWXYZ'
const DIGITS = '01234679'
const MANY = LETTERS.length ** 2 * DIGITS.length ** 4
/** Shares no factor with `MANY`, so that counting by it comes round to every reference once. */
const STRIDE = 1_236_877

/** The nth reference of a category, from nought: as the use case makes them, and no two alike below `MANY`. */
export function referenceAt(place: number, category: string): string {
  let left = (place * STRIDE) % MANY
  const next = (base: number) => {
    const sign = left % base
    left = Math.floor(left / base)
    return sign
  }
  const letters = [1, 2].map(() => LETTERS.charAt(next(LETTERS.length)))
  const digits = [1, 2, 3, 4].map(() => DIGITS.charAt(next(DIGITS.length)))
  const ending = makeReferralReference(category, () => 0).slice(6)
  return `${letters.join('')}${digits.join('')}${ending}`
}
