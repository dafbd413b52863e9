import { setTimeout as sleep } from 'node:timers/promises'
import { COLUMNS, type ColumnName } from '../../../src/exchange/caseload/columns.ts'
import { seededRandom } from '../../../src/kernel/random.ts'
import { nothingYet, type Outcome, recountIn } from './kills.ts'
import { judged } from './load.ts'
import { type Node, type Site, waitUp } from './site.ts'
import { tokenOf } from './stage.ts'

/** What came of a caseload whose reading-in was stopped: `stood`, people who were there before it was sent again. */
export type Imports = Outcome & { stood: number; people: number }

const PEOPLE = 24
const LOOK_EVERY_MS = 15
const OURS: Partial<Record<ColumnName, string>> = {
  responsible_organisation: 'airedale-lead',
  officer_email: 'lead-officer@airedale-lead.example',
  prison_number: '',
  pnc: '',
}

type Sent = { status: number; body: string }

/** A caseload is read in, Weft or PostgreSQL is killed in its middle, and the same file is sent again: each good row once, wholly. */
export async function importRounds(
  site: Site,
  { rounds, until, seed }: { rounds: number; until: number; seed: string },
): Promise<Imports> {
  const outcome = { ...nothingYet(), stood: 0, people: 0 }
  const token = await tokenOf(site.world, 'lead-manager')
  const random = seededRandom(seed)
  let node = await site.startNode()
  for (let round = 0; round < rounds && (round === 0 || performance.now() < until); round += 1) {
    const crns = Array.from({ length: PEOPLE }, (_, nth) => `X${500_000 + round * 1_000 + nth}`)
    const text = caseloadOf(crns)
    const sending = sendCaseload(node, { token, text })
    await reached(site, { crns, wanted: random.int(1, PEOPLE - 4), sending })
    node = await struck(site, node, round % 2 === 0 ? 'Weft' : 'PostgreSQL')
    judgeFirst(await sending, outcome)
    const before = await standing(site, crns, outcome)
    outcome.stood += before
    await sentAgain(node, { token, text, outcome })
    const after = await standing(site, crns, outcome)
    if (after !== PEOPLE) outcome.faults.push(`${PEOPLE - after} good rows are missing after the file was sent again`)
    outcome.people += PEOPLE
    outcome.rounds += 1
    if (outcome.faults.length > 0) break
  }
  await node.stop()
  await recountIn(site, outcome, 1)
  return outcome
}

type Reaching = { crns: readonly string[]; wanted: number; sending: Promise<unknown> }

/** Waits until so many people are there, or the answer has come. */
async function reached({ world }: Site, { crns, wanted, sending }: Reaching) {
  let over = false
  void sending.then(() => {
    over = true
  })
  const there = async () =>
    (await world.database.load('SELECT FROM casework.identifier WHERE value = ANY ($1)', [[...crns]])).rowCount ?? 0
  while (!over && (await there()) < wanted) await sleep(LOOK_EVERY_MS)
}

async function struck(site: Site, node: Node, victim: 'Weft' | 'PostgreSQL'): Promise<Node> {
  if (victim === 'Weft') {
    await node.kill()
    return site.startNode()
  }
  await site.killPostgres()
  await site.restartPostgres()
  await waitUp(node)
  return node
}

/** Every row good but the last, whose day of birth is none. */
function caseloadOf(crns: readonly string[]): string {
  const row = (crn: string, nth: number) => {
    const given: Partial<Record<ColumnName, string>> = {
      ...OURS,
      crn,
      last_name: `Invented ${'abcdefghijklmnopqrstuvwxyz'[nth % 26]}`,
    }
    return COLUMNS.map(({ name, example }) => `"${given[name] ?? example}"`).join(',')
  }
  const bad = row('X499999', 25).replace(/1990-02-03/, 'some day')
  return [COLUMNS.map(({ name }) => name).join(','), ...crns.map(row), bad, ''].join('\r\n')
}

async function sendCaseload(node: Node, { token, text }: { token: string; text: string }): Promise<Sent | undefined> {
  try {
    const answer = await fetch(`${node.url}/api/imports/caseload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ area: 'C05', step: 'keep', bad: 'leave out', text }),
      signal: AbortSignal.timeout(120_000),
    })
    return { status: answer.status, body: await answer.text() }
  } catch {
    return undefined
  }
}

function judgeFirst(sent: Sent | undefined, outcome: Imports) {
  if (sent === undefined) outcome.unacknowledged += 1
  else if (sent.status === 200) outcome.acknowledged += 1
  else {
    outcome.unacknowledged += 1
    const told = judged(sent.status, sent.body)
    if (told.as !== 'refused') outcome.faults.push(`a caseload was answered ${told.status}: ${told.sentence}`)
  }
}

type Counts = { new: number; changed: number; unchanged: number; failed: number; left: number; bad: number }

/** The report of the second run counts each good row, new or as it was, and names the bad one. */
async function sentAgain(node: Node, { outcome, ...file }: { token: string; text: string; outcome: Imports }) {
  const sent = await sendCaseload(node, file)
  if (sent?.status !== 200) {
    outcome.faults.push(`a caseload sent again was answered ${sent?.status}: ${sent?.body.slice(0, 200)}`)
    return
  }
  const { counts } = JSON.parse(sent.body) as { counts: Counts }
  if (counts.new + counts.unchanged !== PEOPLE || counts.bad !== 1)
    outcome.faults.push(`a caseload sent again gave ${JSON.stringify(counts)}`)
}

const STANDING = `
  SELECT wanted.crn, count(DISTINCT i.case_id)::int AS cases, count(DISTINCT s.sentence)::int AS sentences, count(DISTINCT r.from_at)::int AS starts,
    (SELECT count(*)::int FROM journal.event e WHERE e.kind = 'import.person' AND e.facts->>'change' = 'new' AND e.case_id = min(i.case_id)) AS events
  FROM unnest($1::text[]) AS wanted(crn)
  LEFT JOIN casework.identifier i ON i.value = wanted.crn
  LEFT JOIN casework.sentence s ON s.case_id = i.case_id
  LEFT JOIN casework.responsibility r ON r.case_id = i.case_id
  GROUP BY wanted.crn`

/** How many of these people are there, wholly and once; who is there in part is a fault. */
async function standing({ world }: Site, crns: readonly string[], outcome: Imports): Promise<number> {
  const found = await world.database.load(STANDING, [[...crns]])
  const there = found.rows.filter(row => row.cases > 0)
  for (const { crn, cases, sentences, starts, events } of there)
    if (cases !== 1 || sentences !== 1 || starts !== 1 || events !== 1)
      outcome.faults.push(
        `${crn} is there in part or more than once: ${JSON.stringify({ cases, sentences, starts, events })}`,
      )
  return there.length
}
