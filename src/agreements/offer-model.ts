import { sql } from 'kysely'
import { may } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { londonDay } from '../kernel/calendar.ts'
import { notFound } from '../kernel/errors.ts'
import { setOffer } from './policy.ts'

export type OffersAsked = {
  need?: string | undefined
  area?: string | undefined
  force?: string | undefined
  place?: string | undefined
  sex?: 'women' | 'men' | undefined
  age?: number | undefined
  risk?: Risk | undefined
  custody?: 'yes' | undefined
  after?: string | undefined
}

export const RISKS = ['low', 'medium', 'high', 'very high'] as const
export type Risk = (typeof RISKS)[number]

export type OfferListed = {
  offer: string
  title: string
  organisation: string
  organisationName: string
  women: boolean
  men: boolean
  leastAge: number
  mostAge: number | null
  highestRisk: string
  custody: boolean
  capacity: number | null
  waitDays: number | null
  paused: boolean
}

const A_PAGE = 25
const ranked = sql`array_position(ARRAY['low', 'medium', 'high', 'very high'], o.highest_risk)`

/** Offers open today that match, those not paused first, then the shortest wait; 25 at a time. */
export async function listOffers(tx: Scope, asked: OffersAsked) {
  const today = londonDay(tx.now)
  let found = tx.db
    .selectFrom('agreements.offer as o')
    .innerJoin('directory.organisation as g', 'g.organisation', 'o.organisation')
    .where(where => where.or([where('o.from_day', 'is', null), where('o.from_day', '<=', today)]))
    .where(where => where.or([where('o.to_day', 'is', null), where('o.to_day', '>=', today)]))
  const { need, area, force, place, sex, age, risk, custody } = asked
  if (need !== undefined)
    found = found.where(
      sql<boolean>`EXISTS (SELECT FROM agreements.offer_need n WHERE n.offer = o.offer AND n.need = ${need})`,
    )
  if (area !== undefined || force !== undefined || place !== undefined)
    found = found.where(sql<boolean>`EXISTS (SELECT FROM agreements.offer_place l WHERE l.offer = o.offer
      AND l.area = coalesce(${area ?? null}, l.area)
      AND l.force = coalesce(${force ?? null}, (SELECT d.force FROM directory.place d WHERE d.place = ${place ?? null}), l.force)
      AND (l.place IS NULL OR l.place = coalesce(${place ?? null}, l.place)))`)
  if (sex !== undefined) found = found.where(sex === 'women' ? 'o.women' : 'o.men', '=', true)
  if (age !== undefined)
    found = found
      .where('o.least_age', '<=', age)
      .where(where => where.or([where('o.most_age', 'is', null), where('o.most_age', '>=', age)]))
  if (risk !== undefined) found = found.where(sql<boolean>`${ranked} >= ${RISKS.indexOf(risk) + 1}`)
  if (custody === 'yes') found = found.where('o.custody', '=', true)
  const { all } = await found.select(({ fn }) => fn.countAll<bigint>().as('all')).executeTakeFirstOrThrow()
  const key = sql`(o.paused::int, coalesce(o.wait_days, 100000), lower(g.name), o.offer)`
  let page = found
    .select(['o.offer', 'o.title', 'o.organisation', 'g.name', 'o.women', 'o.men', 'o.least_age', 'o.most_age'])
    .select(['o.highest_risk', 'o.custody', 'o.capacity', 'o.wait_days', 'o.paused'])
  if (asked.after !== undefined)
    page = page.where(sql<boolean>`${key} > (SELECT b.paused::int, coalesce(b.wait_days, 100000), lower(h.name), b.offer
      FROM agreements.offer b JOIN directory.organisation h USING (organisation) WHERE b.offer = ${asked.after})`)
  const rows = await page
    .orderBy('o.paused')
    .orderBy(sql`coalesce(o.wait_days, 100000)`)
    .orderBy(sql`lower(g.name)`)
    .orderBy('o.offer')
    .limit(A_PAGE + 1)
    .execute()
  const shown = rows.slice(0, A_PAGE)
  return {
    offers: shown.map(
      (row): OfferListed => ({
        offer: row.offer,
        title: row.title,
        organisation: row.organisation,
        organisationName: row.name,
        women: row.women,
        men: row.men,
        leastAge: row.least_age,
        mostAge: row.most_age,
        highestRisk: row.highest_risk,
        custody: row.custody,
        capacity: row.capacity,
        waitDays: row.wait_days,
        paused: row.paused,
      }),
    ),
    next: rows.length > A_PAGE ? (shown.at(-1)?.offer ?? null) : null,
    all: Number(all),
  }
}

/** One offer with its needs, places and activities. Refuses with `not_found` one that does not exist. */
export async function offerModel(tx: Scope, offer: string) {
  const row = await tx.db
    .selectFrom('agreements.offer as o')
    .innerJoin('directory.organisation as g', 'g.organisation', 'o.organisation')
    .select(['o.offer', 'o.title', 'o.category', 'o.organisation', 'g.name', 'o.women', 'o.men', 'o.least_age'])
    .select(['o.most_age', 'o.highest_risk', 'o.custody', 'o.languages', 'o.capacity', 'o.wait_days', 'o.paused'])
    .select(['o.from_day', 'o.to_day', 'o.version'])
    .where('o.offer', '=', offer)
    .executeTakeFirst()
  if (row === undefined) throw notFound()
  const needs = await tx.db.selectFrom('agreements.offer_need').select('need').where('offer', '=', offer).execute()
  const places = await tx.db
    .selectFrom('agreements.offer_place')
    .select(['area', 'force', 'place'])
    .where('offer', '=', offer)
    .orderBy('area')
    .execute()
  const activities = await tx.db
    .selectFrom('agreements.offer_activity')
    .select(['activity', 'method', 'place_words'])
    .where('offer', '=', offer)
    .orderBy('number')
    .execute()
  return {
    offer: row.offer,
    title: row.title,
    category: row.category,
    organisation: row.organisation,
    organisationName: row.name,
    women: row.women,
    men: row.men,
    leastAge: row.least_age,
    mostAge: row.most_age,
    highestRisk: row.highest_risk,
    custody: row.custody,
    languages: row.languages,
    capacity: row.capacity,
    waitDays: row.wait_days,
    paused: row.paused,
    fromDay: row.from_day,
    toDay: row.to_day,
    version: row.version,
    needs: needs.map(({ need }) => need),
    places,
    activities: activities.map(({ place_words: places, ...activity }) => ({ ...activity, places })),
    mayChange: may(tx.actor, setOffer, row),
  }
}
export type OfferModel = Awaited<ReturnType<typeof offerModel>>
