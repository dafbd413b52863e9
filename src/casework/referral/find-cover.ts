import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { notFound } from '../../kernel/errors.ts'

/** What is wanted, and of whom. */
export type Wanted = {
  category: string
  needs: readonly string[]
  sex: string
  /** Whole years; nothing where the date of birth is not known. */
  age: number | null
  area: string
  force: string | null
  place: string | null
  /** Level of risk of serious harm, or `not assessed`. */
  risk: string
  inCustody: boolean
}

/** Somebody who could take the referral. `covers`: an agreement of the sender's pays for it. */
export type Cover = {
  /** Names the choice on a form: provider, agreement and line, or provider alone. */
  choice: string
  provider: string
  providerName: string
  covers: boolean
  agreement: string | null
  line: number | null
  title: string
  /** Longest wait that the provider's offers for this person give, in days. */
  waitDays: number | null
  languages: readonly string[]
  /** Every offer of the provider that would fit is paused. */
  paused: boolean
}

const RISKS = ['low', 'medium', 'high', 'very high']

/** The person as cover looks at them, with the needs referred for. Refuses with `not_found`. */
export async function wantedFor(
  tx: Scope,
  { area, caseId }: CaseKey,
  { category, needs }: { category: string; needs: readonly string[] },
): Promise<Wanted> {
  const found = await sql<{
    sex: string
    force: string | null
    place: string | null
    current_area: string
    date_of_birth: PlainDate | null
    level: string | null
    kind: string | null
  }>`
    SELECT o.sex, o.force, o.place, c.current_area, i.date_of_birth, r.level,
           -- The outline keeps the kind of the day on which it was written; a release shows in the stretches alone.
           coalesce((SELECT t.kind FROM casework.sentence t
                      WHERE t.area = c.area AND t.case_id = c.case_id AND t.active AND t.started_on <= ${londonDay(tx.now)}::date
                      ORDER BY t.started_on DESC LIMIT 1), s.kind) AS kind
      FROM casework.case c
      JOIN casework.identity_outline o ON o.area = c.area AND o.case_id = c.case_id
      LEFT JOIN casework.identity i ON i.area = c.area AND i.case_id = c.case_id
      LEFT JOIN casework.risk_level r ON r.area = c.area AND r.case_id = c.case_id
      LEFT JOIN casework.sentence_outline s ON s.area = c.area AND s.case_id = c.case_id
     WHERE c.area = ${area} AND c.case_id = ${caseId}`.execute(tx.db)
  const row = found.rows[0]
  if (!row) throw notFound()
  return {
    category,
    needs,
    sex: row.sex,
    age: row.date_of_birth ? row.date_of_birth.until(londonDay(tx.now), { largestUnit: 'years' }).years : null,
    area: row.current_area,
    force: row.force,
    place: row.place,
    risk: row.level ?? 'not assessed',
    inCustody: row.kind === 'custody',
  }
}

const fits = (wanted: Wanted, table: string) => {
  const col = (name: string) => sql.ref(`${table}.${name}`)
  return sql`(
    ${col('category')} = ${wanted.category}
    AND CASE ${wanted.sex} WHEN 'female' THEN ${col('women')} WHEN 'male' THEN ${col('men')} ELSE ${col('women')} OR ${col('men')} END
    AND (${wanted.age}::int IS NULL OR (${wanted.age}::int >= ${col('least_age')} AND ${wanted.age}::int <= coalesce(${col('most_age')}, 200)))
    AND coalesce(array_position(${RISKS}::text[], ${wanted.risk}), 0) <= array_position(${RISKS}::text[], ${col('highest_risk')}))`
}

/**
 * Who could take this referral: first the lines, in force today, of agreements that the sender is bound by and that cover service,
 * place, sex, age and risk of the person; then offers and delivery partners of the area that no agreement pays for. The sender
 * itself is never among them. What is not known of a person excludes no line.
 */
