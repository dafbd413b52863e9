import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { parseCaseReference, parseCrn, parseCro, parsePnc, parsePrisonNumber } from '../../kernel/identifiers.ts'
import { searchWords, soundsAlike } from '../../kernel/names.ts'
import { type CaseRow, caseRows } from './case-rows.ts'

/** How a person was found; the surest first. */
export const MATCHES = ['identifier', 'name', 'sounds alike'] as const
export type Match = (typeof MATCHES)[number]

export type FoundPerson = CaseRow & { match: Match }

/** How many results are shown; with more, the person is asked to say more. */
export const MOST_FOUND = 50
const MOST_WORDS = 6

/**
 * People by name (each word a beginning), by sound, or by any identifier, within what the viewer may see: every query starts from
 * the cases seen and uses leakproof operators only. `more` says that there are more than are shown.
 */
export async function findPerson(tx: Scope, words: string): Promise<{ found: FoundPerson[]; more: boolean }> {
  const matches = new Map<string, CaseKey & { match: Match }>()
  const add = (match: Match, keys: readonly CaseKey[]) => {
    for (const key of keys) {
      const known = `${key.area} ${key.caseId}`
      if (!matches.has(known)) matches.set(known, { ...key, match })
    }
  }
  const terms = searchWords(words).slice(0, MOST_WORDS)
  add('identifier', await byIdentifier(tx, identifiersIn(tx, words)))
  // No name holds a digit: an identifier that was found is all that was meant.
  const named = matches.size === 0 || !/\d/.test(words)
  if (named) add('name', await byEachTerm(tx, terms.map(beginsWith)))
  if (named && matches.size <= MOST_FOUND) add('sounds alike', await byEachTerm(tx, terms.map(soundsLike)))
  const shown = [...matches.values()].slice(0, MOST_FOUND)
  const rows = await caseRows(tx, shown)
  const found = rows.map(row => ({
    ...row,
    match: matches.get(`${row.area} ${row.caseId}`)?.match ?? ('sounds alike' as const),
  }))
  return { found, more: matches.size > MOST_FOUND }
}

/** What somebody is asked to be compared with before a case is opened for them. */
export type SomebodyNew = {
  firstName: string
  lastName: string
  dateOfBirth: PlainDate | null
  /** Parsed identifiers of any kind. */
  identifiers: readonly string[]
}

export type Duplicate = CaseRow & { because: string }

/**
 * Cases that may be of the same person, within what the viewer may see, each with the reason: a shared identifier, the same name
 * and day of birth, or a name that sounds the same.
 */
export async function findDuplicates(tx: Scope, somebody: SomebodyNew): Promise<Duplicate[]> {
  const words = searchWords(`${somebody.firstName} ${somebody.lastName}`).slice(0, MOST_WORDS)
  const shared = await byIdentifier(tx, { values: [...somebody.identifiers], reference: null })
  const named = somebody.dateOfBirth
    ? await bornOn(tx, await byEachTerm(tx, words.map(isWord)), somebody.dateOfBirth)
    : []
  const alike = await byEachTerm(tx, words.map(soundsLike))
  const reasons = new Map<string, string>()
  const keys: CaseKey[] = []
  for (const [because, found] of [
    ['Same identifier', shared],
    ['Same name and date of birth', named],
    ['Name is the same or sounds alike', alike],
  ] as const) {
    for (const key of found) {
      if (reasons.has(`${key.area} ${key.caseId}`)) continue
      reasons.set(`${key.area} ${key.caseId}`, because)
      keys.push(key)
    }
  }
  const rows = await caseRows(tx, keys.slice(0, MOST_FOUND))
  return rows.map(row => ({ ...row, because: reasons.get(`${row.area} ${row.caseId}`) ?? '' }))
}

const seen = (tx: Scope) => sql`(
  SELECT l.area, l.case_id FROM access.live l WHERE l.organisation = ${tx.actor.organisation} AND l.listed
  UNION
  SELECT p.area, p.case_id FROM access.person_live p WHERE p.worker = ${tx.actor.worker} AND p.organisation = ${tx.actor.organisation} AND p.listed) s`

type Condition = RawBuilder<unknown>

const beginsWith = (word: string): Condition => sql`k.kind = 'word' AND k.key ^@ ${word}`
const isWord = (word: string): Condition => sql`k.kind = 'word' AND k.key = ${word}`
const soundsLike = (word: string): Condition => sql`k.kind = 'sound' AND k.key = ANY (${soundsAlike(word)}::text[])`

/** Cases seen that have, for each term, a key which meets it. */
async function byEachTerm(tx: Scope, terms: readonly Condition[]): Promise<CaseKey[]> {
  if (terms.length === 0) return []
  const met = terms.map(
    term => sql`EXISTS (SELECT FROM casework.search_key k WHERE k.area = s.area AND k.case_id = s.case_id AND ${term})`,
  )
  const found = await sql<CaseKey>`
    SELECT s.area, s.case_id AS "caseId" FROM ${seen(tx)} WHERE ${sql.join(met, sql` AND `)}
     ORDER BY s.area, s.case_id LIMIT ${MOST_FOUND + 1}`.execute(tx.db)
  return found.rows
}

type Identifiers = { values: string[]; reference: string | null }

async function byIdentifier(tx: Scope, { values, reference }: Identifiers): Promise<CaseKey[]> {
  if (values.length === 0 && reference === null) return []
  const found = await sql<CaseKey>`
    SELECT DISTINCT s.area, s.case_id AS "caseId" FROM ${seen(tx)}
     WHERE s.case_id = ${reference} OR EXISTS (SELECT FROM casework.identifier d WHERE d.area = s.area AND d.case_id = s.case_id
             AND d.value COLLATE "C" = ANY (${values}::text[]))
     ORDER BY 1, 2 LIMIT ${MOST_FOUND + 1}`.execute(tx.db)
  return found.rows
}

async function bornOn(tx: Scope, keys: readonly CaseKey[], born: PlainDate): Promise<CaseKey[]> {
  if (keys.length === 0) return []
  const found = await sql<CaseKey>`
    SELECT i.area, i.case_id AS "caseId"
      FROM unnest(${keys.map(key => key.area)}::text[], ${keys.map(key => key.caseId)}::text[]) AS t (area, case_id)
      JOIN casework.identity i ON i.area = t.area AND i.case_id = t.case_id
     WHERE i.date_of_birth = ${born}`.execute(tx.db)
  return found.rows
}

/** Everything that the words may be the identifier of. */
function identifiersIn(tx: Scope, words: string): Identifiers {
  const year = londonDay(tx.now).year
  const parsers = [parseCrn, parsePrisonNumber, parseCro, (text: string) => parsePnc(text, year)]
  return {
    values: parsers.flatMap(parser => attempt(() => parser(words)) ?? []),
    reference: attempt(() => parseCaseReference(words)) ?? null,
  }
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}
