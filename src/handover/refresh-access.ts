import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'

/** Makes who may see a case what the facts of its hand-overs now say. */
export async function refreshAccess(tx: Scope, { area, caseId }: CaseKey): Promise<void> {
  await sql`SELECT access.refresh(${area}, ${caseId})`.execute(tx.db)
}