export async function findCover(tx: Scope, wanted: Wanted): Promise<Cover[]> {
  const sender = tx.actor.organisation
  const today = londonDay(tx.now)
  const found = await sql<{
    provider: string
    provider_name: string
    agreement: string | null
    line: number | null
    title: string
    wait_days: number | null
    languages: string[] | null
    offers: number
    open_offers: number
  }>`
    WITH fitting AS (
      SELECT f.organisation, f.offer, f.title, f.wait_days, f.paused, f.languages FROM agreements.offer f
       WHERE ${fits(wanted, 'f')} AND (f.custody OR NOT ${wanted.inCustody}::boolean)
         AND (f.from_day IS NULL OR f.from_day <= ${today}) AND (f.to_day IS NULL OR f.to_day >= ${today})
         AND EXISTS (SELECT FROM agreements.offer_place p WHERE p.offer = f.offer AND p.area = ${wanted.area}
               AND (${wanted.force}::text IS NULL OR p.force = ${wanted.force}) AND (${wanted.place}::text IS NULL OR p.place IS NULL OR p.place = ${wanted.place}))
         AND (NOT EXISTS (SELECT FROM agreements.offer_need n WHERE n.offer = f.offer)
           OR EXISTS (SELECT FROM agreements.offer_need n WHERE n.offer = f.offer AND n.need = ANY (${[...wanted.needs]}::text[])))),
    paid AS (
      SELECT l.provider, l.agreement, l.line, l.title
        FROM agreements.party me
        JOIN agreements.agreement a ON a.agreement = me.agreement AND a.state = 'in force' AND a.from_day <= ${today} AND (a.to_day IS NULL OR a.to_day >= ${today})
        JOIN agreements.line l ON l.agreement = a.agreement AND l.version = (SELECT max(v.version) FROM agreements.version v
             WHERE v.agreement = a.agreement AND v.state = 'adopted' AND v.from_month <= ${today.toPlainYearMonth().toString()})
       WHERE me.organisation = ${sender} AND l.provider <> ${sender} AND ${fits(wanted, 'l')}
         AND CASE WHEN ${wanted.inCustody}::boolean THEN l.custody ELSE l.community END
         AND EXISTS (SELECT FROM agreements.reach r WHERE r.agreement = a.agreement AND r.area = ${wanted.area}
               AND (${wanted.force}::text IS NULL OR r.force = ${wanted.force}))),
    candidate AS (
      SELECT DISTINCT provider, agreement, line, title FROM paid
      UNION ALL
      SELECT f.organisation, NULL, NULL, min(f.title) FROM fitting f
       WHERE f.organisation <> ${sender} AND f.organisation NOT IN (SELECT provider FROM paid) GROUP BY f.organisation
      UNION ALL
      SELECT DISTINCT d.organisation, NULL, NULL::int, 'Delivery partner of the area; offers nothing for this need here' FROM directory.role_in_area d
       WHERE d.area = ${wanted.area} AND d.role = 'delivery partner' AND d.organisation <> ${sender} AND (d.to_day IS NULL OR d.to_day >= ${today})
         AND d.organisation NOT IN (SELECT provider FROM paid) AND d.organisation NOT IN (SELECT organisation FROM fitting))
    SELECT c.provider, o.name AS provider_name, c.agreement, c.line, c.title,
           (SELECT max(f.wait_days) FROM fitting f WHERE f.organisation = c.provider) AS wait_days,
           (SELECT array_agg(DISTINCT language ORDER BY language) FROM fitting f, unnest(f.languages) language WHERE f.organisation = c.provider) AS languages,
           (SELECT count(*)::int FROM fitting f WHERE f.organisation = c.provider) AS offers,
           (SELECT count(*)::int FROM fitting f WHERE f.organisation = c.provider AND NOT f.paused) AS open_offers
      FROM candidate c JOIN directory.organisation o ON o.organisation = c.provider
     ORDER BY c.agreement IS NULL, wait_days NULLS LAST, o.name, c.agreement, c.line`.execute(tx.db)
  return found.rows.map(row => ({
    choice: row.agreement === null ? row.provider : `${row.provider} ${row.agreement} ${row.line}`,
    provider: row.provider,
    providerName: row.provider_name,
    covers: row.agreement !== null,
    agreement: row.agreement,
    line: row.line,
    title: row.title,
    waitDays: row.wait_days,
    languages: row.languages ?? [],
    paused: row.offers > 0 && row.open_offers === 0,
  }))
}
