/** Escapes of JSON one by one: a whole pair, half a pair (1), a nul (2), or any other, so that no escaped backslash is taken for one. */
const ESCAPE =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|(u0000)|[\s\S])/g

/**
 * JSON from outside, its text as the database can keep it: half a character becomes U+FFFD and a nul goes, so that one odd word does
 * not take down all that came with it. Throws what `JSON.parse` throws.
 */
export const parseJson = (text: string): unknown =>
  JSON.parse(text.replace(ESCAPE, (whole, half, nul) => (half ? '\\ufffd' : nul ? '' : whole)))
