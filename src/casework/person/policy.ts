import { actsFor, all, holds, policy, when } from '../../access/policy.ts'
import type { Actor } from '../../database/scope.ts'
import type { CaseHeader } from '../read-model.ts'

const CASEWORKERS = ['practitioner', 'case manager'] as const

const responsibleOrganisation = (actor: Actor, { responsible }: CaseHeader) =>
  all(
    when(responsible.organisation !== null, 'This case is closed.'),
    actsFor(actor, responsible.organisation, `Only ${responsible.organisationName}, which is responsible, does this.`),
  )

/** Everything that is recorded about a person, their sentence, needs, risk, appointments and plan. */
export const keepRecord = policy<CaseHeader>('change this record', CASEWORKERS, responsibleOrganisation)

export const writeNote = policy<CaseHeader>('write a note', CASEWORKERS, (_, header) =>
  when(header.name !== null, 'Notes are written once the referral is accepted.'),
)

export const changeOfficer = policy<CaseHeader>('change the officer', ['case manager'], responsibleOrganisation)

export const closeCase = policy<CaseHeader>('close a case', CASEWORKERS, (actor, header) =>
  all(
    responsibleOrganisation(actor, header),
    () =>
      header.responsible.officer === actor.worker ||
      holds(actor, ['case manager'], 'Only its officer or a case manager closes a case.'),
  ),
)

/** `areas`: those in which the organisation may be responsible. */
export const openCaseHere = policy<{ areas: readonly string[] }>('open a case', CASEWORKERS, (_, { areas }) =>
  when(areas.length > 0, 'Your organisation cannot be responsible for cases. Ask the organisation that is.'),
)

/** Anyone whose role sees records at all. */
export const seeCases = policy<null>('see cases', CASEWORKERS, () => true)
