import type pg from 'pg'
import type { AgreementForm, OrganisationForm, RoleForm } from './import-forms.ts'

/** What stands as `source` on every row that came from the contracts. */
export const SOURCE = 'contract import'

const many = (client: pg.ClientBase, statement: string, rows: readonly unknown[]) =>
  client.query(statement, [JSON.stringify(rows)])

/** Adds organisations, of a sector not known until they say it themselves; a known code takes the name of the list. */
export async function writeOrganisations(client: pg.ClientBase, forms: readonly OrganisationForm[]): Promise<void> {
  await many(
    client,
    `INSERT INTO directory.organisation (organisation, name, sector, provider_code)
     SELECT organisation, name, 'unknown', code FROM jsonb_to_recordset($1) AS x (organisation text, code text, name text)
     ON CONFLICT (organisation) DO UPDATE SET name = excluded.name, provider_code = excluded.provider_code`,
    forms,
  )
}

export async function writeRoles(client: pg.ClientBase, forms: readonly RoleForm[]): Promise<void> {
  await many(
    client,
    `INSERT INTO directory.role_in_area (organisation, area, role, from_day)
     SELECT organisation, area, 'delivery partner', "fromDay"
       FROM jsonb_to_recordset($1) AS x (organisation text, area text, "fromDay" date)
     ON CONFLICT DO NOTHING`,
    forms,
  )
}

/**
 * Makes the agreements what their forms say. `before` are the forms of those that were there: parties and places that
 * they had and have no longer are taken away. What people here have set themselves (capacity, waiting time, a pause) stays.
 */
export async function writeAgreements(
  client: pg.ClientBase,
  forms: readonly AgreementForm[],
  before: readonly AgreementForm[],
  today: string,
): Promise<void> {
  const rows = forms.map(form => ({ ...form, ended: form.toDay !== null && form.toDay < today }))
  await many(
    client,
    `INSERT INTO agreements.agreement (agreement, kind, title, about, contract_type, from_day, to_day, state, source)
     SELECT agreement, 'services agreement', title, about, "contractType", "fromDay", "toDay",
            CASE WHEN ended THEN 'ended' ELSE 'in force' END, '${SOURCE}'
       FROM jsonb_to_recordset($1) AS x (agreement text, title text, about text, "contractType" text, "fromDay" date, "toDay" date, ended boolean)
     ON CONFLICT (agreement) DO UPDATE SET title = excluded.title, about = excluded.about, contract_type = excluded.contract_type,
       from_day = excluded.from_day, to_day = excluded.to_day, state = excluded.state`,
    rows,
  )
  await many(
    client,
    `INSERT INTO agreements.version (agreement, version, from_month, reason)
     SELECT agreement, 1, left("fromDay", 7), 'As imported.' FROM jsonb_to_recordset($1) AS x (agreement text, "fromDay" text)
     ON CONFLICT (agreement, version) DO UPDATE SET from_month = excluded.from_month`,
    rows,
  )
  await writeParties(client, forms, before)
  await writeReach(client, forms, before)
  await writeOffers(client, forms)
}

const partiesOf = (forms: readonly AgreementForm[]) =>
  forms.flatMap(({ agreement, prime, subcontractors }) => [
    { agreement, organisation: prime, part: 'prime' },
    ...subcontractors.map(organisation => ({ agreement, organisation, part: 'subcontractor' })),
  ])

async function writeParties(client: pg.ClientBase, forms: readonly AgreementForm[], before: readonly AgreementForm[]) {
  const columns = 'AS x (agreement text, organisation text, part text)'
  await many(
    client,
    `DELETE FROM agreements.party p USING jsonb_to_recordset($1) ${columns}
      WHERE (p.agreement, p.organisation, p.part) = (x.agreement, x.organisation, x.part)`,
    partiesOf(before),
  )
  await many(
    client,
    `INSERT INTO agreements.party SELECT * FROM jsonb_to_recordset($1) ${columns} ON CONFLICT DO NOTHING`,
    partiesOf(forms),
  )
}

