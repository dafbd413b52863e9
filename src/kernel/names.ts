import doubleMetaphone from 'talisman/phonetics/double-metaphone.js'

const SPELT_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
}

/**
 * A name as it is compared: lower case, without marks on letters and without apostrophes, every other sign a single
 * space. `Siân O’Brien-Jones` is `sian obrien jones`. Folding what is folded changes nothing.
 */
export function fold(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{Mark}'’‘ʼ`´]/gu, '')
    .replace(/[ßæœøłđðþ]/g, letter => SPELT_OUT[letter] ?? letter)
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()
}

/** The words of a full name as they are searched for: folded, each once, in their order. */
export const searchWords = (fullName: string): string[] => [...new Set(fold(fullName).split(' '))].filter(Boolean)

/**
 * How one word of a name sounds, by double metaphone: one code or two, none for what has no sound in Latin letters.
 * Two names may be the same when they share a code.
 */
export const soundsAlike = (word: string): string[] => [...new Set(doubleMetaphone(fold(word)))].filter(Boolean)
