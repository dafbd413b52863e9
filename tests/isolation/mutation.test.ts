import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../src/database/testing/test-database.ts'
import { actorsOf, allRows, expectedRows, opened, seenRows } from './asking.ts'
import type { Partnership } from './oracle.ts'
import { partnerships } from './partnerships.ts'
import { caseTables, quoted, RULES } from './zone.ts'

/** Ways to get a law of rows wrong, each as an edit of its condition; one that leaves it as it was is no mistake. */
const MISTAKES: Readonly<Record<string, (condition: string) => string>> = {
  'open to everybody': () => 'true',
  'closed to everybody': () => 'false',
  'class forgotten': condition => condition.replaceAll(/\(\([lp]\.classes & \d+\) <> 0\)/g, 'true'),
  'case forgotten': condition => condition.replaceAll(/\([lp]\.case_id = \w+\.case_id\)/g, 'true'),
  'person forgotten': condition => condition.replace(/\(p\.worker = \(.*?\)\)(?= AND)/s, 'false'),
  'expiry forgotten': condition => condition.replaceAll(/\(until > statement_timestamp\(\)\)/g, 'true'),
  'organisation forgotten': condition =>
    condition.replace(/\(organisation = \( SELECT access\.case_organisation\(\).*?\)\)/s, 'true'),
  'openness forgotten': condition => condition.replaceAll(/\(openness = '\w+'::text\)/g, 'true'),
}

type Law = { name: string; policy: string; condition: string }

async function lawsOf(database: TestDatabase): Promise<Law[]> {
  const found = await database.owner.query<Law>(
    `SELECT n.nspname || '.' || c.relname AS name, p.polname AS policy, pg_get_expr(p.polqual, p.polrelid) AS condition
       FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE p.polpermissive AND (SELECT oid FROM pg_roles WHERE rolname = 'weft_app') = ANY (p.polroles) AND p.polqual IS NOT NULL ORDER BY 1, 2`,
  )
  const ofRules = found.rows.filter(({ name }) => name in RULES || /^access\.(live|person_live)$/.test(name))
  return ofRules
}

/** Whether anybody now sees other rows of these tables than the second statement of the rules says. */
async function isNoticed(database: TestDatabase, given: Partnership, tables: readonly string[]): Promise<boolean> {
  const rows = await allRows(tables, database)
  for (const actor of actorsOf(given)) {
    const seen = (await seenRows(tables, database, actor)).map(({ name, words }) => `${name} ${words}`).sort()
    if (JSON.stringify(seen) !== JSON.stringify(expectedRows(given, actor, rows))) return true
  }
  return false
}

test('each law of rows, broken on purpose, is noticed by the second statement of the rules', async () => {
  const [given] = fc
    .sample(partnerships, { numRuns: 12, seed: 23 })
    .sort((one, other) => other.cases.length - one.cases.length)
  if (given === undefined) throw new Error('no partnership')
  const empty = await openTestDatabase(inject('superuserUrl'))
  const zone = await caseTables(empty).finally(() => empty.close())
  await opened(zone, given, async database => {
    const survived: string[] = []
    let made = 0
    for (const { name, policy, condition } of await lawsOf(database)) {
      const asked = name in RULES ? [name] : ['casework.identity', 'casework.need', 'casework.case']
      expect(await isNoticed(database, given, asked), `${name} before`).toBe(false)
      for (const [mistake, made_of] of Object.entries(MISTAKES)) {
        const broken = made_of(condition)
        if (broken === condition) continue
        made += 1
        await database.owner.query(`ALTER POLICY "${policy}" ON ${quoted(name)} USING (${broken})`)
        if (!(await isNoticed(database, given, asked))) survived.push(`${name} ${policy}: ${mistake}`)
        await database.owner.query(`ALTER POLICY "${policy}" ON ${quoted(name)} USING (${condition})`)
      }
    }
    console.info(`${made - survived.length} of ${made} mistakes in the law of rows were noticed`)
    expect(made).toBeGreaterThan(100)
    expect(survived).toEqual([])
  })
}, 300_000)
