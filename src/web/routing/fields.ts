import { Type } from 'typebox'

/**
 * Fields of forms and of the API, each with the words in which its error is told. One definition validates, types and documents.
 * `wrong` says what to do ("Enter the start date, such as 3 March 2026").
 */
const described = (label: string, wrong: string) => ({ title: label, description: wrong, wrong })

const LONGEST_LINE = 200
const LONGEST_TEXT = 10_000

/** A line of text, trimmed, not empty. No control characters. */
export const line = (label: string, { most = LONGEST_LINE }: { most?: number } = {}) =>
  Type.String({
    minLength: 1,
    maxLength: most,
    pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    ...described(label, `Enter ${label}, in ${most} characters or fewer`),
  })

/** Lines and tabs, and no other control character. */
export const NO_CONTROLS = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$'

/** Text of several lines, not empty. */
export const text = (label: string, { most = LONGEST_TEXT }: { most?: number } = {}) =>
  Type.String({
    minLength: 1,
    maxLength: most,
    pattern: NO_CONTROLS,
    ...described(label, `Enter ${label}, in ${most} characters or fewer`),
  })

/** A day as YYYY-MM-DD; a form sends it as three boxes. */
export const day = (label: string) =>
  Type.String({ format: 'weft-day', ...described(label, `Enter ${label} as a real date, such as 3 3 2026`) })

/** A local time of day, HH:MM. */
export const time = (label: string) =>
  Type.String({
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
    ...described(label, `Enter ${label} as hours and minutes, such as 14:30`),
  })

/** A month as YYYY-MM. */
export const month = (label: string) =>
  Type.String({
    pattern: '^20\\d\\d-(0[1-9]|1[0-2])$',
    ...described(label, `Enter ${label} as year and month, such as 2026-10`),
  })

export const whole = (label: string, { least, most }: { least: number; most: number }) =>
  Type.Integer({
    minimum: least,
    maximum: most,
    ...described(label, `Enter ${label} as a whole number from ${least} to ${most}`),
  })

export const choice = <const Of extends readonly string[]>(label: string, of: Of) =>
  Type.Unsafe<Of[number]>({ type: 'string', enum: [...of], ...described(label, `Choose ${label}`) })

export const several = <const Of extends readonly string[]>(
  label: string,
  of: Of,
  { least = 0 }: { least?: number } = {},
) =>
  Type.Array(Type.Unsafe<Of[number]>({ type: 'string', enum: [...of] }), {
    minItems: least,
    maxItems: of.length,
    uniqueItems: true,
    ...described(label, `Choose ${label}`),
  })

/** A code out of an address or a list: letters, digits, hyphens, dots. */
export const code = (label: string) =>
  Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$', ...described(label, `Choose ${label}`) })

export const yesNo = (label: string) => choice(`yes or no for ${label}`, ['yes', 'no'])

export const optional = Type.Optional

/** The key of a case in an address. */
export const caseParams = {
  area: Type.String({ pattern: '^C\\d\\d$' }),
  case_id: Type.String({ pattern: '^[0-9A-Z]{4,12}$' }),
}
