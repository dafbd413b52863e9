import { sql } from 'kysely'
import type { Measure, Records } from '../measure.ts'
import { FROM_THE_BEGINNING } from './obligation.ts'

/** Appointments in the month in which they begin. */
const attended: Records = whose => sql`
  SELECT s.area, a.month, s.provider AS organisation, s.case_id, 'session ' || s.session AS record,
         '/cases/' || s.area || '/' || s.case_id || coalesce('/referrals/' || s.reference, '') AS link, s.starts_at AS at,
         (s.state IN ('attended', 'late'))::int AS numerator, 1 AS denominator,
         CASE s.state WHEN 'booked' THEN 'Not yet recorded' WHEN 'rescheduled' THEN 'Moved to another time'
              WHEN 'cancelled' THEN 'Cancelled' WHEN 'did not happen' THEN 'Did not happen' END AS excluded,
         CASE s.state WHEN 'attended' THEN 'Attended' WHEN 'late' THEN 'Attended, late'
              ELSE 'Missed, ' || coalesce(s.absence, 'reason not yet judged') END AS part
    FROM asked a
    JOIN casework.session s ON s.area = a.area AND s.starts_at >= a.from_at AND s.starts_at < a.to_at AND ${whose('s.provider')}`

/** End-of-service reports in the month in which they are submitted: half points over twice the outcomes. */
const achieved: Records = whose => sql`
  SELECT e.area, a.month, e.provider AS organisation, e.case_id, 'referral ' || e.reference AS record,
         '/cases/' || e.area || '/' || e.case_id || '/referrals/' || e.reference AS link, e.submitted_at AS at,
         e.half_points AS numerator, 2 * e.outcomes AS denominator,
         CASE WHEN e.outcomes = 0 THEN 'No outcome was wanted' END AS excluded, NULL::text AS part
    FROM asked a
    JOIN casework.report e ON e.area = a.area AND e.submitted_at >= a.from_at AND e.submitted_at < a.to_at AND ${whose('e.provider')}`

const COMMON = { version: 1, fromMonth: FROM_THE_BEGINNING, owner: 'Lead provider of the area' }

/** What services did. */
export const SERVICES: readonly Measure[] = [
  {
    code: 'session-attended',
    title: 'Sessions attended',
    topic: 'Services',
    unit: 'share',
    of: 'organisations',
    follows: 'session',
    versions: [
      {
        ...COMMON,
        words: 'Of appointments that should have happened, the share that the person attended, late or in time.',
        numerator: 'Appointments attended, late or in time.',
        denominator:
          'Appointments attended or missed, whatever the reason. Those cancelled, moved, not yet recorded, or that did not happen for another cause do not count.',
        direction: 'increase',
        targets: [],
        minimumDenominator: 10,
        source: 'Weft',
        records: attended,
      },
    ],
  },
  {
    code: 'outcomes-achieved',
    title: 'Outcomes achieved',
    topic: 'Services',
    unit: 'share',
    of: 'organisations',
    follows: 'report',
    versions: [
      {
        ...COMMON,
        words:
          'The score of end-of-service reports submitted in the month over the outcomes wanted. An outcome achieved scores 1, partly 0.5, not 0.',
        numerator: 'Half points scored: 2 for an outcome achieved, 1 for one partly achieved.',
        denominator: 'Half points that could have been scored: 2 for each outcome wanted.',
        direction: 'increase',
        targets: [],
        minimumDenominator: 10,
        source: 'End-of-service report of the Ministry’s referral service: score over number of outcomes',
        records: achieved,
      },
    ],
  },
]
