import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { invalid, notFound, WeftError } from '../../kernel/errors.ts'
import { makeCaseReference } from '../../kernel/identifiers.ts'
import { CLASS_BIT, mayKnow } from '../information-class.ts'
import { caseHeader } from '../read-model.ts'
import { writeNote as mayWriteNote } from './policy.ts'

/** Who reads a note: everybody whose purpose includes the class. */
export const NOTE_CLASSES = ['identity', 'needs', 'risk_summary', 'risk', 'health'] as const
export type NoteClass = (typeof NOTE_CLASSES)[number]

export const NOTE_READERS: Readonly<Record<NoteClass, string>> = {
  identity: 'Everyone who works with this person',
  needs: 'Those who see all needs and the plan',
  risk_summary: 'Those who see the summary of risk',
  risk: 'Those who see the full risk assessment',
  health: 'Those with whom health is shared',
}

export type WriteNote = {
  key: CaseKey
  words: string
  class: NoteClass
  /** The note that this one corrects; it is kept. */
  corrects: string | null
}

/**
 * A case note, read by who sees its class. A correction is a note of its own and the original stays. Refuses with `input.invalid`
 * a class that the writer does not see, and with `state.refused` a second correction of the same note.
 */
export async function writeNote(tx: Scope, given: WriteNote, random: () => number = Math.random): Promise<string> {
  const { key, words, corrects } = given
  const header = await caseHeader(tx, key)
  allow(tx.actor, mayWriteNote, header)
  if (tx.actor.organisation === null || tx.actor.worker === null) throw notFound()
  const original = corrects === null ? null : await correctable(tx, key, corrects)
  const of = NOTE_CLASSES.find(known => known === original?.class) ?? given.class
  if (!mayKnow(header.classes, of))
    throw invalid({ field: 'class', sentence: 'Choose readers to whom you belong yourself.' })
  const note = makeCaseReference(random)
  await tx.db
    .insertInto('casework.note')
    .values({
      area: key.area,
      case_id: key.caseId,
      note,
      provider: tx.actor.organisation,
      class: of,
      words,
      at: tx.now,
      by: tx.actor.worker,
      corrects,
    })
    .execute()
  await append(tx, corrects === null ? 'note.written' : 'note.corrected', {
    subject: `note ${note}`,
    case: key,
    bit: CLASS_BIT[of],
    facts: { note, corrects },
  })
  return note
}

async function correctable(tx: Scope, { area, caseId }: CaseKey, note: string) {
  const rows = await tx.db
    .selectFrom('casework.note')
    .select(['note', 'class', 'provider', 'corrects'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where(eb => eb.or([eb('note', '=', note), eb('corrects', '=', note)]))
    .execute()
  const original = rows.find(row => row.note === note)
  if (!original) throw notFound()
  if (original.provider !== tx.actor.organisation)
    throw new WeftError('not_allowed', 'Only the organisation that wrote a note corrects it.')
  if (rows.some(row => row.corrects === note))
    throw new WeftError('state.refused', 'This note is already corrected. Correct the correction.')
  return original
}
