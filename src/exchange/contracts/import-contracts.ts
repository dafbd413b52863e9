import { basename, resolve } from 'node:path'
import type pg from 'pg'
import type { Temporal } from 'temporal-polyfill'
import { londonDay } from '../../kernel/calendar.ts'
import { plural } from '../../kernel/words.ts'
import type { Finding } from './finding.ts'
import { itemsImported, itemsNow, journalImport, withLoader } from './import-batch.ts'
import {
  type AgreementForm,
  differingFields,
  digestOf,
  type Forms,
  formsOf,
  type Known,
  type OrganisationForm,
  type RoleForm,
  roleKey,
} from './import-forms.ts'
import { endOffers, offersLost, writeAgreements, writeOrganisations, writeRoles } from './import-rows.ts'
import { type ContractsReport, readContracts } from './read-contracts.ts'

export type Tally = { readonly new: number; readonly changed: number; readonly unchanged: number }

/** One thing that differs from what was imported before; `fields` in words, empty for what is new. */
export type Difference = {
  readonly kind: 'organisation' | 'agreement'
  readonly key: string
  readonly change: 'new' | 'changed'
  readonly fields: readonly string[]
}

/**
 * What an import did, or would do. `batch` is null where nothing was written: on a dry run, and where nothing differs.
 * `unknown`, `dirty`, `wrong` count findings; `absent` are contracts imported before that this folder does not hold: they stay.
 */
export type ImportResult = {
  readonly batch: string | null
  readonly said: string
  readonly contracts: number
  readonly rejected: number
  readonly organisations: number
  readonly primes: number
  readonly subcontractors: number
  readonly both: number
  readonly offers: number
  readonly unknown: number
  readonly dirty: number
  readonly wrong: number
  readonly changes: { readonly organisations: Tally; readonly agreements: Tally; readonly roles: Tally }
  readonly differences: readonly Difference[]
  readonly absent: readonly string[]
  readonly findings: readonly Finding[]
}

type Change<Form> = { readonly key: string; readonly before: Form | null; readonly after: Form }
type Changes = {
  readonly organisations: readonly Change<OrganisationForm>[]
  readonly roles: readonly Change<RoleForm>[]
  readonly agreements: readonly Change<AgreementForm>[]
}

/**
 * Imports a folder of published contracts as one batch, as the loader, over the owner's connection. What was imported before
 * and has not changed is left alone, whatever was done with it here since; running it again changes nothing. Imports wait for
 * each other. Never throws for what the folder holds: what is dirty, unknown or wrong is a finding of the batch.
 */
export async function importContracts({
  ownerUrl,
  folder,
  dryRun,
  now,
}: {
  ownerUrl: string
  folder: string
  dryRun: boolean
  now: Temporal.Instant
}): Promise<ImportResult> {
  const report = await readContracts(folder)
  return withLoader(ownerUrl, async client => {
    const known = await readKnown(client)
    const forms = formsOf(report, known)
    const imported = await itemsImported(client)
    const changes = await changesOf(client, { forms, imported, known })
    const written = changes.organisations.length + changes.roles.length + changes.agreements.length
    if (dryRun || written === 0)
      return resultOf({ report, forms, imported, changes, batch: null, said: sentence(dryRun, written) })
    await write(client, changes, londonDay(now).toString())
    const batch = await keepBatch(client, { report, forms, changes, now, folder: basename(resolve(folder)) })
    return resultOf({ report, forms, imported, changes, batch, said: `Imported as ${batch}.` })
  })
}

const sentence = (dryRun: boolean, written: number) =>
  written === 0
    ? 'Nothing has changed since the last import. Nothing was written.'
    : `${dryRun ? 'A preview: ' : ''}${plural(written, 'thing')} would be new or changed. Nothing was written.`

async function readKnown(client: pg.ClientBase): Promise<Known> {
  const organisations = await client.query<{ organisation: string; name: string; code: string | null }>(
    'SELECT organisation, name, provider_code AS code FROM directory.organisation',
  )
  const agreements = await client.query<{ agreement: string }>('SELECT agreement FROM agreements.agreement')
  const items = await client.query<{ key: string; agreement: string }>(
    "SELECT DISTINCT key, after ->> 'agreement' AS agreement FROM exchange.batch_item i JOIN exchange.batch b USING (batch) WHERE i.kind = 'agreement' AND b.state = 'committed'",
  )
  return {
    organisationByCode: new Map(
      organisations.rows.flatMap(({ organisation, name, code }) =>
        code === null ? [] : [[code, { organisation, name, code }] as const],
      ),
    ),
    agreementByReference: new Map(items.rows.map(row => [row.key, row.agreement])),
    organisationIds: new Set(organisations.rows.map(row => row.organisation)),
    agreementIds: new Set(agreements.rows.map(row => row.agreement)),
  }
}

type Imported = Awaited<ReturnType<typeof itemsImported>>

