import type { TestDatabase } from '../../src/database/testing/test-database.ts'

export const OURS =
  "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%'"

export async function namesIn(database: TestDatabase, sql: string): Promise<string[]> {
  const found = await database.owner.query<{ name: string }>(sql)
  return found.rows.map(row => row.name).sort()
}

/** Functions of ours that run with their owner's rights, with how they are held. */
export async function definers(database: TestDatabase) {
  const found = await database.owner.query<{
    name: string
    owner: string
    path: string | null
    public: boolean
    app: boolean
    args: string[]
    returns: string
  }>(
    `SELECT n.nspname || '.' || p.proname AS name, r.rolname AS owner,
            (SELECT substring(c FROM 'search_path=(.*)') FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%') AS path,
            EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) AS public,
            has_function_privilege('weft_app', p.oid, 'EXECUTE') AS app,
            ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t) AS args, format_type(p.prorettype, NULL) AS returns
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
      WHERE ${OURS} AND p.prosecdef ORDER BY 1`,
  )
  return found.rows
}
