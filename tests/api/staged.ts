import { Temporal } from 'temporal-polyfill'
import { makeToken } from '../../src/access/account.ts'
import { stageAccepted, stageAgreement, stageDraft, stageSent } from '../../src/web/testing/referral-stage.ts'
import type { World } from '../../src/web/testing/world.ts'
import type { Known } from './requests.ts'

/** A world with a case, referrals in three states, an agreement and offers, and what its things are called. */
export async function stageWorld(world: World): Promise<Known> {
  await stageAgreement(world)
  const accepted = await stageAccepted(world)
  const sent = await stageSent(world, { on: accepted })
  const draft = await stageDraft(world, { on: accepted, to: 'harbour-house' })
  return {
    area: [accepted.area],
    case_id: [accepted.caseId],
    reference: [accepted.reference, sent.reference, draft.reference],
    agreement: ['SUB-1'],
    version: ['1'],
    line: ['1'],
    offer: ['O-1', 'O-2'],
    month: ['2026-10', '2026-11'],
    measure: ['SL006', 'plan-in-time'],
    organisation: ['airedale-lead', 'lantern-trust'],
    provider: ['lantern-trust', 'harbour-house'],
    worker: ['lead-officer-2', 'harbour-worker'],
    officer: ['lead-officer', 'lead-mate'],
    workers: ['lantern-worker', 'lantern-manager'],
    goal: ['1'],
    step: ['1'],
    sentence: ['1'],
    session: ['1'],
  }
}

/** An API token of a worker; without one, of the organisation's own system. */
export const tokenFor = (
  world: World,
  { worker, organisation, reach = 'write' }: { worker: string | null; organisation: string; reach?: 'read' | 'write' },
) =>
  makeToken(world.database.scopes, {
    name: 'a test',
    worker,
    organisation,
    reach,
    until: Temporal.Now.instant().add({ hours: 24 }),
  })
