import { landAtFirstContact } from '../handover/land-transfer.ts'
import type { Subscriber } from '../journal/append.ts'
import { keepObligations } from '../obligations/keep.ts'

/** What follows, in the same transaction, from what happened above. Wired at start. */
export const SUBSCRIBERS: readonly Subscriber[] = [landAtFirstContact, keepObligations]
