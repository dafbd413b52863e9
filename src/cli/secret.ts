import { readFileSync } from 'node:fs'
import { WeftError } from '../kernel/errors.ts'

/**
 * A secret of the environment, or, where `NAME_FILE` is set, what that file holds without its last line end: an environment is seen
 * by whoever may look at the program, a file by its owner alone. Refuses with `setup.refused` where both are set or the file cannot
 * be read or is empty; the sentence names the variable and never the secret.
 */
export function secretOf(name: string, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = environment[name]
  const file = environment[`${name}_FILE`]
  if (!file) return given
  if (given) throw new WeftError('setup.refused', `Set ${name} or ${name}_FILE, not both.`)
  const held = read(file)
  if (held) return held
  throw new WeftError(
    'setup.refused',
    `The file that ${name}_FILE names cannot be read or is empty. Check its path and who may read it.`,
  )
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    return undefined
  }
}
