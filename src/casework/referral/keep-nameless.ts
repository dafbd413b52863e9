import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { invalid } from '../../kernel/errors.ts'

const LONG_ENOUGH_TO_NAME = 3

const wordsOf = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)

/**
 * Refuses with `input.invalid` words that a provider reads before it accepts and that name the person: a name or alias of
 * three letters or more, or an identifier, that the writer may know.
 */
export async function keepNameless(
  tx: Scope,
  { area, caseId }: CaseKey,
  written: Readonly<Record<string, string | null | undefined>>,
): Promise<void> {
  const found = await sql<{ name: string | null }>`
    SELECT unnest(ARRAY[first_name, middle_names, last_name, known_as]) AS name FROM casework.identity WHERE area = ${area} AND case_id = ${caseId}
    UNION SELECT unnest(ARRAY[first_name, last_name]) FROM casework.alias WHERE area = ${area} AND case_id = ${caseId}
    UNION SELECT value FROM casework.identifier WHERE area = ${area} AND case_id = ${caseId}`.execute(tx.db)
  const names = new Set(
    found.rows.flatMap(({ name }) => wordsOf(name ?? '')).filter(word => word.length >= LONG_ENOUGH_TO_NAME),
  )
  const wrong = Object.entries(written).filter(([, text]) => wordsOf(text ?? '').some(word => names.has(word)))
  if (wrong.length === 0) return
  throw invalid(
    ...wrong.map(([field]) => ({
      field,
      sentence:
        'Leave out the person’s name and numbers: the provider reads this before it accepts. Write “the person”.',
    })),
  )
}
