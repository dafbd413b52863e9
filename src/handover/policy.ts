import { actsFor, type Policy, policy } from '../access/policy.ts'
import type { Role } from '../database/scope.ts'

const HANDS_OVER: readonly Role[] = ['practitioner', 'case manager']
const ANSWERS: readonly Role[] = ['case manager']

type Parties = { readonly from: string; readonly to: string }

/** Where a page is concerned: who may come to it at all. */
export const lookAtHandovers = policy<void>('look at hand-overs', HANDS_OVER, () => true)

export const draftTransfer = policy<{ responsible: string | null }>(
  'hand this case over',
  HANDS_OVER,
  (actor, { responsible }) =>
    actsFor(actor, responsible, 'Only the organisation responsible for the case may hand it over.'),
)

const bySender = (act: string): Policy<Parties> =>
  policy(act, HANDS_OVER, (actor, { from }) =>
    actsFor(actor, from, `Only the organisation that hands over may ${act}.`),
  )

const byReceiver = (act: string): Policy<Parties> =>
  policy(act, ANSWERS, (actor, { to }) =>
    actsFor(actor, to, `Only the organisation to which it was offered may ${act}.`),
  )

export const prepareTransfer = bySender('prepare this hand-over')
export const offerTransfer = bySender('offer this hand-over')
export const withdrawTransfer = bySender('withdraw this hand-over')
export const closeGap = byReceiver('close a gap of this hand-over')
export const acceptTransfer = byReceiver('accept this hand-over')
export const returnTransfer = byReceiver('return this hand-over')
export const declineTransfer = byReceiver('decline this hand-over')
