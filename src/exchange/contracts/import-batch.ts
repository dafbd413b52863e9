import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Temporal } from 'temporal-polyfill'
import type { AgreementForm, OrganisationForm, RoleForm } from './import-forms.ts'

const LOCK = 5_331_010

/** Runs as the loader in one transaction that no other import or undo runs beside; commits what `work` returns. */
export async function withLoader<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c TimeZone=UTC' })
  await client.connect()
  try {
    await client.query(`BEGIN; SET LOCAL ROLE weft_loader; SELECT pg_advisory_xact_lock(${LOCK})`)
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } finally {
    await client.end()
  }
}

/** Everything that stands imported: its form in the last batch that has not been undone, by key. */
export async function itemsImported(client: pg.ClientBase) {
  return {
    organisations: await formsNow<OrganisationForm>(client, 'organisation'),
    roles: await formsNow<RoleForm>(client, 'role'),
    agreements: await formsNow<AgreementForm>(client, 'agreement'),
  }
}

async function formsNow<Form>(client: pg.ClientBase, kind: string): Promise<ReadonlyMap<string, Form>> {
  const found = await client.query<{ key: string; form: Form }>(
    `SELECT DISTINCT ON (i.key) i.key, i.after AS form FROM exchange.batch_item i JOIN exchange.batch b USING (batch)
      WHERE b.kind = 'contracts' AND b.state = 'committed' AND i.kind = $1 ORDER BY i.key, b.number DESC`,
    [kind],
  )
  return new Map(found.rows.map(row => [row.key, row.form]))
}

type Changed = readonly { readonly key: string; readonly before: object | null; readonly after: object }[]

/** The items of a batch, as they are kept. */
export const itemsNow = (changes: { organisations: Changed; roles: Changed; agreements: Changed }) => [
  ...changes.organisations.map(change => ({ kind: 'organisation', ...change })),
  ...changes.roles.map(change => ({ kind: 'role', ...change })),
  ...changes.agreements.map(change => ({ kind: 'agreement', ...change })),
]

/** Writes in the journal what an import did; nobody is signed in where the command line runs. */
export async function journalImport(
  client: pg.ClientBase,
  { kind, batch, now, facts }: { kind: string; batch: string; now: Temporal.Instant; facts: object },
): Promise<void> {
  const salt = randomBytes(16)
  await client.query(
    `INSERT INTO journal.event (kind, subject, purpose, occurred_at, recorded_at, salt, facts, facts_hash)
     VALUES ($1, $2, 'import', $3, $3, $4, $5, journal.facts_hash($4, $5))`,
    [kind, `batch ${batch}`, now.toString(), salt, JSON.stringify(facts)],
  )
}
