import { sql } from 'kysely'
import { ownCases, seesAtLarge } from '../../../access/reach.ts'
import { seesRecords } from '../../../database/scope.ts'
import { MOST_OPEN } from '../../../obligations/read-model.ts'
import type { Contributor } from '../item.ts'

/** Services that the organisation delivers and that have no appointment ahead: somebody waits. */
export const servicesWithoutSessions: Contributor = async tx => {
  if (!seesRecords(tx.actor)) return []
  const { organisation, worker } = tx.actor
  const found = await sql<{ area: string; case_id: string; reference: string; mine: boolean }>`
    SELECT s.area, s.case_id, s.reference,
           EXISTS (SELECT FROM access.person_live p WHERE p.worker = ${worker} AND p.organisation = ${organisation}
                      AND p.area = s.area AND p.case_id = s.case_id AND p.mine) AS mine
      FROM (SELECT s.* FROM casework.service s WHERE s.provider = ${seesAtLarge(tx)}
            UNION ALL
            SELECT s.* FROM ${ownCases(tx)} c JOIN casework.service s ON s.area = c.area AND s.case_id = c.case_id
             WHERE s.provider = ${organisation}) s
     WHERE s.state IN ('assessing', 'planned', 'delivering')
       AND NOT EXISTS (SELECT FROM casework.session a WHERE a.area = s.area AND a.case_id = s.case_id AND a.reference = s.reference
                          AND a.state = 'booked' AND a.starts_at >= ${tx.now})
     ORDER BY s.area, s.case_id, s.reference LIMIT ${MOST_OPEN}`.execute(tx.db)
  return found.rows.map(({ area, case_id: caseId, reference, mine }) => ({
    kind: 'service-without-sessions',
    kindTitle: 'Book a next session',
    title: 'Book a next session: none is booked',
    about: `referral ${reference}`,
    href: `/cases/${area}/${caseId}/referrals/${reference}`,
    due: null,
    holder: tx.actor.organisationName,
    case: { area, caseId },
    rank: mine ? 0 : 1,
    ...(mine ? { mark: 'yours' as const } : {}),
  }))
}
