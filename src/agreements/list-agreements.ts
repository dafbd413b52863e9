import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Scope } from '../database/scope.ts'

export type AgreementListed = {
  agreement: string
  title: string
  kind: string
  state: string
  fromDay: Temporal.PlainDate
  toDay: Temporal.PlainDate | null
  prime: string | null
  subcontractors: number
  part: string | null
}

const A_PAGE = 25

/** Agreements that the actor is bound by or oversees, by title, 25 at a time; `part`: what the actor's organisation is in it. */
export async function listAgreements(
  tx: Scope,
  {
    area,
    state,
    kind,
    after,
  }: { area?: string | undefined; state?: string | undefined; kind?: string | undefined; after?: string | undefined },
): Promise<{ agreements: AgreementListed[]; next: string | null; all: number }> {
  let asked = tx.db.selectFrom('agreements.agreement as a')
  if (state !== undefined) asked = asked.where('a.state', '=', state)
  if (kind !== undefined) asked = asked.where('a.kind', '=', kind)
  if (area !== undefined)
    asked = asked.where('a.agreement', 'in', q =>
      q.selectFrom('agreements.reach').select('agreement').where('area', '=', area),
    )
  const { all } = await asked.select(({ fn }) => fn.countAll<bigint>().as('all')).executeTakeFirstOrThrow()
  let page = asked.select(['a.agreement', 'a.title', 'a.kind', 'a.state', 'a.from_day', 'a.to_day']).select([
    sql<string | null>`(SELECT min(o.name) FROM agreements.party p JOIN directory.organisation o USING (organisation)
        WHERE p.agreement = a.agreement AND p.part IN ('prime', 'payer'))`.as('prime'),
    sql<number>`(SELECT count(*)::int FROM agreements.party p WHERE p.agreement = a.agreement AND p.part = 'subcontractor')`.as(
      'subcontractors',
    ),
    sql<
      string | null
    >`(SELECT min(p.part) FROM agreements.party p WHERE p.agreement = a.agreement AND p.organisation = ${tx.actor.organisation})`.as(
      'part',
    ),
  ])
  if (after !== undefined)
    page = page.where(
      sql<boolean>`(lower(a.title), a.agreement) > (SELECT lower(b.title), b.agreement FROM agreements.agreement b WHERE b.agreement = ${after})`,
    )
  const found = await page
    .orderBy(sql`lower(a.title)`)
    .orderBy('a.agreement')
    .limit(A_PAGE + 1)
    .execute()
  const shown = found
    .slice(0, A_PAGE)
    .map(({ from_day: fromDay, to_day: toDay, ...row }) => ({ ...row, fromDay, toDay }))
  return { agreements: shown, next: found.length > A_PAGE ? (shown.at(-1)?.agreement ?? null) : null, all: Number(all) }
}
