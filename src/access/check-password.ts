import { invalid } from '../kernel/errors.ts'

/** The password of everybody in a demonstration. It is public, so nobody may choose it; the demonstration loads it unasked. */
export const PUBLIC_PASSWORD = 'warp and weft and loom'

const LEAST = 12
const MOST = 200
/** What is weighed: the work grows with the length, and nothing weak at its first 72 characters is made strong by more. */
const WEIGHED = 72
/** Of zxcvbn's 0 to 4: at 3 more than a hundred million guesses are needed. */
const LEAST_SCORE = 3
const OURS = ['weft', 'probation', 'rehabilitation', 'password', PUBLIC_PASSWORD]

/**
 * Refuses with `input.invalid` a password that is too short or too long, that stands in lists of known ones, that is guessed from
 * common words and patterns, or from `about`: the name, e-mail address and organisations of whom it is for.
 */
export async function checkPassword(
  password: string,
  { field = 'password', about }: { field?: string; about: readonly string[] },
): Promise<void> {
  if (password.length < LEAST || password.length > MOST)
    throw invalid({ field, sentence: `Choose a password of ${LEAST} to ${MOST} characters` })
  const scales = await scalesOnce()
  const { score } = scales.check(password, [...OURS, ...wordsOf(about)])
  if (score < LEAST_SCORE)
    throw invalid({
      field,
      sentence:
        'Choose a password that is harder to guess: not a well-known one, and not made of your name, e-mail address or organisation. Four words that have nothing to do with each other are good',
    })
}

/** Each as a whole, without blanks, and its parts of three letters or more: somebody who guesses tries them all. */
const wordsOf = (about: readonly string[]) =>
  about.flatMap(each => [
    each,
    each.replaceAll(' ', ''),
    ...each.split(/[^\p{L}\p{N}]+/u).filter(part => part.length > 2),
  ])

let scales: ReturnType<typeof makeScales> | undefined

/** The lists of known passwords and words are large, so they are read when the first password is chosen. */
function scalesOnce() {
  scales ??= makeScales()
  return scales
}

async function makeScales() {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    maxLength: WEIGHED,
  })
}
