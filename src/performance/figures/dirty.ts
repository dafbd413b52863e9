import { sql } from 'kysely'
import type { Database } from '../../database/database.ts'
import type { ReadEvent } from '../../journal/tail.ts'
import { type Month, parseMonth } from '../../kernel/month.ts'
import { type Follows, type Measure, WHOLE_AREA } from '../measure.ts'
import { MEASURES } from '../measures/index.ts'
import type { Dirty } from './recompute.ts'

type RecordKind = Extract<Follows, string>

/** The figure that a record of the kind counts in, and the code by which events name it. */
const COUNTED_IN: Readonly<Record<RecordKind, string>> = {
  referral: `SELECT area, case_id, reference AS named, provider AS organisation, answered_at AS at
               FROM casework.referral WHERE answered_at IS NOT NULL AND provider IS NOT NULL`,
  session: `SELECT area, case_id, session AS named, provider AS organisation, starts_at AS at FROM casework.session`,
  report: `SELECT area, case_id, reference AS named, provider AS organisation, submitted_at AS at FROM casework.report`,
}

/**
 * The figures that these events made out of date. An obligation's event says its definition and month in its facts (`code`,
 * `month`, and `monthBefore` where it fell due in another before) and who owes it (`owedBy`, and `owedByBefore` where another did
 * before): theirs are counted anew, and everybody's where an event does not say. Of referrals, sessions and reports the record itself is asked, whatever the event was called: its code is the last word
 * of the subject, or the fact `session` or `reference`. An event about a session or an appointment changes no other record than that.
 */
export async function dirtyAfter(
  db: Database,
  events: readonly ReadEvent[],
  measures: readonly Measure[] = MEASURES,
): Promise<Dirty[]> {
  const found = new Map<string, Dirty>()
  const note = (each: Dirty) => found.set(Object.values(each).join(' '), each)
  for (const each of events.flatMap(event => ofObligation(event, measures))) note(each)
  for (const kind of RECORD_KINDS) {
    const following = measures.filter(measure => measure.follows === kind)
    const about = events.filter(event => mayChange(event, kind)).flatMap(namesIn)
    if (following.length === 0 || about.length === 0) continue
    for (const place of await placesOf(db, kind, about))
      for (const measure of following) note({ ...place, measure: measure.code })
  }
  return [...found.values()]
}

const RECORD_KINDS = ['referral', 'session', 'report'] as const

/** What an event may have changed, by what its subject is; one about anything else may have changed any record that it names. */
const CHANGED_BY: Readonly<Record<string, readonly RecordKind[]>> = {
  session: ['session'],
  appointment: ['session'],
  obligation: [],
}

const mayChange = ({ subject }: ReadEvent, kind: RecordKind): boolean =>
  CHANGED_BY[subject.split(' ')[0] ?? '']?.includes(kind) ?? true

function ofObligation({ kind, area, facts }: ReadEvent, measures: readonly Measure[]): Dirty[] {
  if (!kind.startsWith('obligation.') || area === null || facts === null) return []
  const months = [facts.month, facts.monthBefore].filter(isWord).map(parseMonth)
  const owing = typeof facts.owedBy === 'string' ? [facts.owedBy, facts.owedByBefore].filter(isWord) : [WHOLE_AREA]
  return measures
    .filter(({ follows }) => typeof follows !== 'string' && follows.obligation === facts.code)
    .flatMap(measure =>
      months.flatMap(month => owing.map(organisation => ({ area, month, measure: measure.code, organisation }))),
    )
}

const isWord = (fact: unknown): fact is string => typeof fact === 'string'

type Named = { area: string; caseId: string; named: string }

function namesIn({ area, case_id: caseId, subject, facts }: ReadEvent): Named[] {
  if (area === null || caseId === null) return []
  const named = [subject.split(' ').at(-1), facts?.session, facts?.reference].filter(isWord)
  return [...new Set(named)].map(each => ({ area, caseId, named: each }))
}

async function placesOf(db: Database, kind: RecordKind, about: readonly Named[]) {
  const found = await sql<{ area: string; month: Month; organisation: string }>`
    WITH event AS (
      SELECT DISTINCT * FROM unnest(${about.map(each => each.area)}::text[], ${about.map(each => each.caseId)}::text[],
        ${about.map(each => each.named)}::text[]) AS e (area, case_id, named))
    SELECT DISTINCT r.area, to_char(r.at AT TIME ZONE 'Europe/London', 'YYYY-MM') AS month, r.organisation
      FROM event e JOIN (${sql.raw(COUNTED_IN[kind])}) r USING (area, case_id, named)`.execute(db)
  return found.rows
}
