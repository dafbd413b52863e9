import { WeftError } from '../kernel/errors.ts'
import type { Pool } from './pool.ts'

type Powers = { role: string; superuser: boolean; bypass: boolean; owner: boolean; keeper: boolean; app: boolean }

/**
 * Refuses with `setup.refused` to serve as a role on which the law of rows would not be enforced: a superuser, the owner of the
 * tables, one that bypasses row security, or one that may become the keeper.
 */
export async function refuseUnsafeRole(pool: Pool, expected: 'weft_app' | 'weft_jobs'): Promise<void> {
  const found = await pool.query<Powers>(
    `SELECT current_user AS role, r.rolsuper AS superuser, r.rolbypassrls AS bypass,
            pg_has_role('weft_owner', 'member') AS owner, pg_has_role('weft_keeper', 'member') AS keeper,
            pg_has_role($1, 'member') AS app
       FROM pg_roles r WHERE r.rolname = current_user`,
    [expected],
  )
  const powers = found.rows[0]
  if (!powers) throw new WeftError('setup.refused', 'The database role could not be read.')
  const wrong = [
    powers.superuser && 'is a superuser',
    powers.bypass && 'bypasses row security',
    powers.owner && 'may act as the owner of the tables',
    powers.keeper && 'may act as the keeper',
    !powers.app && `does not hold the grants of ${expected}`,
  ].filter(Boolean)
  if (wrong.length > 0)
    throw new WeftError(
      'setup.refused',
      `Weft does not serve as the database role ${powers.role}, which ${wrong.join(' and ')}. Use ${expected}.`,
    )
}
