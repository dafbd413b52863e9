import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { WeftError } from '../../kernel/errors.ts'
import { listInWords } from '../../kernel/words.ts'
import * as policies from '../person/policy.ts'
import { type CaseHeader, caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import { responsibilityVersion } from './change-officer.ts'

export const CLOSE_REASONS = [
  'sentence ended',
  'sentence revoked',
  'moved outside the partnership',
  'died',
  'opened by mistake',
] as const
export type CloseReason = (typeof CLOSE_REASONS)[number]

export type CloseCase = { key: CaseKey; reason: CloseReason; version?: number | undefined }

/**
 * Ends the responsibility for a case; nobody sees it from then on but who still has a service to end. Appointments ahead are
 * cancelled. Refuses with `state.refused` a case that still has referrals or services, naming them.
 */
export async function closeCase(tx: Scope, { key, reason, version }: CloseCase): Promise<CaseHeader> {
  const header = await caseHeader(tx, key)
  allow(tx.actor, policies.closeCase, header)
  refuseClash(version, responsibilityVersion(header.responsible), `officer ${header.responsible.officerName ?? 'none'}`)
  const open = await openReferrals(tx, key)
  if (open.length > 0)
    throw new WeftError(
      'state.refused',
      `Withdraw or end ${listInWords(open)} first. A case with a referral or a service cannot be closed.`,
    )
  await tx.db
    .updateTable('casework.session')
    .set({ state: 'cancelled' })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('state', '=', 'booked')
    .execute()
  // Before the responsibility ends, since nobody may write about a case that they no longer see.
  await append(tx, 'case.closed', {
    subject: `case ${key.caseId}`,
    case: key,
    facts: { reason, organisation: header.responsible.organisation },
  })
  await sql`SELECT casework.start_responsibility(${key.area}, ${key.caseId}, NULL, true, ${tx.now}, ${reason})`.execute(
    tx.db,
  )
  return header
}

async function openReferrals(tx: Scope, { area, caseId }: CaseKey): Promise<string[]> {
  const found = await sql<{ reference: string }>`
    SELECT r.reference FROM casework.referral r LEFT JOIN casework.service s USING (area, case_id, reference)
     WHERE r.area = ${area} AND r.case_id = ${caseId}
       AND (r.state IN ('sent', 'returned') OR (r.state = 'accepted' AND s.state <> 'ended')) ORDER BY r.reference`.execute(
    tx.db,
  )
  return found.rows.map(row => `referral ${row.reference}`)
}
