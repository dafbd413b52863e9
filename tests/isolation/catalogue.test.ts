import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '../../src/database/migrate.ts'
import { openTestDatabase, type TestDatabase } from '../../src/database/testing/test-database.ts'
import { definers, namesIn, OURS } from './catalogue.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase(inject('superuserUrl'))
  await migrate(database.ownerUrl, database.scopes.key)
})
afterAll(() => database.close())

/** Tables without a law of rows, each with its reason. */
const OPEN: Readonly<Record<string, string>> = {
  'public.migration': 'which migrations were applied; no record of anybody',
  'access.scope_key': 'granted to nobody but the keeper that owns it',
  'access.class': 'the names of the information classes',
  'access.purpose': 'the names of the purposes and what each may see',
  'directory.area': 'the contract package areas, published',
  'directory.force_area': 'police force areas, published',
  'directory.place': 'local-authority districts, published',
  'journal.epoch': 'how often the database was restored',
  'obligations.definition': 'what each obligation is, in words: the same for everybody',
}

const TABLES = `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OURS} AND c.relkind IN ('r', 'p')`

test('every table has a law of rows, forced, or stands in the short list with its reason', async () => {
  const lawless = await namesIn(database, `${TABLES} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`)
  expect(lawless.filter(name => !(name in OPEN))).toEqual([])
})

test('every table that the application may read has a policy that speaks of it', async () => {
  const silent = await namesIn(
    database,
    `${TABLES} AND c.relrowsecurity AND has_any_column_privilege('weft_app', c.oid, 'SELECT, INSERT, UPDATE')
       AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND (SELECT oid FROM pg_roles WHERE rolname = 'weft_app') = ANY (p.polroles))`,
  )
  expect(silent).toEqual([])
})

test('no policy opens a table of the case zone to everybody', async () => {
  const open = await namesIn(
    database,
    `SELECT c.oid::regclass || ' ' || p.polname AS name FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('casework', 'handover') AND (0 = ANY (p.polroles)
        OR ((SELECT oid FROM pg_roles WHERE rolname = 'weft_app') = ANY (p.polroles) AND p.polpermissive AND p.polcmd IN ('r', '*')
            AND coalesce(pg_get_expr(p.polqual, p.polrelid), 'true') = 'true'))`,
  )
  expect(open).toEqual([])
})

test('every condition with OR in a policy of a case stays inside its case', async () => {
  const escaped = await namesIn(
    database,
    `SELECT c.oid::regclass || ' ' || p.polname AS name FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
      WHERE pg_get_expr(p.polqual, p.polrelid) ~ 'FROM access.(live|person_live)'
        AND regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\\s+', ' ', 'g') ~ 'FROM access.(live l|person_live p) WHERE \\(\\(\\('`,
  )
  expect(escaped.filter(name => !/ (live|person_live) /.test(name))).toEqual([])
})

/** Schemas whose functions may act across organisations; each belongs to the keeper and nobody else. */
test('every function with its owner’s rights is the keeper’s, pins its search path and is closed to the public', async () => {
  const found = await definers(database)
  expect(found.length).toBeGreaterThan(20)
  const wrong = found.filter(
    ({ owner, path, public: open }) => owner !== 'weft_keeper' || !path?.startsWith('pg_catalog') || open,
  )
  expect(
    wrong.map(({ name, owner, path, public: open }) => `${name} ${owner} ${path} ${open ? 'open to the public' : ''}`),
  ).toEqual([])
})

test('what runs with the keeper’s rights for the application is a list that somebody has read', async () => {
  const reviewed = (await definers(database)).filter(({ app }) => app).map(({ name }) => name)
  expect([...new Set(reviewed)].join('\n')).toMatchSnapshot()
})

test('the application’s grants are those that somebody has read', async () => {
  const grants = await namesIn(
    database,
    `SELECT n.nspname || '.' || c.relname || ' ' || string_agg(DISTINCT a.privilege_type, ', ' ORDER BY a.privilege_type) AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL (
         SELECT privilege_type, grantee FROM aclexplode(c.relacl)
         UNION ALL SELECT x.privilege_type || ' of columns', x.grantee FROM pg_attribute t, aclexplode(t.attacl) x WHERE t.attrelid = c.oid) a
      WHERE ${OURS} AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = 'weft_app') GROUP BY n.nspname, c.relname`,
  )
  expect(grants.join('\n')).toMatchSnapshot()
})

test('the application is no superuser, owns nothing, passes no law of rows, makes no tables and takes on no other role', async () => {
  const [role] = (
    await database.owner.query(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
              has_database_privilege('weft_app', current_database(), 'TEMPORARY') AS temporary,
              has_database_privilege('weft_app', current_database(), 'CREATE') AS creates,
              has_schema_privilege('weft_app', 'public', 'CREATE') AS in_public
         FROM pg_roles WHERE rolname = 'weft_app'`,
    )
  ).rows
  expect(role).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolreplication: false,
    temporary: false,
    creates: false,
    in_public: false,
  })
  expect(
    await namesIn(
      database,
      "SELECT c.relname AS name FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'weft_app'",
    ),
  ).toEqual([])
  expect(
    await namesIn(
      database,
      "SELECT r.rolname AS name FROM pg_roles r WHERE r.rolname <> 'weft_app' AND pg_has_role('weft_app', r.oid, 'MEMBER')",
    ),
  ).toEqual([])
  expect(
    await namesIn(
      database,
      `SELECT n.nspname AS name FROM pg_namespace n WHERE ${OURS} AND has_schema_privilege('weft_app', n.oid, 'CREATE')`,
    ),
  ).toEqual([])
})

test('secrets of sign-in are in no column that the application may read', async () => {
  const readable = await namesIn(
    database,
    `SELECT c.oid::regclass || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${OURS} AND c.relkind = 'r' AND a.attname ~ '(password|totp|token_hash|csrf|^key$)' AND has_column_privilege('weft_app', c.oid, a.attnum, 'SELECT')`,
  )
  expect(readable.filter(name => name !== 'access.done.key' && name !== 'casework.search_key.key')).toEqual([])
})

test('a view of the case zone is closed to the application, since it reads with its owner’s rights', async () => {
  const open = await namesIn(
    database,
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${OURS} AND c.relkind IN ('v', 'm') AND has_any_column_privilege('weft_app', c.oid, 'SELECT')
        AND NOT coalesce(c.reloptions::text LIKE '%security_invoker=true%', false)`,
  )
  expect(open).toEqual([])
})

test('the kept scope costs one reading a statement: it is an InitPlan, not a filter of each row', async () => {
  const client = await database.scopes.pool.connect()
  try {
    for (const asked of [
      "SELECT * FROM casework.need WHERE area = 'C05' AND case_id = 'CASE0001'",
      'SELECT l.area, l.case_id, n.need FROM access.live l JOIN casework.need n USING (area, case_id) WHERE l.listed ORDER BY l.sort_name COLLATE "C" LIMIT 25',
    ]) {
      const plan = (await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${asked}`)).rows
        .map(row => row['QUERY PLAN'])
        .join('\n')
      expect(plan).toContain('InitPlan')
      expect(
        plan
          .split('\n')
          .filter(line =>
            /(Filter|Cond).*access\.(scope|case_organisation|case_worker|every_case_organisation)\(/.test(line),
          ),
      ).toEqual([])
    }
  } finally {
    client.release()
  }
})
