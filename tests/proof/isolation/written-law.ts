import type pg from 'pg'
import { type Actor, type Role, signedScope } from '../../../src/database/scope.ts'
import type { TestDatabase } from '../../../src/database/testing/test-database.ts'
import { ROLES } from '../../isolation/ask-doors.ts'
import { type Broken, type Law, takenAway } from '../../isolation/broken-laws.ts'
import { insertInto, openPastLaw, quoted } from '../../isolation/zone.ts'

/**
 * Laws of which the second statement does not speak (agreements, figures, money, writing): a broken one is noticed by what
 * somebody may now read or write that they could not before, or no longer may.
 */

const HOLDERS = ['alder', 'beech', 'cedar']
const AREA = 'C05'
const OVERSEER = 'alder'
const MOST_ROWS = 6

/** What the filled rows need so that each law has somebody on either side of it. */
const SIDES = [
  "UPDATE agreements.party SET part = CASE WHEN organisation = 'beech' THEN 'subcontractor' ELSE 'prime' END",
  "UPDATE agreements.version SET state = CASE WHEN agreement LIKE '%cedar' THEN 'adopted' ELSE 'draft' END",
  "UPDATE handover.check_item SET reference = 'H' || case_id, ticked_by = 'sender', state = 'held'",
  "UPDATE handover.returned_item SET reference = 'H' || case_id",
  "UPDATE handover.check_item SET state = 'gap accepted', gap_closer = 'alder', gap_by = '2027-01-05' WHERE case_id = 'CASE0000'",
  `UPDATE handover.transfer SET state = 'returned', first_offered_at = made_at, offered_at = made_at, answered_at = made_at WHERE case_id = 'CASE0003'`,
  "SELECT access.assign_from_facts('C05', 'CASE0003')",
  "UPDATE casework.referral_change SET provider = 'beech' WHERE case_id = 'CASE0000'",
  "UPDATE journal.event SET organisation = 'beech', worker = 'worker-0'",
  "UPDATE journal.event SET area = NULL, case_id = NULL WHERE case_id = 'CASE0002'",
  "UPDATE journal.look SET organisation = 'beech', worker = 'worker-0'",
  `INSERT INTO payment.approval (statement, worker, place, at) SELECT statement, 'worker-0', 1, now() FROM payment.statement`,
  "UPDATE payment.statement SET payee = 'beech' WHERE payer = 'alder'",
  "UPDATE payment.line_dispute SET made_for = 'beech' WHERE statement LIKE '%alder'",
  "UPDATE exchange.batch SET organisation = NULL WHERE batch LIKE '%cedar'",
  "UPDATE exchange.batch SET organisation = 'beech' WHERE batch LIKE '%beech'",
]

const PROBE = `CREATE FUNCTION public.probe(statements text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE statement text; touched bigint; told text[] := '{}';
BEGIN
  FOREACH statement IN ARRAY statements LOOP
    BEGIN
      EXECUTE statement;
      GET DIAGNOSTICS touched = ROW_COUNT;
      RAISE EXCEPTION USING ERRCODE = 'WX000', MESSAGE = touched::text;
    EXCEPTION WHEN OTHERS THEN told := told || CASE WHEN SQLSTATE = 'WX000' THEN SQLERRM ELSE SQLSTATE END;
    END;
  END LOOP;
  RETURN told;
END $$`

/** Fills the tables without cases, one row for each of three organisations, and makes what asks them. */
export async function fillContracts(database: TestDatabase, superuserUrl: string): Promise<string[]> {
  const past = await openPastLaw(database, superuserUrl)
  const empty: string[] = []
  try {
    for (const table of await contractTables(past)) {
      const insert = await insertInto(database, table)
      const rows = HOLDERS.map(holder => ({ area: AREA, caseId: holder, holder }))
      for (const row of rows)
        await insert(past, [row]).catch(error =>
          empty.push(`${table}: ${error instanceof Error ? error.message : error}`),
        )
    }
    for (const statement of SIDES)
      await past
        .query(statement)
        .catch(error => empty.push(`${statement}: ${error instanceof Error ? error.message : error}`))
    await past.query(PROBE)
    await past.query('GRANT EXECUTE ON FUNCTION public.probe TO weft_app; GRANT USAGE ON SCHEMA public TO weft_app')
  } finally {
    await past.end()
  }
  return empty
}

