import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Scope } from '../database/scope.ts'
import { londonDay } from '../kernel/calendar.ts'
import { notFound } from '../kernel/errors.ts'

export type Listed = { organisation: string; name: string; sector: string; people: number | null; areas: string[] }

export type Asked = {
  name?: string | undefined
  area?: string | undefined
  role?: string | undefined
  sector?: string | undefined
  after?: string | undefined
}

const A_PAGE = 25

/** Organisations by name, 25 at a time; `next` is the organisation after which the next page begins. */
export async function listOrganisations(
  tx: Scope,
  { name, area, role, sector, after }: Asked,
): Promise<{ organisations: Listed[]; next: string | null; all: number }> {
  const today = londonDay(tx.now)
  let asked = tx.db.selectFrom('directory.organisation as o')
  if (name !== undefined) asked = asked.where(sql<boolean>`position(lower(${name}) in lower(o.name)) > 0`)
  if (sector !== undefined) asked = asked.where('o.sector', '=', sector)
  if (area !== undefined || role !== undefined)
    asked = asked.where(sql<boolean>`EXISTS (SELECT FROM directory.role_in_area r WHERE r.organisation = o.organisation
      AND r.area = coalesce(${area ?? null}, r.area) AND r.role = coalesce(${role ?? null}, r.role)
      AND r.from_day <= ${today} AND (r.to_day IS NULL OR r.to_day >= ${today}))`)
  const { all } = await asked.select(({ fn }) => fn.countAll<bigint>().as('all')).executeTakeFirstOrThrow()
  let page = asked.select(['o.organisation', 'o.name', 'o.sector', 'o.people'])
  if (after !== undefined)
    page = page.where(
      sql<boolean>`(lower(o.name), o.organisation) > (SELECT lower(b.name), b.organisation FROM directory.organisation b WHERE b.organisation = ${after})`,
    )
  const found = await page
    .orderBy(sql`lower(o.name)`)
    .orderBy('o.organisation')
    .limit(A_PAGE + 1)
    .execute()
  const shown = found.slice(0, A_PAGE)
  const areas = await areasOf(
    tx,
    shown.map(row => row.organisation),
  )
  return {
    organisations: shown.map(row => ({ ...row, areas: areas.get(row.organisation) ?? [] })),
    next: found.length > A_PAGE ? (shown.at(-1)?.organisation ?? null) : null,
    all: Number(all),
  }
}

async function areasOf(tx: Scope, organisations: readonly string[]): Promise<Map<string, string[]>> {
  const areas = new Map<string, string[]>()
  if (organisations.length === 0) return areas
  const today = londonDay(tx.now)
  const found = await tx.db
    .selectFrom('directory.role_in_area')
    .select(['organisation', 'area'])
    .distinct()
    .where('organisation', 'in', organisations)
    .where('from_day', '<=', today)
    .where(where => where.or([where('to_day', 'is', null), where('to_day', '>=', today)]))
    .orderBy('area')
    .execute()
  for (const { organisation, area } of found) areas.set(organisation, [...(areas.get(organisation) ?? []), area])
  return areas
}

export type RoleHeld = { area: string; role: string; fromDay: Temporal.PlainDate; toDay: Temporal.PlainDate | null }

/** What an organisation says of itself. `incomePence` is of the year `incomeYear`. */
export type Organisation = {
  organisation: string
  name: string
  sector: string
  form: string | null
  charityNumber: string | null
  companyNumber: string | null
  people: number | null
  incomePence: bigint | null
  incomeYear: number | null
  headOffice: string | null
  contact: string | null
  secureAddress: string | null
  languages: string[]
  accessibility: string | null
  providerCode: string | null
  version: number
  places: string[]
  roles: RoleHeld[]
}

/** One organisation, as everybody signed in may read it. Refuses with `not_found` one that does not exist. */
export async function organisationOf(tx: Scope, organisation: string): Promise<Organisation> {
  const row = await tx.db
    .selectFrom('directory.organisation')
    .select(['organisation', 'name', 'sector', 'form', 'people', 'contact', 'languages', 'accessibility', 'version'])
    .select(['charity_number', 'company_number', 'income_pence', 'income_year', 'head_office', 'secure_address'])
    .select('provider_code')
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  if (row === undefined) throw notFound()
  const places = await tx.db
    .selectFrom('directory.works_in')
    .select('place')
    .where('organisation', '=', organisation)
    .orderBy('place')
    .execute()
  const roles = await tx.db
    .selectFrom('directory.role_in_area')
    .select(['area', 'role', 'from_day', 'to_day'])
    .where('organisation', '=', organisation)
    .orderBy('area')
    .orderBy('from_day')
    .execute()
  return {
    organisation: row.organisation,
    name: row.name,
    sector: row.sector,
    form: row.form,
    charityNumber: row.charity_number,
    companyNumber: row.company_number,
    people: row.people,
    incomePence: row.income_pence,
    incomeYear: row.income_year,
    headOffice: row.head_office,
    contact: row.contact,
    secureAddress: row.secure_address,
    languages: row.languages,
    accessibility: row.accessibility,
    providerCode: row.provider_code,
    version: row.version,
    places: places.map(({ place }) => place),
    roles: roles.map(({ from_day: fromDay, to_day: toDay, ...role }) => ({ ...role, fromDay, toDay })),
  }
}

export type Partner = Listed & { role: string; incomePence: bigint | null }

/** Who delivers in an area today: lead provider and delivery partners, each once. */
export async function partnersIn(tx: Scope, area: string): Promise<Partner[]> {
  const today = londonDay(tx.now)
  const found = await tx.db
    .selectFrom('directory.role_in_area as r')
    .innerJoin('directory.organisation as o', 'o.organisation', 'r.organisation')
    .select(['o.organisation', 'o.name', 'o.sector', 'o.people', 'o.income_pence', 'r.role'])
    .where('r.area', '=', area)
    .where('r.role', 'in', ['lead provider', 'delivery partner'])
    .where('r.from_day', '<=', today)
    .where(where => where.or([where('r.to_day', 'is', null), where('r.to_day', '>=', today)]))
    .orderBy(sql`lower(o.name)`)
    .orderBy('r.role', 'desc')
    .execute()
  const once = new Map<string, Partner>()
  for (const { income_pence: incomePence, ...row } of found)
    if (!once.has(row.organisation)) once.set(row.organisation, { ...row, incomePence, areas: [area] })
  return [...once.values()]
}
