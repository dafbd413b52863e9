import { actsFor, policy } from '../access/policy.ts'
import type { Organisation } from './read-model.ts'

/** An organisation says itself what it is. */
export const describeOrganisation = policy<Pick<Organisation, 'organisation'>>(
  'change what an organisation says of itself',
  ['administrator', 'partner manager'],
  (actor, { organisation }) => actsFor(actor, organisation, 'Only the organisation itself may change this.'),
)
