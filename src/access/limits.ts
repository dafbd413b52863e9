import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import { append, type CaseKey } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import { invalid, notFound, WeftError } from '../kernel/errors.ts'

/** A case with a limit or an exclusion, told by identifier only. */
export type LimitedCase = {
  key: CaseKey
  identifiers: readonly string[]
  reason: string | null
  source: string | null
  since: Instant
  named: number
  excluded: number
}

export type NamedWorker = {
  worker: string
  name: string
  organisation: string
  may: 'see' | 'never'
  byName: string | null
  at: Instant
}
export type FoundWorker = { worker: string; name: string; organisationName: string }

/** How one case stands. */
export type Limit = {
  key: CaseKey
  identifiers: readonly string[]
  limited: boolean
  reason: string | null
  source: string | null
  since: Instant | null
  names: readonly NamedWorker[]
}

/** Cases on whose limit the actor decides: the responsible organisation's, and for a case manager those they see. */
export async function limitedHere(tx: Scope): Promise<LimitedCase[]> {
  const found = await sql<{
    area: string
    case_id: string
    identifiers: string[] | null
    reason: string | null
    source: string | null
    since: Instant
    named: bigint
    excluded: bigint
  }>`SELECT * FROM access.limited_here()`.execute(tx.db)
  return found.rows.map(row => ({
    key: { area: row.area, caseId: row.case_id },
    identifiers: row.identifiers ?? [],
    reason: row.reason,
    source: row.source,
    since: row.since,
    named: Number(row.named),
    excluded: Number(row.excluded),
  }))
}

/** One case. Refuses with `not_found` whoever does not decide on it. */
export async function limitOf(tx: Scope, key: CaseKey): Promise<Limit> {
  const found = await sql<{
    identifiers: string[] | null
    limited: boolean
    reason: string | null
    source: string | null
    since: Instant | null
  }>`SELECT * FROM access.limit_of(${key.area}, ${key.caseId})`.execute(tx.db)
  const row = found.rows[0]
  if (row === undefined) throw notFound()
  const names = await sql<{
    worker: string
    name: string
    organisation: string | null
    may: 'see' | 'never'
    by_name: string | null
    at: Instant
  }>`SELECT * FROM access.named_on(${key.area}, ${key.caseId})`.execute(tx.db)
  return {
    key,
    identifiers: row.identifiers ?? [],
    limited: row.limited,
    reason: row.reason,
    source: row.source,
    since: row.since,
    names: names.rows.map(({ by_name, organisation, ...name }) => ({
      ...name,
      organisation: organisation ?? '',
      byName: by_name,
    })),
  }
}

/** Workers of the organisations involved whose name holds these words. */
export async function workersToName(tx: Scope, key: CaseKey, words: string): Promise<FoundWorker[]> {
  const found = await sql<{ worker: string; name: string; organisation_name: string }>`
    SELECT * FROM access.workers_involved(${key.area}, ${key.caseId}, ${words})`.execute(tx.db)
  return found.rows.map(row => ({ worker: row.worker, name: row.name, organisationName: row.organisation_name }))
}

/** Makes a case limited by its exact identifier. Refuses with `input.invalid` one that the actor may not decide on, as an unknown one. */
export async function limitByIdentifier(
  tx: Scope,
  { identifier, reason }: { identifier: string; reason: string },
): Promise<CaseKey> {
  const found = await sql<{ area: string; case_id: string }>`
    SELECT * FROM access.case_to_limit(${identifier.toUpperCase()})`.execute(tx.db)
  const [row, ...others] = found.rows
  if (row === undefined || others.length > 0)
    throw invalid({ field: 'identifier', sentence: 'No case of yours has this identifier. Check it and try again' })
  const key = { area: row.area, caseId: row.case_id }
  await limitCase(tx, key, { reason, source: 'decision' })
  return key
}

/** Makes a case limited: nobody sees it until someone is named. An import passes its own source. Refuses with `not_allowed`. */
export async function limitCase(
  tx: Scope,
  key: CaseKey,
  { reason, source }: { reason: string; source: string },
): Promise<void> {
  await sql`SELECT access.limit_case(${key.area}, ${key.caseId}, ${reason}, ${source}, ${tx.now})`.execute(tx.db)
  await append(tx, 'case.limited', { subject: `case ${key.caseId}`, case: key, facts: { source } })
}

export async function endLimit(tx: Scope, key: CaseKey): Promise<void> {
  const ended = await sql<{ ended: boolean }>`SELECT access.end_limit(${key.area}, ${key.caseId}) AS ended`.execute(
    tx.db,
  )
  if (ended.rows[0]?.ended !== true) throw notFound()
  await append(tx, 'case.limit_ended', { subject: `case ${key.caseId}`, case: key })
}

/** Names who may see a limited case, or excludes who never may. Refuses with `state.refused` to name somebody excluded. */
export async function nameWorker(
  tx: Scope,
  key: CaseKey,
  { worker, may }: { worker: string; may: 'see' | 'never' },
): Promise<void> {
  const { names } = await limitOf(tx, key)
  if (may === 'see' && names.some(name => name.worker === worker && name.may === 'never'))
    throw new WeftError('state.refused', 'This person is excluded from the case. Lift the exclusion first.')
  const found = await workersToName(tx, key, '')
  if (!found.some(each => each.worker === worker) && !names.some(name => name.worker === worker)) throw notFound()
  await sql`SELECT access.name_worker(${key.area}, ${key.caseId}, ${worker}, ${may}, ${tx.now})`.execute(tx.db)
  await append(tx, may === 'see' ? 'case.worker_named' : 'case.worker_excluded', {
    subject: `case ${key.caseId}`,
    case: key,
    bit: SERVICES_BIT,
    facts: { worker },
  })
}

/** Who is named or excluded is for who sees all of the case's services: the responsible organisation. */
const SERVICES_BIT = 16_384

/** Takes a name off. Refuses with `not_allowed` a case manager who would lift an exclusion. */
export async function unnameWorker(tx: Scope, key: CaseKey, worker: string): Promise<void> {
  const { names } = await limitOf(tx, key)
  const done = await sql<{ done: boolean }>`
    SELECT access.unname_worker(${key.area}, ${key.caseId}, ${worker}) AS done`.execute(tx.db)
  if (done.rows[0]?.done === true) {
    await append(tx, 'case.worker_unnamed', {
      subject: `case ${key.caseId}`,
      case: key,
      bit: SERVICES_BIT,
      facts: { worker },
    })
    return
  }
  if (names.some(name => name.worker === worker))
    throw new WeftError('not_allowed', 'An exclusion is lifted by your data-protection officer.')
  throw notFound()
}
