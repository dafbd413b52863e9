import { areasToOpenIn } from '../../casework/person/open-person.ts'
import type { Actor, Scope, Scopes } from '../../database/scope.ts'
import { invalid } from '../../kernel/errors.ts'
import { caseloadText } from './caseload-text.ts'
import { type CaseloadImported, importCaseload } from './import-caseload.ts'

export const STEPS = ['preview', 'keep'] as const
export const BAD_ROWS = ['leave out', 'write nothing'] as const

export type CaseloadSent = {
  area: string
  step: (typeof STEPS)[number]
  /** What becomes of the good rows where others are bad; nothing is written where it is not said. */
  bad?: (typeof BAD_ROWS)[number] | undefined
  /** Rows pasted in. */
  text?: string | undefined
  /** The file that was previewed, byte for byte in Base64, so that it need not be chosen again, and its name. */
  kept?: string | undefined
  file_name?: string | undefined
}

export type CaseloadTaken = CaseloadImported & {
  area: string
  step: CaseloadSent['step']
  /** The name of the file. */
  named: string
  bytes: Uint8Array
}

/** The areas in which the actor's organisation may be responsible, and so read people in. */
export const caseloadModel = async (tx: Scope) => ({ areas: await areasToOpenIn(tx) })

/**
 * Previews a caseload that comes by the page, or keeps it. Refuses with `input.invalid` where neither a file nor rows came, and what
 * `caseloadText` refuses; with `not_allowed` as `importCaseload` does. Nothing of it is kept between the two steps.
 */
export async function takeCaseload(
  by: { scopes: Scopes; actor: Actor },
  { area, step, bad, text, kept, file_name }: CaseloadSent,
  file: { name: string; bytes: Uint8Array } | undefined,
): Promise<CaseloadTaken> {
  const { named, bytes } = file
    ? { named: file.name, bytes: file.bytes }
    : kept === undefined
      ? { named: 'rows pasted in', bytes: Buffer.from(text ?? '', 'utf8') }
      : { named: file_name ?? 'a file', bytes: Buffer.from(kept, 'base64') }
  if (!file && kept === undefined && text === undefined)
    throw invalid({ field: 'file', sentence: 'Choose a file, or paste its rows' })
  const input = caseloadText(bytes)
  const imported = await importCaseload({
    ...by,
    area,
    commit: step === 'keep',
    input,
    named,
    bad: bad ?? 'write nothing',
  })
  return { ...imported, area, step, named, bytes }
}
