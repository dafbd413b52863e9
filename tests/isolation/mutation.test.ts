import { expect, inject, test } from 'vitest'
import { openTestDatabase } from '../../src/database/testing/test-database.ts'
import { opened } from './asking.ts'
import { askedFor, brokenOfRules, ENDED, GIVEN, isNoticed, isOfRules, lawsOf, mended } from './broken-laws.ts'
import { caseTables } from './zone.ts'

test('each law of rows, broken on purpose, is noticed by the second statement of the rules', async () => {
  const empty = await openTestDatabase(inject('superuserUrl'))
  const tables = await caseTables(empty).finally(() => empty.close())
  await opened({ superuserUrl: inject('superuserUrl'), tables, given: GIVEN }, async database => {
    for (const statement of ENDED) await database.load(statement)
    const survived: string[] = []
    let made = 0
    for (const law of (await lawsOf(database)).filter(isOfRules)) {
      const asked = askedFor(law.name)
      expect(await isNoticed(database, asked), `${law.name} before`).toBe(false)
      for (const { mistake, sql } of brokenOfRules(law)) {
        made += 1
        await database.owner.query(sql)
        if (!(await isNoticed(database, asked))) survived.push(`${law.name} ${law.policy}: ${mistake}`)
        await database.owner.query(mended(law))
      }
    }
    console.info(`${made - survived.length} of ${made} mistakes in the law of rows were noticed`)
    expect(made).toBeGreaterThan(100)
    expect(survived).toEqual([])
  })
}, 300_000)
