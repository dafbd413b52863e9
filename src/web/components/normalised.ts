const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  ctdot: '⋯',
  '#39': "'",
  '#x27': "'",
}

const decoded = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)

const tagOf = (token: string): string => {
  const name = /^<\/?([\w-]+)/.exec(token)?.[1] ?? ''
  if (token.startsWith('</')) return `</${name}>`
  const attributes = Array.from(
    token.slice(name.length + 1).matchAll(/([^\s"'=<>/]+)(?:\s*=\s*"([^"]*)")?/g),
    ([, key, value]) =>
      `${key}="${decoded(value ?? '')
        .trim()
        .replace(/\s+/g, ' ')}"`,
  )
  return `<${[name, ...attributes.sort()].join(' ')}>`
}

const CLOSED_AT_ONCE = /^<\/(path|circle|input|br|hr)>$/

/**
 * HTML as lines that can be compared: attributes in alphabetical order, entities as characters, white space as one
 * space. A space at the edge of a text is kept only beside what is hidden from sight, where it parts two words.
 */
export const normalised = (html: string): string => {
  const lines: string[] = []
  let hidden = false
  for (const [token] of html.matchAll(/<[^>]+>|[^<]+/g)) {
    if (token.startsWith('<')) {
      const tag = tagOf(token)
      if (CLOSED_AT_ONCE.test(tag)) continue
      lines.push(tag)
      hidden = tag.includes('visually-hidden') || (hidden && tag === '</span>')
    } else {
      const text = decoded(token).replace(/\s+/g, ' ')
      if (hidden ? text.trimEnd() : text.trim()) lines.push(hidden ? text.trimEnd() : text.trim())
      hidden = hidden && lines.at(-2)?.includes('visually-hidden') === true
    }
  }
  return lines.join('\n')
}
