import type pg from 'pg'
import type { Temporal } from 'temporal-polyfill'
import { londonDay } from '../../kernel/calendar.ts'
import { WeftError } from '../../kernel/errors.ts'
import { listInWords, plural } from '../../kernel/words.ts'
import { journalImport, withLoader } from './import-batch.ts'
import type { AgreementForm, OrganisationForm, RoleForm } from './import-forms.ts'
import { clearOffers, offersLost, writeAgreements, writeOrganisations } from './import-rows.ts'

type Item<Form> = { readonly before: Form | null; readonly after: Form }

/**
 * Takes an import back: what it added goes, what it changed is as it was. Refuses with `undo.refused`, and changes nothing,
 * where a later import stands on it or where work depends on it: the sentence lists what. Refuses with `not_found` a batch that
 * does not exist and with `state.refused` one that is undone already.
 */
export async function undoImport({
  ownerUrl,
  batch,
  now,
}: {
  ownerUrl: string
  batch: string
  now: Temporal.Instant
}): Promise<{ batch: string; organisations: number; agreements: number }> {
  return withLoader(ownerUrl, async client => {
    await refuseUnlessLast(client, batch)
    const organisations = await itemsOf<OrganisationForm>(client, batch, 'organisation')
    const roles = await itemsOf<RoleForm>(client, batch, 'role')
    const agreements = await itemsOf<AgreementForm>(client, batch, 'agreement')
    refuseIf(batch, await editedSince(client, organisations, agreements))
    await restore(client, organisations, agreements, londonDay(now).toString())
    refuseIf(batch, await remove(client, { organisations, roles, agreements }))
    await client.query("UPDATE exchange.batch SET state = 'undone', undone_at = $2 WHERE batch = $1", [
      batch,
      now.toString(),
    ])
    const counts = { organisations: organisations.length, agreements: agreements.length }
    await journalImport(client, { kind: 'import.undone', batch, now, facts: counts })
    return { batch, ...counts }
  })
}

async function refuseUnlessLast(client: pg.ClientBase, batch: string) {
  const found = await client.query<{ kind: string; state: string; later: string[] | null }>(
    `SELECT b.kind, b.state, (SELECT array_agg(l.batch ORDER BY l.number) FROM exchange.batch l
        WHERE l.kind = b.kind AND l.state = 'committed' AND l.number > b.number) AS later
       FROM exchange.batch b WHERE b.batch = $1`,
    [batch],
  )
  const known = found.rows[0]
  if (known?.kind !== 'contracts')
    throw new WeftError('not_found', `There is no import of contracts called ${batch}. See the page Imports.`)
  if (known.state === 'undone') throw new WeftError('state.refused', `${batch} was undone before. Nothing was changed.`)
  if (known.later !== null)
    throw new WeftError('undo.refused', `${listInWords(known.later)} came later. Undo that first, then ${batch}.`)
}

function refuseIf(batch: string, depends: readonly string[]) {
  if (depends.length > 0)
    throw new WeftError(
      'undo.refused',
      `${batch} cannot be undone, since work depends on it: ${listInWords(depends)}. Nothing was changed.`,
    )
}

async function itemsOf<Form>(client: pg.ClientBase, batch: string, kind: string): Promise<Item<Form>[]> {
  const found = await client.query<Item<Form>>(
    'SELECT before, after FROM exchange.batch_item WHERE batch = $1 AND kind = $2',
    [batch, kind],
  )
  return found.rows
}

const changed = <Form>(items: readonly Item<Form>[]) =>
  items.flatMap(({ before, after }) => (before === null ? [] : [{ before, after }]))
const added = <Form>(items: readonly Item<Form>[]) => items.filter(item => item.before === null).map(item => item.after)

/** What people here changed since: organisations they described, offers they set. */
async function editedSince(
  client: pg.ClientBase,
  organisations: readonly Item<OrganisationForm>[],
  agreements: readonly Item<AgreementForm>[],
): Promise<string[]> {
  const count = async (statement: string, ids: readonly string[]) =>
    (await client.query<{ count: number }>(statement, [ids])).rows[0]?.count ?? 0
  const described = await count(
    'SELECT count(*)::int AS count FROM directory.organisation WHERE organisation = ANY ($1) AND version > 1',
    added(organisations).map(form => form.organisation),
  )
  const set = await count(
    'SELECT count(*)::int AS count FROM agreements.offer WHERE agreement = ANY ($1) AND version > 1',
    agreements.map(item => item.after.agreement),
  )
  return [
    ...(described > 0 ? [`${plural(described, 'organisation')} edited since`] : []),
    ...(set > 0 ? [`${plural(set, 'offer')} edited since`] : []),
  ]
}

