import { expect, inject, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../src/database/testing/test-database.ts'
import { actorsOf, allRows, expectedRows, opened, seenRows } from './asking.ts'
import type { Partnership } from './oracle.ts'
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

const OF_LIVE = /^access\.(live|person_live)$/

/** Every purpose that there is sees these classes, so that to forget the class changes nothing. */
const SAME_TO_ALL = new Set(
  ['identity_outline', 'sentence_outline', 'risk_level', 'adjustment'].map(
    table => `casework.${table} class forgotten`,
  ),
)

const post = (worker: number, organisation: string, role: string, team: string | null = null) => ({
  worker: `worker-${worker}`,
  organisation,
  role,
  team,
  ended: false,
})
const service = (worker: number, endedAgo: number | null = null) => ({
  endedAgo,
  allocations: [{ worker: `worker-${worker}`, endsIn: null }],
})
const plain = { referrals: [], transfer: null, decisions: [], limited: false, named: [], glass: [] }

/** A partnership in which every rule has somebody on either side of it. */
const GIVEN: Partnership = {
  organisations: ['alder', 'beech', 'cedar', 'damson'].map(organisation => ({
    organisation,
    practitionersSee: organisation === 'beech' ? 'all' : 'allocated',
  })),
  posts: [
    post(0, 'alder', 'practitioner', 'north'),
    post(1, 'alder', 'case manager'),
    post(7, 'alder', 'practitioner', 'south'),
    post(3, 'beech', 'case manager'),
    post(4, 'cedar', 'practitioner', 'north'),
    post(5, 'cedar', 'case manager'),
    post(6, 'damson', 'case manager'),
    post(0, 'damson', 'practitioner'),
    post(8, 'damson', 'supply-chain manager'),
  ],
  cases: [
    {
      ...plain,
      area: 'C05',
      caseId: 'CASE0000',
      responsible: [{ organisation: 'alder', officer: 'worker-0', ago: 100 }],
      referrals: [
        { reference: 'R0', provider: 'beech', state: 'sent', service: null },
        { reference: 'R1', provider: 'cedar', state: 'accepted', service: service(4) },
      ],
      transfer: { from: 'alder', to: 'damson', state: 'offered' },
    },
    {
      ...plain,
      area: 'C05',
      caseId: 'CASE0001',
      responsible: [{ organisation: 'beech', officer: 'worker-3', ago: 100 }],
      referrals: [{ reference: 'R2', provider: 'cedar', state: 'accepted', service: service(4, 90) }],
      limited: true,
      named: [{ worker: 'worker-3', may: 'see' }],
    },
    {
      ...plain,
      area: 'C05',
      caseId: 'CASE0002',
      responsible: [{ organisation: 'damson', officer: 'worker-6', ago: 100 }],
      referrals: [
        { reference: 'R3', provider: 'beech', state: 'sent', service: null },
        { reference: 'R4', provider: 'cedar', state: 'accepted', service: service(4) },
        { reference: 'R5', provider: 'alder', state: 'draft', service: null },
      ],
      decisions: [{ organisation: 'cedar', class: 'health', endsIn: null }],
      named: [{ worker: 'worker-5', may: 'never' }],
      glass: [{ worker: 'worker-7', organisation: 'alder', minutesLeft: 40 }],
    },
    {
      ...plain,
      area: 'C05',
      caseId: 'CASE0003',
      responsible: [{ organisation: 'cedar', officer: 'worker-5', ago: 100 }],
      transfer: { from: 'cedar', to: 'damson', state: 'draft' },
    },
  ],
}

/** What ended yesterday and was not tidied away. */
const ENDED = [
  `INSERT INTO access.live SELECT 'damson', area, case_id, now() - interval '1 day', 131071, 'all', false, false, sort_name, since
     FROM access.live WHERE case_id = 'CASE0003' LIMIT 1`,
  `INSERT INTO access.person_live SELECT 'worker-0', 'alder', area, case_id, now() - interval '1 day', 131071, false, false, sort_name, since
     FROM access.live WHERE case_id = 'CASE0003' LIMIT 1`,
]

const isToCome = (until: unknown) => until === 'infinity' || new Date(String(until)).getTime() > Date.now()

type Law = { name: string; policy: string; condition: string }

async function lawsOf(database: TestDatabase): Promise<Law[]> {
  const found = await database.owner.query<Law>(
    `SELECT n.nspname || '.' || c.relname AS name, p.polname AS policy, pg_get_expr(p.polqual, p.polrelid) AS condition
       FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE p.polpermissive AND (SELECT oid FROM pg_roles WHERE rolname = 'weft_app') = ANY (p.polroles) AND p.polqual IS NOT NULL ORDER BY 1, 2`,
  )
  const ofRules = found.rows.filter(({ name }) => name in RULES || OF_LIVE.test(name))
  return ofRules
}

/** Whether anybody now sees other rows of these tables than the second statement of the rules says. */
async function isNoticed(database: TestDatabase, tables: readonly string[]): Promise<boolean> {
  const rows = await allRows(tables, database)
  for (const actor of actorsOf(GIVEN)) {
    const found = await seenRows(tables, database, actor)
    const strange = found.filter(
      ({ name, row }) => OF_LIVE.test(name) && !(row.organisation === actor.organisation && isToCome(row.until)),
    )
    if (strange.length > 0) return true
    const seen = found
      .filter(({ name }) => name in RULES)
      .map(({ name, words }) => `${name} ${words}`)
      .sort()
    if (JSON.stringify(seen) !== JSON.stringify(expectedRows(GIVEN, actor, rows))) return true
  }
  return false
}

test('each law of rows, broken on purpose, is noticed by the second statement of the rules', async () => {
  const empty = await openTestDatabase(inject('superuserUrl'))
  const zone = await caseTables(empty).finally(() => empty.close())
  await opened({ superuserUrl: inject('superuserUrl'), tables: zone, given: GIVEN }, async database => {
    for (const statement of ENDED) await database.load(statement)
    const survived: string[] = []
    let made = 0
    for (const { name, policy, condition } of await lawsOf(database)) {
      const asked = name in RULES ? [name] : ['casework.identity', 'casework.case', 'access.live', 'access.person_live']
      expect(await isNoticed(database, asked), `${name} before`).toBe(false)
      for (const [mistake, made_of] of Object.entries(MISTAKES)) {
        const broken = made_of(condition)
        if (broken === condition || SAME_TO_ALL.has(`${name} ${mistake}`)) continue
        made += 1
        await database.owner.query(`ALTER POLICY "${policy}" ON ${quoted(name)} USING (${broken})`)
        if (!(await isNoticed(database, asked))) survived.push(`${name} ${policy}: ${mistake}`)
        await database.owner.query(`ALTER POLICY "${policy}" ON ${quoted(name)} USING (${condition})`)
      }
    }
    console.info(`${made - survived.length} of ${made} mistakes in the law of rows were noticed`)
    expect(made).toBeGreaterThan(100)
    expect(survived).toEqual([])
  })
}, 300_000)
