import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { invalid } from '../../kernel/errors.ts'
import * as policies from '../person/policy.ts'
import { type CaseHeader, caseHeader, type Responsible } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import { officersOf } from './officers.ts'

export type ChangeOfficer = { key: CaseKey; officer: string; reason: string; version?: number | undefined }

/** The version of a responsibility: the instant from which it holds. */
export const responsibilityVersion = ({ since }: Responsible): number => since.epochMilliseconds

/**
 * Another officer of the same organisation from now on. Refuses with `not_allowed` all but case managers of the responsible
 * organisation, with `input.invalid` an officer who is none of its own, with `change.clash` a case whose officer changed meanwhile.
 */
export async function changeOfficer(tx: Scope, { key, officer, reason, version }: ChangeOfficer): Promise<CaseHeader> {
  const header = await caseHeader(tx, key)
  allow(tx.actor, policies.changeOfficer, header)
  refuseClash(version, responsibilityVersion(header.responsible), `${header.responsible.officerName ?? 'no officer'}`)
  if (officer === header.responsible.officer)
    throw invalid({ field: 'officer', sentence: 'This is already the officer. Choose another.' })
  if (!(await officersOf(tx)).some(({ worker }) => worker === officer))
    throw invalid({ field: 'officer', sentence: 'Choose an officer of your organisation.' })
  await sql`SELECT casework.start_responsibility(${key.area}, ${key.caseId}, ${officer}, false, ${tx.now}, ${reason})`.execute(
    tx.db,
  )
  await append(tx, 'officer.changed', {
    subject: `case ${key.caseId}`,
    case: key,
    facts: { officer, before: header.responsible.officer, organisation: header.responsible.organisation },
  })
  return header
}
