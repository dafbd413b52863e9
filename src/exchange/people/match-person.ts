import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { IdentifierKind } from '../../casework/person/identifier.ts'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { IdentifierSaid } from './person-said.ts'

/** Which case is meant. `closed`: one of the organisation that the reader may not see. `several`: the identifiers belong to more than one. */
export type Match =
  | { readonly standing: 'ours'; readonly key: CaseKey }
  | { readonly standing: 'another’s' | 'several' | 'closed' | 'none' }

/** An identifier that is of one person in probation counts before one of the prison, and that before one of the police. */
const ORDER: readonly IdentifierKind[] = ['crn', 'prison number', 'pnc']

type Found = { area: string; case_id: string; kind: IdentifierKind; responsible: string | null }

/** Finds the case of a person by exact identifiers among those that the reader may see. */
export async function matchPerson(tx: Scope, identifiers: readonly IdentifierSaid[]): Promise<Match> {
  const values = identifiers.filter(({ kind }) => ORDER.includes(kind)).map(({ value }) => value)
  const found = await sql<Found>`
    SELECT i.area, i.case_id, i.kind, (SELECT r.organisation FROM casework.responsibility r
             WHERE r.area = i.area AND r.case_id = i.case_id ORDER BY r.from_at DESC LIMIT 1) AS responsible
      FROM casework.identifier i WHERE i.value = ANY (${values}::text[])`.execute(tx.db)
  const strongest = ORDER.find(kind => found.rows.some(row => row.kind === kind))
  const cases = new Map(
    found.rows.filter(row => row.kind === strongest).map(row => [`${row.area} ${row.case_id}`, row] as const),
  )
  const ours = [...cases.values()].filter(row => row.responsible === tx.actor.organisation)
  const [only, ...others] = ours
  if (others.length > 0) return { standing: 'several' }
  if (only) return { standing: 'ours', key: { area: only.area, caseId: only.case_id } }
  if (cases.size > 0) return { standing: 'another’s' }
  const held = await sql<{ held: boolean }>`SELECT exchange.is_held(${values}::text[]) AS held`.execute(tx.db)
  return { standing: held.rows[0]?.held === true ? 'closed' : 'none' }
}

/** Tells the organisations that are responsible for other cases with these identifiers; the reader learns nothing of it. */
export async function tellClash(
  tx: Scope,
  { identifiers, limited }: { identifiers: readonly IdentifierSaid[]; limited: boolean },
): Promise<void> {
  const values = identifiers.map(({ value }) => value)
  await sql`SELECT exchange.tell_clash(${values}::text[], ${!limited}, ${tx.now}, ${randomBytes(16)}, ${tx.request})`.execute(
    tx.db,
  )
}

/** Who of the own organisation works on cases under this address; null where nobody does. */
export async function officerWith(tx: Scope, email: string): Promise<string | null> {
  const found = await sql<{ officer: string | null }>`SELECT exchange.officer_with(${email}) AS officer`.execute(tx.db)
  return found.rows[0]?.officer ?? null
}
