import type { Scope } from '../../database/scope.ts'
import { append, type Facts } from '../../journal/append.ts'
import { notFound, WeftError } from '../../kernel/errors.ts'
import { CLASS_BIT } from '../information-class.ts'
import { responsibleFor } from '../read-model.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { refuseClash } from '../refuse-clash.ts'
import type { ServiceSubject } from './policy.ts'
import { nextServiceState, SERVICE_WORDS, type ServiceMove, serviceStateOf } from './service.ts'

/** A service held for this transaction. */
export type HeldService = Awaited<ReturnType<typeof lockService>>

/**
 * Holds a service until the end of the transaction. `seen` is the version that the person saw. Refuses with `not_found`, and with
 * `change.clash` where somebody changed it since.
 */
export async function lockService(tx: Scope, key: ReferralKey, seen?: number) {
  const row = await tx.db
    .selectFrom('casework.service')
    .selectAll()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  const state = serviceStateOf(row.state)
  refuseClash(seen, row.version, `${SERVICE_WORDS[state].toLowerCase()}, plan ${row.plan_state}`)
  const referral = await tx.db
    .selectFrom('casework.referral')
    .select(['category', 'sender', 'funding', 'agreement', 'line'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .executeTakeFirstOrThrow(notFound)
  const report = await tx.db
    .selectFrom('casework.report')
    .select('reference')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .executeTakeFirst()
  const responsible = await responsibleFor(tx, key)
  const subject: ServiceSubject = {
    state,
    provider: row.provider,
    responsible: responsible.organisation,
    planState: row.plan_state,
    reported: report !== undefined,
  }
  return { key, row, referral, state, subject, officer: responsible.officer }
}

/** Fields of a service that a use case writes. */
type Written = Readonly<
  Partial<Omit<HeldService['row'], 'area' | 'case_id' | 'reference' | 'provider' | 'version' | 'state'>>
>

/** Writes a service, moved where a move is given. Refuses with `state.refused` a move that its state does not allow. */
export async function saveService(
  tx: Scope,
  service: HeldService,
  written: Written,
  move?: ServiceMove,
): Promise<void> {
  const { key, row } = service
  const state = move === undefined ? service.state : nextServiceState(service.state, move)
  if (state === undefined)
    throw new WeftError(
      'state.refused',
      `This service is: ${SERVICE_WORDS[service.state].toLowerCase()}. Look at how it stands now.`,
    )
  await tx.db
    .updateTable('casework.service')
    .set({ ...written, state, version: row.version + 1 })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .execute()
  if (move === undefined || move === 'end') return
  await appendService(tx, `service.${state}`, service)
}

/** Writes down what happened to a service: codes and organisations, known to who sees the services of the case. */
export const appendService = (tx: Scope, kind: string, { key, row, referral }: HeldService, more: Facts = {}) =>
  append(tx, kind, {
    subject: `referral ${key.reference}`,
    case: { area: key.area, caseId: key.caseId },
    bit: CLASS_BIT.services,
    facts: { reference: key.reference, provider: row.provider, organisation: row.provider, ...referral, ...more },
  })
