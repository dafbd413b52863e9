import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'

/** A note with the words it replaced, newest first. */
export type NoteRow = {
  note: string
  class: string
  words: string
  at: Instant
  by: string
  organisation: string
  provider: string
  corrects: string | null
  before: NoteRow[]
}

const MOST_NOTES = 20

/** The notes that the viewer may read, newest first, each with what it corrected. */
export async function notesOf(tx: Scope, { area, caseId }: CaseKey): Promise<NoteRow[]> {
  const found = await sql<Omit<NoteRow, 'before'>>`
    SELECT n.note, n.class, n.words, n.at, coalesce(w.name, n.by) AS by, o.name AS organisation, n.provider, n.corrects
      FROM casework.note n LEFT JOIN directory.worker w ON w.worker = n.by JOIN directory.organisation o ON o.organisation = n.provider
     WHERE n.area = ${area} AND n.case_id = ${caseId} ORDER BY n.at DESC, n.note`.execute(tx.db)
  const byNote = new Map(found.rows.map(row => [row.note, row]))
  const corrected = new Set(found.rows.map(row => row.corrects))
  return found.rows
    .filter(row => !corrected.has(row.note))
    .slice(0, MOST_NOTES)
    .map(row => ({ ...row, before: earlier(byNote, row.corrects) }))
}

function earlier(byNote: ReadonlyMap<string, Omit<NoteRow, 'before'>>, from: string | null): NoteRow[] {
  const before: NoteRow[] = []
  for (let note = from; note !== null; ) {
    const row = byNote.get(note)
    if (!row) break
    before.push({ ...row, before: [] })
    note = row.corrects
  }
  return before
}