async function restore(
  client: pg.ClientBase,
  organisations: readonly Item<OrganisationForm>[],
  agreements: readonly Item<AgreementForm>[],
  today: string,
) {
  await writeOrganisations(
    client,
    changed(organisations).map(item => item.before),
  )
  const before = changed(agreements).map(item => item.before)
  const after = changed(agreements).map(item => item.after)
  await writeAgreements(client, before, after, today)
}

/** Takes away what was added, and returns what still refers to it; the transaction is rolled back where anything does. */
async function remove(
  client: pg.ClientBase,
  items: {
    organisations: readonly Item<OrganisationForm>[]
    roles: readonly Item<RoleForm>[]
    agreements: readonly Item<AgreementForm>[]
  },
): Promise<string[]> {
  const agreements = added(items.agreements)
  const ids = agreements.map(form => form.agreement)
  const changes = changed(items.agreements)
  const offers = [
    ...agreements.flatMap(form => form.offers.map(offer => offer.offer)),
    ...offersLost(
      changes.map(item => item.after),
      changes.map(item => item.before),
    ),
  ]
  await clearOffers(client, offers)
  await client.query('DELETE FROM agreements.reach WHERE agreement = ANY ($1)', [ids])
  await client.query('DELETE FROM agreements.party WHERE agreement = ANY ($1)', [ids])
  const ofOffers = await referring(client, 'offer', offers)
  if (ofOffers.length > 0) return ofOffers
  await client.query('DELETE FROM agreements.offer WHERE offer = ANY ($1)', [offers])
  const ofVersions = await versionsInUse(client, ids)
  if (ofVersions.length > 0) return ofVersions
  await client.query('DELETE FROM agreements.version WHERE agreement = ANY ($1)', [ids])
  const ofAgreements = await referring(client, 'agreement', ids)
  if (ofAgreements.length > 0) return ofAgreements
  await client.query('DELETE FROM agreements.agreement WHERE agreement = ANY ($1)', [ids])
  await client.query(
    `DELETE FROM directory.role_in_area r USING jsonb_to_recordset($1) AS x (organisation text, area text, "fromDay" date)
      WHERE (r.organisation, r.area, r.role, r.from_day) = (x.organisation, x.area, 'delivery partner', x."fromDay")`,
    [JSON.stringify(added(items.roles))],
  )
  const organisations = added(items.organisations).map(form => form.organisation)
  const ofOrganisations = await referring(client, 'organisation', organisations)
  if (ofOrganisations.length > 0) return ofOrganisations
  await client.query('DELETE FROM directory.organisation WHERE organisation = ANY ($1)', [organisations])
  return []
}

/** Versions drafted since, and lines, terms or clauses written under an imported version. */
async function versionsInUse(client: pg.ClientBase, ids: readonly string[]): Promise<string[]> {
  const depends: string[] = []
  for (const table of ['line', 'term', 'clause'])
    depends.push(...(await counted(client, { table: `agreements.${table}`, column: 'agreement' }, ids)))
  const drafted = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM agreements.version WHERE agreement = ANY ($1) AND version > 1',
    [ids],
  )
  const count = drafted.rows[0]?.count ?? 0
  return count > 0 ? [...depends, plural(count, 'version')] : depends
}

type Reference = { readonly table: string; readonly column: string }

/** Rows anywhere that name one of these: by a foreign key, or by a column of that name in casework and below. */
async function referring(
  client: pg.ClientBase,
  thing: 'offer' | 'agreement' | 'organisation',
  ids: readonly string[],
): Promise<string[]> {
  const target = thing === 'organisation' ? 'directory.organisation' : `agreements.${thing}`
  const found = await client.query<Reference>(
    `SELECT c.conrelid::regclass::text AS table, quote_ident(a.attname) AS column
       FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      WHERE c.contype = 'f' AND c.confrelid = $1::text::regclass AND cardinality(c.conkey) = 1
     UNION
     SELECT quote_ident(i.table_schema) || '.' || quote_ident(i.table_name), quote_ident(i.column_name)
       FROM information_schema.columns i JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE i.column_name = $2 AND i.data_type = 'text' AND t.table_type = 'BASE TABLE'
        AND i.table_schema NOT IN ('pg_catalog', 'information_schema', 'public', 'journal', 'exchange')
        AND $2::text <> 'organisation' AND i.table_schema || '.' || i.table_name <> $1::text
     ORDER BY 1, 2`,
    [target, thing],
  )
  const depends: string[] = []
  for (const reference of found.rows) depends.push(...(await counted(client, reference, ids)))
  return depends
}

async function counted(client: pg.ClientBase, { table, column }: Reference, ids: readonly string[]): Promise<string[]> {
  const found = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} WHERE ${column} = ANY ($1)`,
    [ids],
  )
  const count = found.rows[0]?.count ?? 0
  if (count === 0) return []
  const word = (table.split('.').at(-1) ?? table).replaceAll('"', '').replaceAll('_', ' ')
  return [plural(count, word, word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`)]
}
