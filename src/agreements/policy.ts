import { actsFor, all, because, policy } from '../access/policy.ts'
import type { Party } from './read-model.ts'

type Bound = { readonly parties: readonly Party[] }

/** The lead's supply-chain manager drafts, changes and adopts variations of agreements that the lead is prime or payer of. */
export const varyAgreement = policy<Bound>(
  'vary an agreement',
  ['supply-chain manager'],
  (actor, { parties }) =>
    parties.some(
      party => (party.part === 'prime' || party.part === 'payer') && party.organisation === actor.organisation,
    ) || because('Only the prime or the payer of this agreement drafts its variations.'),
)

/** A partner itself says whether its offer is open, for how many, and how soon. */
export const setOffer = policy<{ organisation: string }>('change an offer', ['partner manager'], (actor, offer) =>
  all(actsFor(actor, offer.organisation, 'Only the organisation that makes this offer may change it.')),
)
