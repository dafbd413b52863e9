import type { Scope } from '../../database/scope.ts'
import { notFound, WeftError } from '../../kernel/errors.ts'
import type { ReferralKey } from '../referral/lock-referral.ts'
import { refuseClash } from '../refuse-clash.ts'
import { lockService } from './lock-service.ts'

/** A session of a service by its case, reference and own code. */
export type SessionKey = ReferralKey & { session: string }

/**
 * Holds a session and its service. Refuses with `not_found` one that is not of this service, and with `change.clash` where somebody
 * changed it since it was seen.
 */
export async function lockSession(tx: Scope, key: SessionKey, seen?: number) {
  const service = await lockService(tx, key)
  const row = await tx.db
    .selectFrom('casework.session')
    .selectAll()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .where('session', '=', key.session)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  refuseClash(seen, row.version, row.state)
  return {
    key,
    row,
    service,
    /** Refuses with `state.refused` a session that was recorded, moved or cancelled. */
    refuseRecorded() {
      if (row.state !== 'booked')
        throw new WeftError('state.refused', `This appointment is: ${row.state}. Look at how it stands now.`)
    },
    async save(written: Readonly<Partial<Omit<typeof row, 'area' | 'case_id' | 'session' | 'version'>>>) {
      await tx.db
        .updateTable('casework.session')
        .set({ ...written, version: row.version + 1 })
        .where('area', '=', key.area)
        .where('case_id', '=', key.caseId)
        .where('session', '=', key.session)
        .execute()
    },
  }
}
