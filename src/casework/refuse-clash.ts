import { WeftError } from '../kernel/errors.ts'

/**
 * Refuses with `change.clash` where somebody changed a thing since the person saw it. `now` completes "It now says: …", so that
 * neither version is lost: theirs stands in the form, the other in the sentence.
 */
export function refuseClash(seen: number | undefined, current: number, now: string): void {
  if (seen === undefined || seen === current) return
  throw new WeftError(
    'change.clash',
    `Somebody changed this while you were writing. It now says: ${now}. Your words are below; send them again to put them in its place.`,
  )
}
