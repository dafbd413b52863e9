const CASE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const LOOKS_LIKE = [
  ['S', '5'],
  ['B', '8'],
] as const

/** Chance by which `makeCaseReference` makes these codes, one after the other. */
export const madeInto = (codes: string): (() => number) => inTurn([...codes].map(sign => placeIn(CASE_ALPHABET, sign)))

/** Chance by which `makeReferralReference` makes this reference. */
export function referenceInto(reference: string): () => number {
  const [start, digits, end] = [reference.slice(0, 2), reference.slice(2, 6), reference.slice(6)]
  const left = LOOKS_LIKE.reduce(
    (kept, [letter, digit]) => (`${start}${end}`.includes(letter) ? kept.replace(digit, '') : kept),
    '0123456789',
  )
  return inTurn([...[...start].map(sign => placeIn(LETTERS, sign)), ...[...digits].map(sign => placeIn(left, sign))])
}

const placeIn = (alphabet: string, sign: string): number => (alphabet.indexOf(sign) + 0.5) / alphabet.length

function inTurn(numbers: readonly number[]): () => number {
  let at = 0
  return () => {
    const found = numbers[at]
    at += 1
    if (found === undefined) throw new RangeError('More codes are made than the life has.')
    return found
  }
}
