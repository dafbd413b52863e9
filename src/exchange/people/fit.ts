import { inShort } from '../contracts/finding.ts'

/** A field that could not be read: it is shown as it came and stands for nothing. `field` has dots. */
export type Unparsed = {
  readonly path: string
  readonly field: string
  readonly found: string
  readonly sentence: string
}
/** A field that was not clean and was understood all the same, as `took`. */
export type Dirty = Unparsed & { readonly took: string }
/** A path that gave no answer to read. */
export type Failure = { readonly path: string; readonly sentence: string }

/** What goes wrong while one person is read. */
export class Faults {
  readonly unparsed: Unparsed[] = []
  readonly dirty: Dirty[] = []
  readonly failures: Failure[] = []

  /** Notes a field that stands for nothing now, and gives the null that stands in its place. */
  lose(path: string, field: string, found: unknown, sentence: string): null {
    this.unparsed.push({ path, field, found: inShort(found), sentence })
    return null
  }

  take(path: string, field: string, found: unknown, took: string): void {
    const sentence = `It is not written as it should be; it is taken for ${took}.`
    this.dirty.push({ path, field, found: inShort(found), took, sentence })
  }

  fail(path: string, sentence: string): void {
    this.failures.push({ path, sentence })
  }
}

type Shape<T> = {
  Check(value: unknown): value is T
  Errors(value: unknown): { instancePath: string; message: string }[]
}

const MOST_ROUNDS = 200

/**
 * What of `found` fits the shape. Each field that does not fit is noted and taken out of a copy (a null stays in a
 * list, so that places do not shift), until the rest does;
 * undefined where nothing is left or the mending does not end.
 */
export function whatFits<T>(shape: Shape<T>, found: unknown, path: string, faults: Faults): T | undefined {
  if (shape.Check(found)) return found
  const mended = copyOf(found)
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (shape.Check(mended)) return mended
    const misfits = deepest(shape.Errors(mended))
    if (misfits.length === 0 || misfits.some(misfit => misfit.steps.length === 0)) break
    for (const { steps, message } of misfits)
      faults.lose(path, steps.join('.'), takeOut(mended, steps), `This ${message}.`)
  }
  faults.lose(path, '', found, 'The answer does not have the shape that it should have.')
  return undefined
}

/** The faults that lie deepest, each place once. */
function deepest(errors: { instancePath: string; message: string }[]) {
  const places = new Map(errors.map(error => [error.instancePath, error.message]))
  return [...places]
    .filter(([place]) => ![...places.keys()].some(other => other.startsWith(`${place}/`)))
    .map(([place, message]) => ({ steps: place === '' ? [] : place.slice(1).split('/').map(unescaped), message }))
}

const unescaped = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~')

function copyOf(found: unknown): unknown {
  try {
    return structuredClone(found)
  } catch {
    return undefined
  }
}

function takeOut(within: unknown, steps: readonly string[]): unknown {
  const last = steps.at(-1) ?? ''
  const parent = steps.slice(0, -1).reduce<unknown>(stepInto, within)
  const taken = stepInto(parent, last)
  if (Array.isArray(parent)) parent[Number(last)] = null
  else if (typeof parent === 'object' && parent !== null) Reflect.deleteProperty(parent, last)
  return taken
}

const stepInto = (within: unknown, key: string): unknown =>
  typeof within === 'object' && within !== null && Object.hasOwn(within, key) ? Reflect.get(within, key) : undefined