async function contractTables(past: pg.Client): Promise<string[]> {
  const found = await past.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relrowsecurity AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_id')
        AND has_any_column_privilege('weft_app', c.oid, 'SELECT') AND c.oid <> 'payment.approval'::regclass
        AND c.oid NOT IN ('directory.organisation'::regclass, 'directory.worker'::regclass, 'directory.post'::regclass)
      ORDER BY 1`,
  )
  return found.rows.map(row => row.name)
}

type Column = { name: string; inserts: boolean; updates: boolean; values: string[] | null }

/** What to try on one table: read it, put a copy of each row in, change each column to what it is or may be, delete. */
export async function attemptsOn({ load, owner }: TestDatabase, table: string): Promise<string[]> {
  const columns = (
    await owner.query<Column>(
      `SELECT a.attname AS name, has_column_privilege('weft_app', a.attrelid, a.attnum, 'INSERT') AS inserts,
              has_column_privilege('weft_app', a.attrelid, a.attnum, 'UPDATE') AS updates,
              (SELECT array_agg(m[1]) FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::text', 'g') m
                WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]) AS values
         FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      [quoted(table)],
    )
  ).rows
  const name = quoted(table)
  const inserted = columns.filter(({ inserts }) => inserts).map(column => `"${column.name}"`)
  const rows = (await load(`SELECT to_jsonb(t)::text AS words FROM ${name} t LIMIT ${MOST_ROWS}`)).rows.map(row =>
    String(row.words),
  )
  const puts = (words: string) =>
    `INSERT INTO ${name} (${inserted.join(', ')}) SELECT ${inserted.join(', ')} FROM jsonb_populate_record(NULL::${name}, ${literal(words)})`
  const others = (words: string) =>
    columns.flatMap(({ name: column, values }) =>
      (values ?? []).map(value => puts(JSON.stringify({ ...JSON.parse(words), [column]: value }))),
    )
  return [
    `SELECT 1 FROM ${name}`,
    ...(inserted.length > 0
      ? rows.flatMap(words => [puts(words), `${puts(words)} RETURNING "${columns[0]?.name}"`, ...others(words)])
      : []),
    ...columns
      .filter(({ updates }) => updates)
      .flatMap(({ name: column, values }) => [
        `UPDATE ${name} SET "${column}" = "${column}"`,
        ...(values ?? []).map(value => `UPDATE ${name} SET "${column}" = ${literal(value)}`),
      ]),
    `DELETE FROM ${name}`,
  ]
}

const literal = (words: string) => `'${words.replaceAll("'", "''")}'`

/** Everybody who asks: every role of the organisation that oversees the area, some of others, and a system. */
const ASKERS: readonly Actor[] = [
  ...ROLES.map(role => acting(OVERSEER, [role], 'worker-0')),
  ...(['case manager', 'supply-chain manager', 'finance', 'administrator', 'data-protection officer'] as const).flatMap(
    role => [acting('beech', [role], 'worker-0'), acting('cedar', [role], 'worker-5')],
  ),
  acting('damson', ['case manager'], 'worker-6'),
  acting('cedar', ['practitioner'], 'worker-4'),
  acting(OVERSEER, ['practitioner'], 'worker-7'),
  acting(OVERSEER, ['case manager'], 'worker-7'),
  acting(OVERSEER, [], null),
  acting(null, [], null),
]

function acting(organisation: string | null, roles: readonly Role[], worker: string | null): Actor {
  const areas = organisation === OVERSEER ? [AREA] : []
  return { worker, name: worker ?? 'a system', organisation, organisationName: organisation ?? '', roles, areas }
}

/** What came of each attempt for this asker: how many rows, or the code of the refusal. */
async function outcomeFor(
  login: pg.Client,
  { scopes }: TestDatabase,
  { attempts, actor }: { attempts: readonly string[]; actor: Actor },
) {
  const pid = 'processID' in login ? String(login.processID) : '*'
  await login.query("SELECT set_config('weft.scope', $1, false)", [signedScope(scopes.key, actor, pid)])
  return JSON.stringify((await login.query('SELECT public.probe($1)', [attempts])).rows)
}

/** What came of it for each asker, in their order. */
export async function outcomes(
  login: pg.Client,
  database: TestDatabase,
  attempts: readonly string[],
): Promise<string[]> {
  const told: string[] = []
  for (const actor of ASKERS) told.push(await outcomeFor(login, database, { attempts, actor }))
  return told
}

/** Whether anything comes of it otherwise than before, for anybody. */
export async function isOtherwise(
  login: pg.Client,
  database: TestDatabase,
  { attempts, before }: { attempts: readonly string[]; before: readonly string[] },
): Promise<boolean> {
  for (const [at, actor] of ASKERS.entries())
    if ((await outcomeFor(login, database, { attempts, actor })) !== before[at]) return true
  return false
}

/** A law that the second statement does not speak of, broken in each way that changes it. */
export function brokenOtherwise(law: Law): Broken[] {
  const { name, policy, using, check } = law
  const alter = `ALTER POLICY "${policy}" ON ${quoted(name)}`
  const edits = (part: 'USING' | 'WITH CHECK', condition: string | null): Broken[] =>
    condition === null
      ? []
      : [
          ['open', 'true'],
          ['closed', 'false'],
          ['role forgotten', condition.replaceAll(/access\.holds\('[^']*'::text\)/g, 'true')],
          [
            'organisation forgotten',
            condition.replaceAll(
              /\(?(\w+\.)?\w+ (=|<>) \( SELECT access\.organisation\(\) AS organisation\)\)?/g,
              '(true)',
            ),
          ],
        ].flatMap(([mistake, broken]) =>
          broken === condition ? [] : [{ mistake: `${part} ${mistake}`, sql: `${alter} ${part} (${broken})` }],
        )
  return [...edits('USING', using), ...edits('WITH CHECK', check), takenAway(law)]
}
