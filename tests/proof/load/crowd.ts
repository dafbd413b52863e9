import { Temporal } from 'temporal-polyfill'
import { makeToken } from '../../../src/access/account.ts'
import { openSession } from '../../../src/access/sign-in.ts'
import { openServing } from '../../../src/cli/installation.ts'
import { openPool } from '../../../src/database/pool.ts'
import type { Nation } from './nation.ts'

/** Somebody at work: how they are known to the server, and what they may ask for. */
export type User = {
  organisation: string
  cookie: string
  token: string
  cases: { path: string; lastName: string; crn: string }[]
}

type Found = { worker: string; organisation: string }
type CaseFound = { area: string; case_id: string; last_name: string; crn: string }

const CASES_EACH = 20

/** Signs in so many people who see records, of organisations in proportion to what these see, each with cases of their own. */
export async function openCrowd(
  { installation }: Nation,
  { users, seed }: { users: number; seed: number },
): Promise<User[]> {
  const { scopes, close } = await openServing(installation)
  const owner = openPool(installation.ownerUrl ?? '', { size: 1, statementSeconds: 600, name: 'weft proof' })
  try {
    await owner.query('SET ROLE weft_loader')
    const found = await owner.query<Found>(CROWD, [users, String(seed)])
    const crowd: User[] = []
    for (const { worker, organisation } of found.rows) {
      const cases = await owner.query<CaseFound>(CASES, [worker, organisation, CASES_EACH])
      if (cases.rows.length === 0) continue
      const session = await openSession(scopes, worker)
      const until = Temporal.Now.instant().add({ hours: 12 })
      const token = await makeToken(scopes, { name: 'load', worker, organisation, reach: 'write', until })
      crowd.push({
        organisation,
        cookie: `weft_session=${session.token}`,
        token,
        cases: cases.rows.map(row => ({
          path: `/cases/${row.area}/${row.case_id}`,
          lastName: row.last_name,
          crn: row.crn,
        })),
      })
    }
    return crowd
  } finally {
    await owner.end()
    await close()
  }
}

/** People with one post in which records are seen, in an order that the seed says. */
const CROWD = `
  SELECT p.worker, p.organisation FROM directory.post p
   WHERE p.role IN ('practitioner', 'case manager') AND p.to_day IS NULL
     AND NOT EXISTS (SELECT FROM directory.post q WHERE q.worker = p.worker AND q.organisation <> p.organisation)
     AND EXISTS (SELECT FROM access.person_live l WHERE l.worker = p.worker AND l.organisation = p.organisation AND l.listed AND l.mine)
   GROUP BY p.worker, p.organisation ORDER BY md5(p.worker || $2) LIMIT $1`

const CASES = `
  SELECT l.area, l.case_id, i.last_name, d.value AS crn FROM access.person_live l
    JOIN casework.identity i ON i.area = l.area AND i.case_id = l.case_id
    JOIN casework.identifier d ON d.area = l.area AND d.case_id = l.case_id AND d.kind = 'crn' AND d.current
   WHERE l.worker = $1 AND l.organisation = $2 AND l.listed AND l.mine AND l.until > now() AND l.classes & 2 <> 0 ORDER BY l.case_id LIMIT $3`
