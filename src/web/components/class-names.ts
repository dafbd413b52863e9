/** The classes that are there, parted by a space. */
export const classNames = (...names: readonly (string | false | undefined)[]): string => names.filter(Boolean).join(' ')

/** The identifiers that are there, for `aria-describedby`; undefined when there is none. */
export const idList = (...ids: readonly (string | false | undefined)[]): string | undefined =>
  ids.filter(Boolean).join(' ') || undefined

export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6

/** The tag of a heading of this level. */
export const headingOf = (level: HeadingLevel) => `h${level}` as const
