import { searchWords, soundsAlike } from '../kernel/names.ts'

/** The keys under which a person is found: folded words and sounds-alike codes of every name they have. */
export function searchKeys(names: readonly string[]): { kind: 'word' | 'sound'; key: string }[] {
  const words = [...new Set(names.flatMap(searchWords))]
  const sounds = [...new Set(words.flatMap(soundsAlike))]
  return [
    ...words.map(key => ({ kind: 'word' as const, key })),
    ...sounds.map(key => ({ kind: 'sound' as const, key })),
  ]
}
