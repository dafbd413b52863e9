import { all, policy, when } from '../../access/policy.ts'
import { mayKnow } from '../information-class.ts'
import type { CaseHeader } from '../read-model.ts'

const CASEWORKERS = ['practitioner', 'case manager'] as const

export type StepsSubject = { header: CaseHeader; delivers: boolean }

/** Steps are achieved by who is responsible, and by a provider of a service that runs, where the plan is shared with it. */
export const recordStep = policy<StepsSubject>('record a step', CASEWORKERS, (actor, { header, delivers }) =>
  all(
    when(mayKnow(header.classes, 'needs'), 'The plan is not shared with your organisation.'),
    when(
      delivers || (header.responsible.organisation !== null && header.responsible.organisation === actor.organisation),
      'Steps are recorded by the responsible organisation and by those who deliver a service to this person.',
    ),
  ),
)
