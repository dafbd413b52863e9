import { sql } from 'kysely'
import type { Month } from '../../kernel/month.ts'
import type { Measure, MeasureVersion, Records, Topic } from '../measure.ts'

/** When the first contracts began: every first version is in force from here. */
export const FROM_THE_BEGINNING: Month = '2014-06'

/**
 * Obligations of one definition in the month in which they fall due, by who owed them: met in time over all that were
 * settled or have fallen due. Void, excused and not yet due are excluded.
 */
export const obligationsOf =
  (code: string): Records =>
  whose =>
    sql`
  SELECT o.area, o.month, o.owed_by AS organisation, o.case_id, o.subject AS record, o.link, o.due_at AS at,
         (o.state = 'met')::int AS numerator, 1 AS denominator,
         CASE WHEN o.state = 'void' THEN 'No longer owed'
              WHEN o.state = 'excused' THEN 'Excused'
              WHEN o.state = 'open' AND NOT o.fell_due THEN 'Not yet due' END AS excluded,
         CASE o.state WHEN 'met' THEN 'In time' WHEN 'met late' THEN 'Late' WHEN 'missed' THEN 'Missed'
              ELSE 'Overdue, still open' END AS part
    FROM asked a JOIN obligations.obligation o
      ON o.area = a.area AND o.month = a.month AND o.code = ${code} AND ${whose('o.owed_by')}`

type InTime = Pick<MeasureVersion, 'words' | 'numerator' | 'denominator' | 'source'> & {
  code: string
  title: string
  topic: Topic
  obligation: string
  target: { from: Month; value: number }
}

/** A measure of one obligation: the share met in time. */
export const inTime = ({ code, title, topic, obligation, target, ...words }: InTime): Measure => ({
  code,
  title,
  topic,
  unit: 'share',
  of: 'organisations',
  follows: { obligation },
  versions: [
    {
      ...words,
      version: 1,
      fromMonth: FROM_THE_BEGINNING,
      direction: 'increase',
      targets: [target],
      minimumDenominator: 5,
      owner: 'Lead provider of the area',
      records: obligationsOf(obligation),
    },
  ],
})
