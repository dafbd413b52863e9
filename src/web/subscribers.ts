import type { Subscriber } from '../journal/append.ts'

/** What follows, in the same transaction, from what happened above. Wired at start. */
export const SUBSCRIBERS: readonly Subscriber[] = []
