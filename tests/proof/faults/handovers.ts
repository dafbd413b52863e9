import { Temporal } from 'temporal-polyfill'
import type { TestDatabase } from '../../../src/database/testing/test-database.ts'
import { CHECK_CODES } from '../../../src/handover/checklist.ts'
import { accepted, drafted, offered } from '../../../src/handover/testing/stages.ts'
import type { Transfer } from '../../../src/handover/transfer-rows.ts'
import { londonDay } from '../../../src/kernel/calendar.ts'
import type { World } from '../../../src/web/testing/world.ts'
import type { Write } from './load.ts'

type Tokens = { officer: string; receiver: string }

/** The next hand-over to write: offered, then accepted from today, by turns; beside them one whose day has come, which is the clockwork's to take. */
export function handoversOf(world: World, tokens: Tokens) {
  let count = 0
  return async (): Promise<Write> => {
    count += 1
    const key = await world.openCase('lead-officer')
    if (count % 2 === 1) return offerOf(await drafted(world, key), tokens.officer)
    await dueToday(world)
    return acceptanceOf(await offered(world, key), tokens.receiver)
  }
}

/** Accepted yesterday for today. */
async function dueToday(world: World) {
  world.setClock(Temporal.Now.instant().subtract({ hours: 24 }).toString())
  await accepted(world, await offered(world, await world.openCase('lead-officer')), { inDays: 1 })
  world.setClock(undefined)
}

const urlOf = ({ area, caseId, reference }: Transfer) => `/cases/${area}/${caseId}/hand-overs/${reference}`

const DONE = '(SELECT count(*)::int FROM access.done WHERE key = $1) AS done'
const eventsOf = (kind: string) =>
  `(SELECT count(*)::int FROM journal.event WHERE kind = '${kind}' AND facts->>'reference' = $2) AS events`

function offerOf(transfer: Transfer, token: string): Write {
  const key = `offer-${transfer.reference}`
  return {
    kind: 'offer',
    key,
    url: `${urlOf(transfer)}/offer`,
    token,
    body: {},
    rows: 1,
    trace: {
      sql: `SELECT ${DONE}, (SELECT count(*)::int FROM handover.transfer WHERE reference = $2 AND state <> 'draft') AS rows, ${eventsOf('handover.offered')}`,
      values: [key, transfer.reference],
    },
  }
}

function acceptanceOf(transfer: Transfer, token: string): Write {
  const key = `take-over-${transfer.reference}`
  const today = londonDay(Temporal.Now.instant())
  const gaps = CHECK_CODES.flatMap(item => [
    [`closer_${item}`, 'sender'],
    [`by_${item}`, today.add({ days: 1 }).toString()],
  ])
  return {
    kind: 'take over',
    key,
    url: `${urlOf(transfer)}/accept`,
    token,
    body: { officer: 'don-officer', effective_on: today.toString(), ...Object.fromEntries(gaps) },
    rows: 1,
    trace: {
      sql: `SELECT ${DONE}, (SELECT count(*)::int FROM handover.transfer t JOIN casework.responsibility r USING (area, case_id)
                WHERE t.reference = $2 AND t.state = 'effective' AND r.organisation = t.to_organisation) AS rows, ${eventsOf('handover.effective')}`,
      values: [key, transfer.reference],
    },
  }
}

const RECOUNT = `
  SELECT c.area, c.case_id, t.reference, t.state, t.from_organisation, t.to_organisation,
    (SELECT r.organisation FROM casework.responsibility r WHERE r.area = c.area AND r.case_id = c.case_id AND r.from_at <= now() ORDER BY r.from_at DESC LIMIT 1) AS responsible,
    (SELECT count(*)::int FROM casework.responsibility r WHERE r.area = c.area AND r.case_id = c.case_id) AS starts,
    (SELECT count(*)::int FROM journal.event e WHERE e.area = c.area AND e.case_id = c.case_id AND e.kind = 'handover.accepted') AS accepted,
    (SELECT count(*)::int FROM journal.event e WHERE e.area = c.area AND e.case_id = c.case_id AND e.kind = 'handover.effective') AS effective
  FROM casework.case c LEFT JOIN handover.transfer t ON t.area = c.area AND t.case_id = c.case_id`

/** Cases for which nobody is responsible, or somebody else than their one hand-over says, or that passed on more often than once. */
export async function responsibilityFaults({ load }: TestDatabase): Promise<string[]> {
  const found = await load(RECOUNT)
  return found.rows.flatMap(row => {
    const passed = row.state === 'effective' || row.state === 'landed'
    const [responsible, times] = passed ? [row.to_organisation, 1] : [row.from_organisation ?? row.responsible, 0]
    const takes = passed || row.state === 'accepted' ? 1 : 0
    const right =
      row.responsible !== null &&
      row.responsible === responsible &&
      row.starts === times + 1 &&
      row.effective === times &&
      row.accepted === takes
    return right ? [] : [`responsibility for ${row.case_id} is not as its hand-over says: ${JSON.stringify(row)}`]
  })
}
