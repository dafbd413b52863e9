import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { notFound, WeftError } from '../kernel/errors.ts'
import { type Month, parseMonth } from '../kernel/month.ts'
import { varyAgreement } from './policy.ts'

/** The parties of an agreement that the actor may see. Refuses with `not_found` any other. */
export async function partiesOf(tx: Scope, agreement: string) {
  const parties = await tx.db
    .selectFrom('agreements.party as p')
    .innerJoin('directory.organisation as o', 'o.organisation', 'p.organisation')
    .select(['p.organisation', 'p.part', 'o.name', 'o.sector'])
    .where('p.agreement', '=', agreement)
    .orderBy('p.part')
    .orderBy('o.name')
    .execute()
  if (parties.length === 0) throw notFound()
  return parties
}

export type Draft = { agreement: string; version: number; fromMonth: Month; edits: number }

/**
 * The draft of an agreement, locked, for who may vary it. Refuses with `state.refused` where that version is no draft, and with
 * `change.clash` where somebody changed it since `edits`.
 */
export async function lockDraft(tx: Scope, agreement: string, version: number, edits?: number): Promise<Draft> {
  allow(tx.actor, varyAgreement, { parties: await partiesOf(tx, agreement) })
  const draft = await tx.db
    .selectFrom('agreements.version')
    .select(['from_month', 'edits'])
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .where('state', '=', 'draft')
    .forUpdate()
    .executeTakeFirst()
  if (draft === undefined)
    throw new WeftError('state.refused', 'This version is no draft, so it does not change. Draft a variation instead.')
  if (edits !== undefined && edits !== draft.edits)
    throw new WeftError('change.clash', 'Somebody changed this draft since you opened it. Look at it as it stands now.')
  await tx.db
    .updateTable('agreements.version')
    .set({ edits: draft.edits + 1 })
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .execute()
  return { agreement, version, fromMonth: parseMonth(draft.from_month), edits: draft.edits + 1 }
}
