import { sql } from 'kysely'
import { type Actor, type Role, withScope } from '../../src/database/scope.ts'
import { openTestDatabase, type TestDatabase } from '../../src/database/testing/test-database.ts'
import { loadReference } from '../../src/directory/load-reference.ts'
import { type Partnership, sees } from './oracle.ts'
import { loadPartnership } from './partnerships.ts'
import { fillZone, openPastLaw, quoted, RULES } from './zone.ts'

/** Every rule's tables take what an organisation of the smallest partnerships holds. */
const HOLDER = 'cedar'

/** Gives `work` a database of its own with this partnership in it and a row of each case in every table of the case zone. */
export async function opened(
  { superuserUrl, tables, given }: { superuserUrl: string; tables: readonly string[]; given: Partnership },
  work: (database: TestDatabase) => Promise<void>,
) {
  const database = await openTestDatabase(superuserUrl)
  try {
    const client = await database.owner.connect()
    await loadReference(client).finally(() => client.release())
    await loadPartnership(database, given)
    const past = await openPastLaw(database, superuserUrl)
    const cases = given.cases.map(({ area, caseId }) => ({ area, caseId, holder: HOLDER }))
    const without = await fillZone(database, past, tables, cases).finally(() => past.end())
    if (without.length > 0)
      throw new Error(`Tables that took no row, so that they were not asked: ${without.join('; ')}`)
    await work(database)
  } finally {
    await database.close()
  }
}

export type Row = { name: string; row: Record<string, unknown>; words: string }

/** Every row of the case zone in one statement, as whoever asks sees it. */
export const everything = (tables: readonly string[]) =>
  tables
    .map(name => `SELECT '${name}' AS name, to_jsonb(t) AS row, to_jsonb(t)::text AS words FROM ${readable(name)} t`)
    .join(' UNION ALL ')

/** Tables of which the application reads some columns only are asked for those. */
const readable = (name: string) =>
  name === 'access.glass' ? '(SELECT area, case_id, worker, organisation FROM access.glass)' : quoted(name)

export async function allRows(tables: readonly string[], database: TestDatabase): Promise<Row[]> {
  return (await database.load(everything(tables))).rows
}

/** One actor for each organisation in which a worker holds a post today. */
export function actorsOf(given: Partnership): Actor[] {
  const places = new Map<string, Actor>()
  for (const post of given.posts.filter(each => !each.ended)) {
    const at = `${post.worker} ${post.organisation}`
    const before = places.get(at)
    places.set(at, {
      worker: post.worker,
      name: post.worker,
      organisation: post.organisation,
      organisationName: post.organisation,
      areas: [],
      roles: [...(before?.roles ?? []), post.role as Role],
    })
  }
  return [...places.values()]
}

/** What the second statement says this actor sees, of the tables it speaks of. */
export function expectedRows(given: Partnership, actor: Actor, rows: readonly Row[]): string[] {
  const who = { worker: actor.worker ?? '', organisation: actor.organisation ?? '' }
  const seen = new Map(given.cases.map(each => [each.caseId, sees(given, who, each)]))
  return rows
    .filter(
      ({ name, row }) => RULES[name]?.(seen.get(String(row.case_id)) ?? new Set(), who.organisation, row) === true,
    )
    .map(({ name, words }) => `${name} ${words}`)
    .sort()
}

export async function seenRows(tables: readonly string[], database: TestDatabase, actor: Actor): Promise<Row[]> {
  return withScope(database.scopes, { actor, purpose: 'test', kind: 'reads' }, async tx => {
    return (await sql<Row>`${sql.raw(everything(tables))}`.execute(tx.db)).rows
  })
}