/** An organisation that was here before any import is compared with how it stands here. */
async function changesOf(
  client: pg.ClientBase,
  { forms, imported, known }: { forms: Forms; imported: Imported; known: Known },
): Promise<Changes> {
  const standing = await client.query<{ organisation: string; area: string }>(
    "SELECT organisation, area FROM directory.role_in_area WHERE role = 'delivery partner' AND to_day IS NULL",
  )
  const held = new Set(standing.rows.map(roleKey))
  return {
    organisations: differing(
      forms.organisations,
      form => form.code,
      new Map([...known.organisationByCode, ...imported.organisations]),
    ),
    roles: forms.roles
      .filter(role => !held.has(roleKey(role)) && !imported.roles.has(roleKey(role)))
      .map(after => ({ key: roleKey(after), before: null, after })),
    agreements: differing(forms.agreements, form => form.reference, imported.agreements),
  }
}

const differing = <Form extends object>(
  forms: readonly Form[],
  keyOf: (form: Form) => string,
  imported: ReadonlyMap<string, Form>,
): Change<Form>[] =>
  forms
    .map(after => ({ key: keyOf(after), before: imported.get(keyOf(after)) ?? null, after }))
    .filter(({ before, after }) => before === null || differingFields(before, after).length > 0)

async function write(client: pg.ClientBase, { organisations, roles, agreements }: Changes, today: string) {
  await writeOrganisations(
    client,
    organisations.map(change => change.after),
  )
  await writeRoles(
    client,
    roles.map(change => change.after),
  )
  const before = agreements.flatMap(change => (change.before ? [change.before] : []))
  const after = agreements.map(change => change.after)
  await writeAgreements(client, after, before, today)
  await endOffers(client, offersLost(before, after), today)
}

async function keepBatch(
  client: pg.ClientBase,
  given: { report: ContractsReport; forms: Forms; changes: Changes; now: Temporal.Instant; folder: string },
): Promise<string> {
  const { report, forms, changes, now, folder } = given
  const counts = { ...report.counts, changes: talliesOf(forms, changes) }
  const numbered = await client.query<{ number: number }>(
    'SELECT coalesce(max(number), 0) + 1 AS number FROM exchange.batch',
  )
  const number = numbered.rows[0]?.number ?? 1
  const batch = `import-${number}`
  await client.query(
    `INSERT INTO exchange.batch (batch, number, kind, at, by, folder, digest, counts, state)
     VALUES ($1, $2, 'contracts', $3, 'the command line', $4, $5, $6, 'committed')`,
    [batch, number, now.toString(), folder, digestOf(forms), JSON.stringify(counts)],
  )
  await client.query(
    'INSERT INTO exchange.batch_item (batch, kind, key, before, after) SELECT $1, * FROM jsonb_to_recordset($2) AS x (kind text, key text, before jsonb, after jsonb)',
    [batch, JSON.stringify(itemsNow(changes))],
  )
  await client.query(
    `INSERT INTO exchange.finding (batch, number, file, record, field, found, meaning, took, sentence)
     SELECT $1, row_number() OVER (), file, record, field, found, meaning, took, sentence
       FROM jsonb_to_recordset($2) AS x (file text, record text, field text, found text, meaning text, took text, sentence text)`,
    [batch, JSON.stringify(report.findings)],
  )
  await journalImport(client, { kind: 'import.committed', batch, now, facts: counts })
  return batch
}

const talliesOf = (forms: Forms, changes: Changes) => ({
  organisations: tally(forms.organisations.length, changes.organisations),
  agreements: tally(forms.agreements.length, changes.agreements),
  roles: tally(forms.roles.length, changes.roles),
})

function tally(all: number, changes: readonly Change<unknown>[]): Tally {
  const added = changes.filter(change => change.before === null).length
  return { new: added, changed: changes.length - added, unchanged: all - changes.length }
}

function resultOf(given: {
  report: ContractsReport
  forms: Forms
  imported: Imported
  changes: Changes
  batch: string | null
  said: string
}): ImportResult {
  const { report, forms, imported, changes, batch, said } = given
  const { counts } = report
  const here = new Set(forms.agreements.map(form => form.reference))
  return {
    batch,
    said,
    contracts: counts.contracts,
    rejected: counts.rejected,
    organisations: counts.organisations,
    primes: counts.primes,
    subcontractors: counts.subcontractors,
    both: counts.both,
    offers: forms.agreements.reduce((so, form) => so + form.offers.length, 0),
    unknown: counts.unknown,
    dirty: counts.dirty,
    wrong: counts.wrong,
    changes: talliesOf(forms, changes),
    differences: [
      ...changes.organisations.map(change => differenceOf('organisation', change)),
      ...changes.agreements.map(change => differenceOf('agreement', change)),
    ],
    absent: [...imported.agreements.keys()].filter(reference => !here.has(reference)),
    findings: report.findings,
  }
}

const differenceOf = (kind: Difference['kind'], { key, before, after }: Change<object>): Difference => ({
  kind,
  key,
  change: before === null ? 'new' : 'changed',
  fields: before === null ? [] : differingFields(before, after),
})
