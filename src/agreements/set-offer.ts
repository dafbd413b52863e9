import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { append } from '../journal/append.ts'
import { notFound, WeftError } from '../kernel/errors.ts'
import { setOffer as maySet } from './policy.ts'

/** What a partner says of its own offer: open or paused, places a month, days of waiting. */
export type SetOffer = {
  offer: string
  open: 'open' | 'paused'
  capacity?: number | undefined
  wait_days?: number | undefined
}

/** Pauses, resumes or sizes an offer. Refuses with `change.clash` where somebody else did since `version`. */
export async function setOffer(tx: Scope, given: SetOffer, version: number | undefined) {
  const before = await tx.db
    .selectFrom('agreements.offer')
    .select(['organisation', 'version', 'paused'])
    .where('offer', '=', given.offer)
    .executeTakeFirst()
  if (before === undefined) throw notFound()
  allow(tx.actor, maySet, before)
  if (version !== undefined && version !== before.version)
    throw new WeftError(
      'change.clash',
      `Somebody changed this offer since you opened it: it is ${before.paused ? 'paused' : 'open'} now. Look again, then send yours.`,
    )
  const paused = given.open === 'paused'
  await tx.db
    .updateTable('agreements.offer')
    .set({
      paused,
      capacity: given.capacity ?? null,
      wait_days: given.wait_days ?? null,
      version: before.version + 1,
    })
    .where('offer', '=', given.offer)
    .execute()
  const kind = paused === before.paused ? 'offer.set' : paused ? 'offer.paused' : 'offer.resumed'
  await append(tx, kind, {
    subject: `offer ${given.offer}`,
    facts: {
      offer: given.offer,
      organisation: before.organisation,
      paused,
      capacity: given.capacity ?? null,
      wait_days: given.wait_days ?? null,
    },
  })
  return { offer: given.offer }
}