const reachOf = (forms: readonly AgreementForm[]) =>
  forms.flatMap(({ agreement, forces }) => forces.map(place => ({ agreement, ...place })))

async function writeReach(client: pg.ClientBase, forms: readonly AgreementForm[], before: readonly AgreementForm[]) {
  const columns = 'AS x (agreement text, area text, force text)'
  await many(
    client,
    `DELETE FROM agreements.reach r USING jsonb_to_recordset($1) ${columns} WHERE (r.agreement, r.force) = (x.agreement, x.force)`,
    reachOf(before),
  )
  await many(
    client,
    `INSERT INTO agreements.reach SELECT * FROM jsonb_to_recordset($1) ${columns} ON CONFLICT DO NOTHING`,
    reachOf(forms),
  )
}

const offersOf = (forms: readonly AgreementForm[]) =>
  forms.flatMap(({ offers, agreement, prime, eligibility, forces, fromDay, toDay }) =>
    offers.map(offer => ({ ...offer, agreement, prime, ...eligibility, forces, fromDay, toDay })),
  )

async function writeOffers(client: pg.ClientBase, forms: readonly AgreementForm[]) {
  const offers = offersOf(forms)
  await many(
    client,
    `INSERT INTO agreements.offer (offer, organisation, agreement, category, title, women, men, least_age, most_age, from_day, to_day, source)
     SELECT offer, prime, agreement, category, title, women, men, "minimumAge", "maximumAge", "fromDay", "toDay", '${SOURCE}'
       FROM jsonb_to_recordset($1) AS x (offer text, prime text, agreement text, category text, title text, women boolean, men boolean,
         "minimumAge" int, "maximumAge" int, "fromDay" date, "toDay" date)
     ON CONFLICT (offer) DO UPDATE SET organisation = excluded.organisation, category = excluded.category, title = excluded.title,
       women = excluded.women, men = excluded.men, least_age = excluded.least_age, most_age = excluded.most_age,
       from_day = excluded.from_day, to_day = excluded.to_day`,
    offers,
  )
  await clearOffers(
    client,
    offers.map(offer => offer.offer),
  )
  await many(
    client,
    'INSERT INTO agreements.offer_need SELECT * FROM jsonb_to_recordset($1) AS x (offer text, need text)',
    offers.flatMap(({ offer, needs }) => needs.map(need => ({ offer, need }))),
  )
  await many(
    client,
    `INSERT INTO agreements.offer_place (offer, area, force)
     SELECT * FROM jsonb_to_recordset($1) AS x (offer text, area text, force text)`,
    offers.flatMap(({ offer, forces }) => forces.map(place => ({ offer, ...place }))),
  )
  await many(
    client,
    `INSERT INTO agreements.offer_activity (offer, number, activity, method, place_words)
     SELECT * FROM jsonb_to_recordset($1) AS x (offer text, number int, activity text, method text, places text)`,
    offers.flatMap(({ offer, activities }) =>
      activities.map((activity, at) => ({ offer, number: at + 1, ...activity })),
    ),
  )
}

/** Takes away what hangs on these offers: needs, places and activities. */
export async function clearOffers(client: pg.ClientBase, offers: readonly string[]): Promise<void> {
  for (const table of ['offer_need', 'offer_place', 'offer_activity'])
    await client.query(`DELETE FROM agreements.${table} WHERE offer = ANY ($1)`, [offers])
}

/** Offers that a contract listed before and lists no longer end today; they are never taken away, since work may refer to them. */
export async function endOffers(client: pg.ClientBase, offers: readonly string[], today: string): Promise<void> {
  await client.query(
    'UPDATE agreements.offer SET to_day = $2 WHERE offer = ANY ($1) AND (to_day IS NULL OR to_day > $2)',
    [offers, today],
  )
}

/** The offers of forms that are not among those of others. */
export function offersLost(before: readonly AgreementForm[], after: readonly AgreementForm[]): string[] {
  const kept = new Set(after.flatMap(form => form.offers.map(offer => offer.offer)))
  return before.flatMap(form => form.offers.map(offer => offer.offer)).filter(offer => !kept.has(offer))
}
