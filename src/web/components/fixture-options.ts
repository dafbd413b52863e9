/** The options of a published fixture, read by path such as `fieldset.legend.text`. */
export type Options = {
  whole: unknown
  at: (path: string) => unknown
  text: (path: string) => string | undefined
  flag: (path: string) => boolean | undefined
  number: (path: string) => number | undefined
  list: (path: string) => Options[]
  texts: (path: string) => string[]
  /** What stands at the path, to be read in its turn. */
  part: (path: string) => Options | undefined
  /** `text` as it is, or a mark in place of `html`, which `withHtml` puts back once it is rendered. */
  words: (text: string, html: string) => string | undefined
  withHtml: (rendered: string) => string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const follow = (whole: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((found, key) => (isRecord(found) ? found[key] : undefined), whole)

const isWord = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'

export const optionsOf = (whole: unknown, marks: string[] = []): Options => {
  const at = (path: string) => follow(whole, path)
  const text = (path: string) => {
    const found = at(path)
    return isWord(found) ? String(found) : undefined
  }
  const flag = (path: string) => {
    const found = at(path)
    return typeof found === 'boolean' ? found : undefined
  }
  const number = (path: string) => {
    const found = at(path)
    return typeof found === 'number' ? found : undefined
  }
  const array = (path: string): readonly unknown[] => {
    const found = path === '' ? whole : at(path)
    return Array.isArray(found) ? found : []
  }
  const words = (plain: string, html: string) => {
    const found = text(html)
    return found ? `⟦${marks.push(found) - 1}⟧` : text(plain)
  }
  return {
    whole,
    at,
    text,
    flag,
    number,
    list: path => array(path).map(item => optionsOf(item, marks)),
    part: path => (at(path) === undefined ? undefined : optionsOf(at(path), marks)),
    texts: path => array(path).filter(isWord).map(String),
    words,
    withHtml: rendered => rendered.replace(/⟦(\d+)⟧/g, (_, at: string) => marks[Number(at)] ?? ''),
  }
}

/** Every path of a value; a list's items are `[]`, and an item that is neither an object nor a list is a path itself. */
export const pathsOf = (value: unknown, path = ''): string[] => {
  if (Array.isArray(value)) return value.flatMap(item => pathsOf(item, `${path}[]`))
  if (isRecord(value))
    return Object.entries(value).flatMap(([key, item]) => pathsOf(item, path ? `${path}.${key}` : key))
  return [path]
}
