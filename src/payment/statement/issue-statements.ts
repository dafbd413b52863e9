import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { agreementsInForce, promisesOf, type Term } from '../../agreements/read-model.ts'
import { inJobs } from '../../database/jobs.ts'
import type { Pool } from '../../database/pool.ts'
import type { Scope } from '../../database/scope.ts'
import { append } from '../../journal/append.ts'
import { addMonths, type Month, monthsBetween, parseMonth } from '../../kernel/month.ts'
import { MONTHS_OF_FEE } from '../terms/fee-in-twelfths.ts'
import { canonicalOf, digestOf } from './canonical.ts'
import { gatherFacts, type Paid } from './gather-facts.ts'
import { type Charge, makeStatement, type Promised } from './statement.ts'

/** How many areas are worked on at once. */
const AT_ONCE = 2

type Due = { area: string; month: Month; evidence: string; frozenAt: Temporal.Instant }

/**
 * Issues the statements of every frozen month that has none yet, a transaction a month, dated at the freeze. Gives how many were
 * issued; issuing again issues nothing, and a run that is stopped is taken up by the next.
 */
export async function issueStatements(jobs: Pool, now: Temporal.Instant, signal?: AbortSignal): Promise<number> {
  const due = await inJobs(jobs, { now, purpose: 'pay partners' }, monthsDue)
  const areas = [...Map.groupBy(due, ({ area }) => area).values()].values()
  const issued = await Promise.all(Array.from({ length: AT_ONCE }, () => issueAreas(jobs, { now, areas, signal })))
  return issued.reduce((sum, each) => sum + each, 0)
}

/** Issues the months of one area after the other, each area's in their order, as long as an area is left. */
async function issueAreas(
  jobs: Pool,
  { now, areas, signal }: { now: Temporal.Instant; areas: Iterator<Due[]>; signal: AbortSignal | undefined },
): Promise<number> {
  let issued = 0
  for (let next = areas.next(); !next.done; next = areas.next())
    for (const month of next.value) {
      if (signal?.aborted) return issued
      issued += await inJobs(jobs, { now, purpose: 'pay partners' }, tx => issueMonth(tx, month))
    }
  return issued
}

async function monthsDue(tx: Scope): Promise<Due[]> {
  const found = await sql<{ area: string; month: string; evidence_hash: string; frozen_at: Temporal.Instant }>`
    SELECT c.area, c.month, c.evidence_hash, c.frozen_at FROM performance.cycle c
     WHERE c.state IN ('frozen', 'reviewed', 'closed') AND c.evidence_hash IS NOT NULL AND EXISTS (
       SELECT FROM agreements.reach r JOIN agreements.agreement a USING (agreement) JOIN agreements.version v USING (agreement)
         JOIN agreements.term t ON t.agreement = v.agreement AND t.version = v.version
        WHERE r.area = c.area AND t.kind IN ('fee for service', 'unit price') AND a.state <> 'draft'
          AND EXISTS (SELECT FROM agreements.party p WHERE p.agreement = a.agreement AND p.part IN ('payer', 'commissioner')) AND v.state = 'adopted' AND v.from_month <= c.month
          AND to_char(a.from_day, 'YYYY-MM') <= c.month AND (a.to_day IS NULL OR to_char(a.to_day, 'YYYY-MM') >= c.month)
          AND NOT EXISTS (SELECT FROM payment.statement s WHERE s.agreement = a.agreement AND s.month = c.month))
     ORDER BY c.month, c.area LIMIT 50`.execute(tx.db)
  return found.rows.map(row => ({
    area: row.area,
    month: parseMonth(row.month),
    evidence: row.evidence_hash,
    frozenAt: row.frozen_at,
  }))
}

async function issueMonth(tx: Scope, due: Due): Promise<number> {
  const agreements = await agreementsInForce(tx, { area: due.area, month: due.month })
  const paid = agreements.flatMap<Paying>(agreement => {
    const parties = partiesOf(agreement.parties)
    return parties ? [{ ...agreement, ...parties }] : []
  })
  const month = {
    ...due,
    factsOf: await gatherFacts(tx, due, paid),
    promises: await promisesOf(tx, paid, due.month),
    names: await namesOf(tx, paid),
  }
  let issued = 0
  for (const each of paid) if (await issueOne(tx, month, each)) issued += 1
  return issued
}

