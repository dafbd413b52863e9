import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { inJobs } from '../database/jobs.ts'
import type { Pool } from '../database/pool.ts'
import { type Actor, type Scope, type Scopes, withScope } from '../database/scope.ts'
import { type Month, parseMonth } from '../kernel/month.ts'
import { approveStatement } from '../payment/statement/approve-statement.ts'
import { disputeLine } from '../payment/statement/dispute-line.ts'
import { confirmFigures, disputeFigure } from '../performance/month/answer-figures.ts'
import type { AreaCast, Cast } from './cast.ts'
import type { CastWorker } from './cast-workers.ts'
import { addOpenDays, at, dayAt, dayNumber } from './clock.ts'

const PURPOSE = 'demonstration'
/** How many partners have disputed a figure, and of how many those that are left one says nothing yet. */
const DISPUTES = 3
const SILENT = 4

type Working = { scopes: Omit<Scopes, 'now'>; jobs: Pool; cast: Cast; asOf: Temporal.PlainDate }

/**
 * Does what people do about the months of the first area: partners confirm or dispute the figures of the month that is open, payers
 * approve statements, the latest by the first of two only, and one partner disputes a line. Gives how many things were done.
 */
export async function answerMonths(working: Working): Promise<number> {
  const { jobs, cast, asOf } = working
  const [area] = cast.areas
  if (!area) return 0
  const yesterday = Temporal.Instant.fromEpochMilliseconds(at(addOpenDays(dayNumber(asOf), -1), 11))
  const statements = await inJobs(jobs, { now: yesterday, purpose: PURPOSE }, tx => statementsOf(tx, area))
  const answered = await answerFigures(working, area, yesterday)
  return answered + (await answerStatements(working, area, { statements, yesterday }))
}

const as = (worker: CastWorker): Actor => ({
  worker: worker.worker,
  name: worker.name,
  organisation: worker.organisation,
  organisationName: worker.organisation,
  roles: worker.roles,
  areas: [],
})

const doAs = <T>({ scopes }: Working, worker: CastWorker, now: Temporal.Instant, work: (tx: Scope) => Promise<T>) =>
  withScope({ ...scopes, now: () => now }, { actor: as(worker), purpose: PURPOSE, kind: 'writes' }, work)

async function answerFigures(working: Working, area: AreaCast, now: Temporal.Instant): Promise<number> {
  const figures = await inJobs(working.jobs, { now, purpose: PURPOSE }, tx => openFigures(tx, area))
  let [answered, disputed] = [0, 0]
  for (const { organisation, manager } of area.partners) {
    const own = figures.filter(figure => figure.organisation === organisation.code)
    const [first] = own
    if (!first) continue
    const short = own.find(figure => figure.numerator < figure.denominator)
    answered += 1
    if (short && disputed < DISPUTES && answered % 2 === 0) {
      disputed += 1
      const { month, measure } = short
      const words = 'Two of these were done in time and entered late, after our system was down for a day.'
      await doAs(working, manager, now, tx =>
        disputeFigure(tx, { area: area.area, month, measure, row: undefined, reason: 'recorded wrongly', words }),
      )
    } else if (answered % SILENT !== 0)
      await doAs(working, manager, now, tx => confirmFigures(tx, { area: area.area, month: first.month }))
  }
  return answered
}

/** Figures of the month that is open, by organisation. */
async function openFigures(tx: Scope, { area }: AreaCast) {
  const found = await sql<{
    month: string
    measure: string
    organisation: string
    numerator: bigint
    denominator: bigint
  }>`
    SELECT f.month, f.measure, f.organisation, f.numerator, f.denominator
      FROM performance.figure f JOIN performance.cycle c USING (area, month)
     WHERE f.area = ${area} AND c.state = 'gathering' ORDER BY f.organisation, f.measure`.execute(tx.db)
  return found.rows.map(row => ({ ...row, month: parseMonth(row.month) }))
}

type Issued = { statement: string; month: Month; payer: string; payee: string; issuedAt: Temporal.Instant }

async function statementsOf(tx: Scope, { area }: AreaCast): Promise<Issued[]> {
  const found = await tx.db
    .selectFrom('payment.statement')
    .select(['statement', 'month', 'payer', 'payee', 'issued_at'])
    .where('area', '=', area)
    .orderBy('month')
    .orderBy('statement')
    .execute()
  return found.map(({ issued_at, ...row }) => ({ ...row, month: parseMonth(row.month), issuedAt: issued_at }))
}

/** All but the latest month are approved by two people of who pays, the latest by one. */
async function answerStatements(
  working: Working,
  area: AreaCast,
  { statements, yesterday }: { statements: readonly Issued[]; yesterday: Temporal.Instant },
): Promise<number> {
  const latest = statements.at(-1)?.month
  const payers = [...new Set(statements.map(each => `${each.month} ${each.payer}`))]
  for (const key of payers) {
    const issued = statements.filter(each => `${each.month} ${each.payer}` === key)
    const [one] = issued
    const [first, second] = working.cast.workers.filter(
      worker => worker.organisation === one?.payer && worker.roles.some(pays),
    )
    if (!one || !first || !second) continue
    await approve(working, first, issued, soonest(afterDays(one.issuedAt, 3), yesterday))
    if (one.month !== latest) await approve(working, second, issued, soonest(afterDays(one.issuedAt, 5), yesterday))
  }
  await disputeOne(working, area, { statements: statements.filter(each => each.month === latest), now: yesterday })
  return statements.length
}

const pays = (role: string): boolean => role === 'finance' || role === 'commissioner'

const approve = (working: Working, worker: CastWorker, statements: readonly Issued[], now: Temporal.Instant) =>
  doAs(working, worker, now, async tx => {
    for (const { statement } of statements) await approveStatement(tx, { statement })
  })

async function disputeOne(
  working: Working,
  area: AreaCast,
  { statements, now }: { statements: readonly Issued[]; now: Temporal.Instant },
) {
  const partner = area.partners.find(({ organisation }) => statements.some(each => each.payee === organisation.code))
  const statement = statements.find(each => each.payee === partner?.organisation.code)?.statement
  if (!partner || statement === undefined) return
  const words = 'One start of the last week is missing here. It was accepted on the last day of the month.'
  await doAs(working, partner.manager, now, tx => disputeLine(tx, { statement, line: 1, words }))
}

/** Eleven in the morning, so many business days later. */
const afterDays = (from: Temporal.Instant, days: number): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(at(addOpenDays(dayAt(from.epochMilliseconds), days), 11))

const soonest = (one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(one, other) < 0 ? one : other
