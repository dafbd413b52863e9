import { allow } from '../access/policy.ts'
import { caseHeader } from '../casework/read-model.ts'
import type { Scope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import type { DraftModel } from './pages/sender-forms.tsx'
import * as policies from './policy.ts'
import { rolesInAreas } from './receivers.ts'
import { receiversOf, TRANSFER_KINDS } from './transfer.ts'

/** Who may be offered the case, and what the person said in their plan. Refuses with `not_allowed` who is not responsible. */
export async function showDraftForm(tx: Scope, key: CaseKey): Promise<DraftModel> {
  const header = await caseHeader(tx, key)
  const sender = header.responsible.organisation
  allow(tx.actor, policies.draftTransfer, { responsible: sender })
  const roles = await rolesInAreas(tx)
  const own = { sender: sender ?? '', fromArea: header.currentArea }
  const fit = new Set(
    TRANSFER_KINDS.flatMap(kind => receiversOf({ kind, ...own }, roles)).map(one => `${one.area}.${one.organisation}`),
  )
  const texts = new Map(
    roles.map(role => [`${role.area}.${role.organisation}`, `${role.name}, ${role.areaName}`] as const),
  )
  const plan = await tx.db
    .selectFrom('casework.plan')
    .select('own_words')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .executeTakeFirst()
  return {
    header,
    ownWords: plan?.own_words ?? null,
    receivers: [...texts].filter(([value]) => fit.has(value)).map(([value, words]) => ({ value, text: words })),
  }
}
