declare module 'talisman/phonetics/double-metaphone.js' {
  /** The primary and the secondary code of one word; both are empty where the word has no sound. */
  export default function doubleMetaphone(word: string): [primary: string, secondary: string]
}
