import { type RawBuilder, sql } from 'kysely'
import { casesSeen, reach } from '../../access/reach.ts'
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
 * the keys of the areas in which the viewer sees cases, by leakproof operators only, and the rows' law does the rest. `more` says that there are more than are shown.
 */
export async function findPerson(tx: Scope, words: string): Promise<{ found: FoundPerson[]; more: boolean }> {
  const matches = new Map<string, CaseKey & { match: Match }>()
  const add = (match: Match, keys: readonly CaseKey[]) => {
    for (const key of keys) {
      const known = `${key.area} ${key.caseId}`
      if (!matches.has(known)) matches.set(known, { ...key, match })
    }
  }
  const terms = searchWords(words).slice(0, MOST_WORDS).sort(longestFirst)
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

const longestFirst = (one: string, other: string) => other.length - one.length

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
  const words = searchWords(`${somebody.firstName} ${somebody.lastName}`).slice(0, MOST_WORDS).sort(longestFirst)
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

/** What a key of search is to meet, given the name by which the statement knows the key. */
type Term = (key: RawBuilder<unknown>) => RawBuilder<unknown>

/** Keys are folded to letters and digits, all of which come before the last character there is. */
const LAST_CHARACTER = '\u{10FFFF}'

const beginsWith =
  (word: string): Term =>
  key =>
    sql`${key}.kind = 'word' AND ${key}.key >= ${word} AND ${key}.key < ${word + LAST_CHARACTER}`
const isWord =
  (word: string): Term =>
  key =>
    sql`${key}.kind = 'word' AND ${key}.key = ${word}`
const soundsLike =
  (word: string): Term =>
  key =>
    sql`${key}.kind = 'sound' AND ${key}.key = ANY (${soundsAlike(word)}::text[])`

/** Keys taken of an area: more than can be shown, since a case may have several that begin alike, such as Ann and Annie. */
const KEYS_TAKEN = 4 * (MOST_FOUND + 1)
/** In an area where no more cases are seen than this, their own keys are asked for; in others the keys of everybody are. */
const FEW_SEEN = 64

/**
 * Cases seen that have, for each term, a key which meets it. The longest word leads: it has the fewest keys. Where many cases are seen,
 * keys are taken in their order and no more than can be shown: of a name with ten thousand namesakes few are looked at. Where few are
 * seen, each of them is asked for its keys: hardly one of the namesakes would be among them.
 */
async function byEachTerm(tx: Scope, terms: readonly Term[]): Promise<CaseKey[]> {
  const [first, ...others] = terms
  if (!first) return []
  const met = sql.join(
    others.map(
      term =>
        sql`AND EXISTS (SELECT FROM casework.search_key o WHERE o.area = k.area AND o.case_id = k.case_id AND ${term(sql`o`)})`,
    ),
    sql` `,
  )
  const found = await sql<CaseKey>`
    WITH reach AS MATERIALIZED (${reach(tx, FEW_SEEN)})
    SELECT area, case_id AS "caseId" FROM (
      SELECT k.area, k.case_id FROM reach r CROSS JOIN LATERAL ${casesSeen(tx, sql`r.area`, FEW_SEEN)} c CROSS JOIN LATERAL (
        SELECT k.area, k.case_id FROM casework.search_key k
         WHERE k.area = r.area AND k.case_id = c.case_id AND ${first(sql`k`)} ${met} OFFSET 0) k
       WHERE r.seen BETWEEN 1 AND ${FEW_SEEN}
      UNION
      SELECT f.area, f.case_id FROM reach r CROSS JOIN LATERAL (
        SELECT k.area, k.case_id FROM casework.search_key k WHERE k.area = r.area AND ${first(sql`k`)} ${met}
         ORDER BY k.kind, k.key, k.case_id LIMIT ${KEYS_TAKEN}) f
       WHERE r.seen > ${FEW_SEEN}) found
     ORDER BY 1, 2 LIMIT ${MOST_FOUND + 1}`.execute(tx.db)
  return found.rows
}

type Identifiers = { values: string[]; reference: string | null }

async function byIdentifier(tx: Scope, { values, reference }: Identifiers): Promise<CaseKey[]> {
  const held = values.length === 0 ? [] : await withIdentifier(tx, values)
  return reference === null ? held : [...held, ...(await withReference(tx, reference))]
}

async function withIdentifier(tx: Scope, values: readonly string[]): Promise<CaseKey[]> {
  const found = await sql<CaseKey>`
    SELECT DISTINCT d.area, d.case_id AS "caseId" FROM casework.identifier d WHERE d.value COLLATE "C" = ANY (${values}::text[])
     ORDER BY 1, 2 LIMIT ${MOST_FOUND + 1}`.execute(tx.db)
  return found.rows
}

async function withReference(tx: Scope, reference: string): Promise<CaseKey[]> {
  const found = await sql<CaseKey>`
    SELECT c.area, c.case_id AS "caseId" FROM directory.area a JOIN casework.case c ON c.area = a.area AND c.case_id = ${reference}
     ORDER BY 1`.execute(tx.db)
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
