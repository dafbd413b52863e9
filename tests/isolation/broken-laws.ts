import type { TestDatabase } from '../../src/database/testing/test-database.ts'
import { actorsOf, allRows, expectedRows, seenRows } from './asking.ts'
import type { Partnership } from './oracle.ts'
import { quoted, RULES } from './zone.ts'

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
export const SAME_TO_ALL = new Set<string>(
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
export const GIVEN: Partnership = {
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
export const ENDED = [
  `INSERT INTO access.live SELECT 'damson', area, case_id, now() - interval '1 day', 131071, 'all', false, false, sort_name, since
     FROM access.live WHERE case_id = 'CASE0003' LIMIT 1`,
  `INSERT INTO access.person_live SELECT 'worker-0', 'alder', area, case_id, now() - interval '1 day', 131071, false, false, sort_name, since
     FROM access.live WHERE case_id = 'CASE0003' LIMIT 1`,
]

const isToCome = (until: unknown) => until === 'infinity' || new Date(String(until)).getTime() > Date.now()

/** A policy that speaks to the application: whose rows it opens, and which may be written. */
export type Law = { name: string; policy: string; using: string | null; check: string | null; permissive: boolean }

/** Every policy of the application, by table and name. */
export async function lawsOf({ owner }: TestDatabase): Promise<Law[]> {
  const found = await owner.query<Law>(
    `SELECT n.nspname || '.' || c.relname AS name, p.polname AS policy, p.polpermissive AS permissive,
            pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check
       FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE (SELECT oid FROM pg_roles WHERE rolname = 'weft_app') = ANY (p.polroles) ORDER BY 1, 2`,
  )
  return found.rows
}

/** Whether the second statement speaks of what this law opens. */
export const isOfRules = ({ name, using, permissive }: Law): boolean =>
  permissive && using !== null && (name in RULES || OF_LIVE.test(name))

/** A law broken in one way: what breaks it, in SQL. */
export type Broken = { mistake: string; sql: string }

/** A law of which the second statement speaks, broken in each way that changes it. */
export function brokenOfRules({ name, policy, using }: Law): Broken[] {
  const condition = using ?? ''
  const edits = Object.entries(MISTAKES).flatMap(([mistake, madeOf]) => {
    const broken = madeOf(condition)
    if (broken === condition || SAME_TO_ALL.has(`${name} ${mistake}`)) return []
    return [{ mistake, sql: `ALTER POLICY "${policy}" ON ${quoted(name)} USING (${broken})` }]
  })
  return [...edits, takenAway({ name, policy })]
}

/** To the application a policy that speaks to somebody else is one that was dropped. */
export const takenAway = ({ name, policy }: Pick<Law, 'name' | 'policy'>): Broken => ({
  mistake: 'dropped',
  sql: `ALTER POLICY "${policy}" ON ${quoted(name)} TO weft_backup`,
})

/** Puts a law back as it was. */
export const mended = ({ name, policy, using, check }: Law): string =>
  `ALTER POLICY "${policy}" ON ${quoted(name)} TO weft_app${using === null ? '' : ` USING (${using})`}${check === null ? '' : ` WITH CHECK (${check})`}`

/** Tables to ask whether this law still holds: its own, or where it is of live, those that lean on it. */
export const askedFor = (name: string): string[] =>
  name in RULES ? [name] : ['casework.identity', 'casework.case', 'access.live', 'access.person_live']

/** Whether anybody now sees other rows of these tables than the second statement of the rules says. */
export async function isNoticed(database: TestDatabase, tables: readonly string[]): Promise<boolean> {
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
