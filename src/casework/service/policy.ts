import { actsFor, all, policy, when } from '../../access/policy.ts'
import type { Role } from '../../database/scope.ts'
import { SERVICE_WORDS, type ServiceState } from './service.ts'

const WITH_RECORDS: readonly Role[] = ['practitioner', 'case manager']

/** What the policies look at. `booked` and `sessions` are of the appointment in question, where there is one. */
export type ServiceSubject = {
  state: ServiceState
  provider: string
  responsible: string | null
  planState: string
  reported: boolean
}

const delivers = (sentence: string) => (actor: Parameters<typeof actsFor>[0], service: ServiceSubject) =>
  actsFor(actor, service.provider, sentence)

const open = (service: ServiceSubject) => when(service.state !== 'ended', 'This service has ended.')

export const allocateWorkers = policy(
  'say who delivers this service',
  ['case manager'],
  (actor, service: ServiceSubject) =>
    all(
      delivers('Only the organisation that delivers this service says who works on it.')(actor, service),
      open(service),
    ),
)

export const bookAssessment = policy('book the initial assessment', WITH_RECORDS, (actor, service: ServiceSubject) =>
  all(
    delivers('Only the organisation that delivers this service books its appointments.')(actor, service),
    when(
      service.state === 'waiting' || service.state === 'assessing',
      `This service is: ${SERVICE_WORDS[service.state].toLowerCase()}. The assessment comes before the plan.`,
    ),
  ),
)

export const bookSessions = policy('book sessions', WITH_RECORDS, (actor, service: ServiceSubject) =>
  all(
    delivers('Only the organisation that delivers this service books its sessions.')(actor, service),
    when(
      service.state === 'planned' || service.state === 'delivering',
      `This service is: ${SERVICE_WORDS[service.state].toLowerCase()}. Sessions are booked once the plan is agreed.`,
    ),
  ),
)

export const moveSession = policy('move this appointment', WITH_RECORDS, (actor, service: ServiceSubject) =>
  all(
    delivers('Only the organisation that delivers this service moves its appointments.')(actor, service),
    open(service),
  ),
)

export const recordSession = policy('record this session', WITH_RECORDS, (actor, service: ServiceSubject) =>
  delivers('Only the organisation that held this session records it.')(actor, service),
)

export const writePlan = policy('write the service plan', WITH_RECORDS, (actor, service: ServiceSubject) =>
  all(
    delivers('Only the organisation that delivers this service writes its plan.')(actor, service),
    when(
      service.state !== 'ended' && service.state !== 'waiting',
      service.state === 'waiting'
        ? 'Book the initial assessment first; the plan follows it.'
        : 'This service has ended.',
    ),
    when(
      service.planState !== 'submitted',
      'This plan waits for the responsible officer. It can be changed when it is answered.',
    ),
  ),
)

export const answerPlan = policy('answer the service plan', WITH_RECORDS, (actor, service: ServiceSubject) =>
  all(
    when(actor.organisation !== service.provider, 'Who wrote a plan cannot agree it.'),
    actsFor(actor, service.responsible, 'Only the organisation responsible for this person answers the service plan.'),
    when(service.planState === 'submitted', 'No plan waits for an answer.'),
  ),
)

export const endService = policy('end this service', WITH_RECORDS, (actor, service: ServiceSubject) =>
  all(
    when(
      actor.organisation !== null &&
        (actor.organisation === service.provider || actor.organisation === service.responsible),
      'Only the organisation that delivers this service, or the one responsible for the person, ends it.',
    ),
    open(service),
  ),
)

export const submitReport = policy('send the end-of-service report', WITH_RECORDS, (actor, service: ServiceSubject) =>
  all(
    delivers('Only the organisation that delivered this service reports on it.')(actor, service),
    when(!service.reported, 'The report of this service was sent already.'),
    when(
      service.state === 'delivering' || service.state === 'ended',
      'The report follows when sessions were delivered or the service has ended.',
    ),
  ),
)
