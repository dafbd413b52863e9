import type { AgreementModel, VersionListed } from '../../agreements/agreement-model.ts'
import { linesOf, type Volume, volumesOf } from '../../agreements/read-model.ts'
import type { Scope } from '../../database/scope.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { type Month, monthOf, monthsBetween } from '../../kernel/month.ts'
import { type StartsCounted, startsUnder, statementsOf } from '../../payment/read-model.ts'
import { figuresAt } from '../../performance/figures/read-model.ts'

const MEASURE = 'referral-starts'
const NO_LINE = 0

/** What came of a promise in one month. `promised` is null where no volume is agreed for it. */
export type MonthCame = {
  month: Month
  promised: { minimum: number; expected: number } | null
  starts: number
  disputed: number
  over: boolean
  frozen: boolean
  /** Figures that the viewer may see in which these starts are counted. */
  figures: { area: string; month: Month; measure: string; organisation: string }[]
  statement: string | null
}

/** A service line (null: all of them together) through the months, with its sum; months without a promise count nothing towards it. */
export type LineCame = { line: number | null; title: string; months: MonthCame[]; total: Omit<MonthCame, 'month'> }

export type CameOfIt = { from: Month; to: Month; lines: LineCame[] }

/**
 * Accepted starts beside the volumes promised, by line and month: the months of this calendar year so far in which the agreement ran,
 * each against the version that was in force in it, as its statement has it. Null where nothing was promised and nothing began.
 */
export async function cameOfIt(tx: Scope, agreement: AgreementModel): Promise<CameOfIt | null> {
  const today = londonDay(tx.now)
  const months = monthsToShow(agreement, today)
  const [from, to] = [months[0], months.at(-1)]
  if (from === undefined || to === undefined) return null
  const volumes: Volume[] = []
  const titles = new Map(agreement.lines.map(line => [line.line, line.title]))
  for (const version of new Set(months.flatMap(month => versionOf(agreement.versions, month) ?? []))) {
    for (const { line, title } of await linesOf(tx, agreement.agreement, version))
      if (!titles.has(line)) titles.set(line, title)
    const of = await volumesOf(tx, agreement.agreement, version)
    volumes.push(...of.filter(({ month }) => versionOf(agreement.versions, month) === version))
  }
  const starts = await startsUnder(tx, { agreement: agreement.agreement, from, to })
  const keys = starts.map(each => [each.area, each.month, MEASURE, each.provider] as const)
  const figures = keys.length === 0 ? [] : await figuresAt(tx, keys)
  const seen = figures.map(({ area, month, measure, organisation }) => ({ area, month, measure, organisation }))
  const statements = await statementsOf(tx, agreement.agreement)
  const lines = compare({ months, now: monthOf(today), volumes, starts, titles, figures: seen, statements })
  return lines.length === 0 ? null : { from, to, lines }
}

/** The months of the year of this day, up to its own, in which the agreement ran. */
export function monthsToShow(
  { fromDay, toDay }: { fromDay: PlainDate; toDay: PlainDate | null },
  today: PlainDate,
): Month[] {
  const january = monthOf(today.with({ month: 1, day: 1 }))
  const first = monthOf(fromDay)
  const now = monthOf(today)
  const last = toDay === null ? now : monthOf(toDay)
  return monthsBetween(first > january ? first : january, last < now ? last : now)
}

const versionOf = (versions: readonly VersionListed[], month: string): number | undefined =>
  versions.filter(version => version.state === 'adopted' && version.fromMonth <= month).at(-1)?.version

type Compared = {
  months: readonly Month[]
  now: Month
  volumes: readonly Volume[]
  starts: readonly StartsCounted[]
  titles: ReadonlyMap<number, string>
  figures: MonthCame['figures']
  statements: ReadonlyMap<string, string>
}

/** Each line that was promised or delivered; where there are several, all of them together first. */
export function compare(given: Compared): LineCame[] {
  const shown = new Set<string>(given.months)
  const volumes = given.volumes.filter(volume => shown.has(volume.month))
  const lines = [...new Set([...volumes, ...given.starts].map(each => each.line))].sort((one, other) => one - other)
  const each = lines.map(line => ({
    line,
    title: line === NO_LINE ? 'Referrals that name no line' : (given.titles.get(line) ?? `Line ${line}`),
    ...through(given, of => of.line === line),
  }))
  if (each.length < 2) return each
  return [{ line: null, title: 'All lines together', ...through(given, () => true) }, ...each]
}

function through(given: Compared, mine: (of: { line: number }) => boolean): Pick<LineCame, 'months' | 'total'> {
  const months = given.months.map(month => monthCame(given, month, mine))
  const promised = months.flatMap(each => each.promised ?? [])
  return {
    months,
    total: {
      promised: promised.length === 0 ? null : promisedBy(promised),
      starts: sum(months.map(each => each.starts)),
      disputed: sum(months.map(each => each.disputed)),
      over: months.every(each => each.over),
      frozen: months.every(each => each.frozen),
      figures: [],
      statement: null,
    },
  }
}

function monthCame(given: Compared, month: Month, mine: (of: { line: number }) => boolean): MonthCame {
  const promised = given.volumes.filter(volume => volume.month === month && mine(volume))
  const started = given.starts.filter(each => each.month === month && mine(each))
  const behind = (figure: MonthCame['figures'][number]) =>
    figure.month === month && started.some(each => each.area === figure.area && each.provider === figure.organisation)
  return {
    month,
    promised: promised.length === 0 ? null : promisedBy(promised),
    starts: sum(started.map(each => each.starts)),
    disputed: sum(started.map(each => each.disputed)),
    over: month < given.now,
    frozen: started.length > 0 && started.every(each => each.frozen),
    figures: given.figures.filter(behind),
    statement: given.statements.get(month) ?? null,
  }
}

const promisedBy = (volumes: readonly { minimum: number; expected: number }[]) => ({
  minimum: sum(volumes.map(volume => volume.minimum)),
  expected: sum(volumes.map(volume => volume.expected)),
})

const sum = (counts: readonly number[]): number => counts.reduce((so, count) => so + count, 0)
