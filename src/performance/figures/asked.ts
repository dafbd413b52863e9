import { type RawBuilder, sql } from 'kysely'
import { startOfDay } from '../../kernel/calendar.ts'
import { firstDay, type Month, nextMonth } from '../../kernel/month.ts'
import { type MeasureVersion, WHOLE_AREA, type Whose } from '../measure.ts'

/** A figure by its area, month, and organisation; the organisation `*` asks for the whole area. */
export type Asked = { area: string; month: Month; organisation: string }

/** The relation `asked` that the records of a measure are selected over. */
const askedFor = (asked: readonly Asked[]) => sql`asked (area, month, organisation, from_at, to_at) AS (
  SELECT * FROM unnest(${asked.map(each => each.area)}::text[], ${asked.map(each => each.month)}::text[],
    ${asked.map(each => each.organisation)}::text[],
    ${asked.map(each => startOfDay(firstDay(each.month)).toString())}::timestamptz[],
    ${asked.map(each => startOfDay(firstDay(nextMonth(each.month))).toString())}::timestamptz[]))`

const anyones: Whose = () => sql`true`
const theirs: Whose = organisation => sql`${sql.ref(organisation)} = a.organisation`

/**
 * `asked` and `record`, every record of a version for what is asked, as the head of a WITH. Either all of what is asked is
 * of the whole area, or none of it. Read once, only the columns that are used are made.
 */
export function recordsOf(version: MeasureVersion, asked: readonly Asked[]): RawBuilder<unknown> {
  const whose = asked.every(each => each.organisation === WHOLE_AREA) ? anyones : theirs
  return sql`${askedFor(asked)}, record AS (${version.records(whose)})`
}
