import pg from 'pg'
import type { TestDatabase } from '../../../src/database/testing/test-database.ts'
import { openTestDatabase } from '../../../src/database/testing/test-database.ts'
import { openWorld } from '../../../src/web/testing/world.ts'
import { DOOR_MISTAKES, openCallers, unnoticedDoors, wrongDoors } from '../../isolation/ask-doors.ts'
import { opened } from '../../isolation/asking.ts'
import {
  askedFor,
  brokenOfRules,
  ENDED,
  GIVEN,
  isNoticed,
  isOfRules,
  type Law,
  lawsOf,
  mended,
  SAME_TO_ALL,
} from '../../isolation/broken-laws.ts'
import { caseTables } from '../../isolation/zone.ts'
import type { Wanted } from '../proof.ts'
import { attemptsOn, brokenOtherwise, fillContracts, isOtherwise, outcomes } from './written-law.ts'

/** Broken laws that change nothing, each with the reason. */
const EQUIVALENT: Readonly<Record<string, string>> = {
  'access.glass never_by_who_broke_it: USING role forgotten':
    'who is not who broke it sees the row by own_or_owner only in one of the same two roles',
  'agreements.version lead_changes_drafts: WITH CHECK open':
    'the column it speaks of, agreement, is not granted for change, so that it stays what USING found',
}

type Score = { made: number; noticed: number; survived: string[] }

/** Breaks each law of rows in a throw-away database: those the second statement speaks of, and the rest by what may be read and written. */
export async function proveLaws(superuserUrl: string, wanted: Wanted, until: number): Promise<void> {
  const empty = await openTestDatabase(superuserUrl)
  const tables = await caseTables(empty).finally(() => empty.close())
  await opened({ superuserUrl, tables, given: GIVEN }, async database => {
    for (const statement of ENDED) await database.load(statement)
    const laws = await lawsOf(database)
    const byRules = await breakByRules(database, laws.filter(isOfRules))
    wanted.print(
      scored('laws of rows broken, noticed by the second statement', byRules, [
        `Left out as equal to the law: ${[...SAME_TO_ALL].map(name => `${name} (every purpose sees that class)`).join(', ')}.`,
      ]),
    )
    const unfilled = await fillContracts(database, superuserUrl)
    const rest = laws.filter(law => !isOfRules(law))
    const { score, notes } = await breakTheRest(database, rest, until)
    wanted.print(
      scored('other policies broken, noticed by what may be read or written before and after', score, [
        ...notes,
        ...unfilled.map(words => `Took no row: ${words}.`),
      ]),
    )
  })
}

function scored(name: string, { made, noticed, survived }: Score, notes: readonly string[]) {
  const all = [...notes, ...(survived.length > 0 ? [`Not noticed: ${survived.join('; ')}.`] : [])]
  return {
    name,
    held: made > 0 && survived.length === 0,
    measured: noticed,
    unit: 'mutants noticed',
    bar: { atLeast: made },
    ...(all.length > 0 ? { note: all.join(' ') } : {}),
  }
}

async function breakByRules(database: TestDatabase, laws: readonly Law[]): Promise<Score> {
  const score: Score = { made: 0, noticed: 0, survived: [] }
  for (const law of laws) {
    const asked = askedFor(law.name)
    if (await isNoticed(database, asked))
      throw new Error(`${law.name} is not as the second statement says before it is broken.`)
    for (const { mistake, sql } of brokenOfRules(law)) {
      score.made += 1
      await database.owner.query(sql)
      if (await isNoticed(database, asked)) score.noticed += 1
      else score.survived.push(`${law.name} ${law.policy}: ${mistake}`)
      await database.owner.query(mended(law))
    }
  }
  return score
}

async function breakTheRest(database: TestDatabase, laws: readonly Law[], until: number) {
  const score: Score = { made: 0, noticed: 0, survived: [] }
  const notes: string[] = []
  const login = new pg.Client({ connectionString: database.urlOf('weft_app') })
  await login.connect()
  try {
    for (const law of laws) {
      if (performance.now() > until) {
        notes.push(`Time ran out before ${law.name} ${law.policy}.`)
        score.survived.push(`${law.name} ${law.policy}: not tried`)
        break
      }
      const attempts = await attemptsOn(database, law.name)
      const before = await outcomes(login, database, attempts)
      for (const { mistake, sql } of brokenOtherwise(law)) {
        const name = `${law.name} ${law.policy}: ${mistake}`
        const reason = EQUIVALENT[name]
        if (reason !== undefined) {
          notes.push(`${name} is equal: ${reason}.`)
          continue
        }
        await database.owner.query(sql)
        score.made += 1
        if (await isOtherwise(login, database, { attempts, before })) score.noticed += 1
        else score.survived.push(name)
        await database.owner.query(mended(law))
      }
    }
  } finally {
    await login.end()
  }
  return { score, notes }
}

/** Asks every door as every role and as nobody, then again with each permission removed, widened and narrowed in a copy of the routes. */
export async function proveDoors(superuserUrl: string, wanted: Wanted, until: number): Promise<void> {
  const world = await openWorld(superuserUrl)
  try {
    const callers = await openCallers(world, 'lantern-trust')
    const { asked, wrong } = await wrongDoors(world.app, callers)
    wanted.print({
      name: 'doors of routes that open otherwise than said',
      held: wrong.length === 0,
      measured: wrong.length,
      unit: 'doors',
      bar: { atMost: 0 },
      note: `${asked} requests, every route and operation as each of twelve roles and as nobody.${wrong.length > 0 ? ` First: ${wrong.slice(0, 3).join('; ')}.` : ''}`,
    })
    const score: Score = { made: 0, noticed: 0, survived: [] }
    for (const mistake of Object.keys(DOOR_MISTAKES)) {
      if (performance.now() > until) {
        score.survived.push(`${mistake}: not tried, time ran out`)
        continue
      }
      const { made, unnoticed } = await unnoticedDoors(world, callers, mistake)
      score.made += made
      score.noticed += made - unnoticed.length
      score.survived.push(...unnoticed)
    }
    wanted.print(scored('permissions of routes broken', score, []))
  } finally {
    await world.close()
  }
}
