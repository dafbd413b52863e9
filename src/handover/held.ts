import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import type { Instant, PlainDate } from '../kernel/calendar.ts'
import type { Held } from './checklist.ts'

type HeldRow = {
  name: boolean
  born: boolean
  reachable: boolean
  kind: string | null
  ends_on: PlainDate | null
  needs: number
  open_goals: number
  level: string | null
  assessed_at: Instant | null
  warnings: string[] | null
  open_referrals: string[] | null
  next_appointment: Instant | null
}

/** What Weft holds of a case that the minimum information asks for, as far as the actor may see it. One query. */
export async function heldOf(tx: Scope, { area, caseId }: CaseKey): Promise<Held> {
  const found = await sql<HeldRow>`
    SELECT i.first_name IS NOT NULL AS name, i.date_of_birth IS NOT NULL AS born,
           coalesce(k.address, k.phone, k.release_address) IS NOT NULL AS reachable, s.kind, s.ends_on,
           (SELECT count(*)::int FROM casework.need n WHERE n.area = c.area AND n.case_id = c.case_id) AS needs,
           (SELECT count(*)::int FROM casework.goal g WHERE g.area = c.area AND g.case_id = c.case_id AND g.state = 'open') AS open_goals,
           r.level, r.assessed_at, r.warnings,
           (SELECT array_agg(f.reference ORDER BY f.reference) FROM casework.referral f LEFT JOIN casework.service v USING (area, case_id, reference)
             WHERE f.area = c.area AND f.case_id = c.case_id
               AND (f.state IN ('sent', 'returned') OR (f.state = 'accepted' AND v.state <> 'ended'))) AS open_referrals,
           (SELECT min(a.starts_at) FROM casework.session a WHERE a.area = c.area AND a.case_id = c.case_id
               AND a.state = 'booked' AND a.starts_at >= ${tx.now}) AS next_appointment
      FROM (SELECT ${area}::text AS area, ${caseId}::text AS case_id) c
      LEFT JOIN casework.identity i USING (area, case_id)
      LEFT JOIN casework.contact k USING (area, case_id)
      LEFT JOIN casework.risk_level r USING (area, case_id)
      LEFT JOIN LATERAL (SELECT x.kind, x.ends_on FROM casework.sentence x WHERE x.area = c.area AND x.case_id = c.case_id AND x.active
        ORDER BY x.ends_on DESC NULLS LAST LIMIT 1) s ON true`.execute(tx.db)
  const row = found.rows[0]
  if (!row) throw new Error('A query of one row gave none.')
  return {
    name: row.name,
    dateOfBirth: row.born,
    reachable: row.reachable,
    sentence: row.kind === null ? null : { kind: row.kind, endsOn: row.ends_on },
    needs: row.needs,
    openGoals: row.open_goals,
    risk: row.level === null ? null : { level: row.level, assessedAt: row.assessed_at, warnings: row.warnings ?? [] },
    openReferrals: row.open_referrals ?? [],
    nextAppointment: row.next_appointment,
  }
}