/** Everything that all statements of a month share. */
type Gathered = Due & {
  factsOf: Awaited<ReturnType<typeof gatherFacts>>
  promises: Awaited<ReturnType<typeof promisesOf>>
  names: ReadonlyMap<string, string>
}

/** Who pays whom: the payer, or else the commissioner, pays the subcontractor, or else the prime. */
function partiesOf(parties: readonly { organisation: string; part: string }[]) {
  const as = (part: string) => parties.find(party => party.part === part)?.organisation
  const payer = as('payer') ?? as('commissioner')
  const payee = as('subcontractor') ?? as('prime')
  return payer === undefined || payee === undefined || payer === payee ? undefined : { payer, payee }
}

type Paying = Paid & { title: string; version: number; payer: string }

async function issueOne(tx: Scope, due: Gathered, paid: Paying): Promise<boolean> {
  const charges = due.promises.get(paid.agreement)?.terms.flatMap(chargeOf) ?? []
  if (charges.length === 0) return false
  const promised = promisedOf(due, paid, charges)
  const fee = charges.find(charge => charge.kind === 'fee for service')
  const facts = due.factsOf({
    agreement: paid.agreement,
    payee: paid.payee,
    yearFrom: contractYear(fee?.kind === 'fee for service' ? fee.yearFrom : due.month, due.month),
  })
  const statement = makeStatement(promised, facts)
  const canonical = canonicalOf(statement)
  const written = await tx.db
    .insertInto('payment.statement')
    .values({
      statement: statement.statement,
      agreement: paid.agreement,
      area: due.area,
      month: due.month,
      payer: paid.payer,
      payee: paid.payee,
      total_pence: statement.totalPence,
      canonical,
      digest: digestOf(canonical),
      state: 'issued',
      issued_at: due.frozenAt,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  if (written.numInsertedOrUpdatedRows !== 1n) return false
  await append(tx, 'statement.issued', {
    subject: `statement ${statement.statement}`,
    facts: {
      agreement: paid.agreement,
      area: due.area,
      month: due.month,
      totalPence: String(statement.totalPence),
      digest: digestOf(canonical),
    },
  })
  return true
}

/** The first month of the contract year in which a month lies. */
function contractYear(yearFrom: Month, month: Month): Month {
  const passed = Math.max(monthsBetween(yearFrom, month).length - 1, 0)
  return addMonths(yearFrom, passed - (passed % MONTHS_OF_FEE))
}

const promisedOf = (due: Gathered, paid: Paying, terms: readonly Charge[]): Promised => ({
  agreement: paid.agreement,
  title: paid.title,
  version: paid.version,
  area: due.area,
  payer: named(due, paid.payer),
  payee: named(due, paid.payee),
  terms,
  volumes: due.promises.get(paid.agreement)?.volumes ?? [],
})

async function namesOf(tx: Scope, paid: readonly Paying[]): Promise<ReadonlyMap<string, string>> {
  const organisations = [...new Set(paid.flatMap(each => [each.payer, each.payee]))]
  if (organisations.length === 0) return new Map()
  const found = await tx.db
    .selectFrom('directory.organisation')
    .select(['organisation', 'name'])
    .where('organisation', 'in', organisations)
    .execute()
  return new Map(found.map(row => [row.organisation, row.name]))
}

const named = ({ names }: Gathered, organisation: string) => ({
  organisation,
  name: names.get(organisation) ?? organisation,
})

/** Terms that charge; terms of outcome risk are settled by cohorts and not by months. */
function chargeOf({ term, words, line, charge }: Term): Charge[] {
  if (charge.kind === 'fee for service')
    return [
      {
        kind: charge.kind,
        term,
        words,
        annualPence: charge.annualPence,
        yearFrom: charge.yearFrom,
        expected: charge.expectedVolume,
        least: charge.leastVolume,
        most: charge.mostVolume,
        adjusts: charge.adjusts,
        fixedShare: charge.fixedShare,
        cap: charge.cap,
        floor: charge.floor,
      },
    ]
  if (charge.kind === 'unit price') return [{ ...charge, term, words, line }]
  return []
}
