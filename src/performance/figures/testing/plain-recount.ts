import type { Temporal } from 'temporal-polyfill'
import type { Pool } from '../../../database/pool.ts'
import { businessDaysBetween, londonDay } from '../../../kernel/calendar.ts'
import { monthOf } from '../../../kernel/month.ts'

/** Which measure each obligation feeds, written down apart from the definitions that it proves. */
const FED = {
  SL001R: 'SL001R',
  SL002R: 'SL002R',
  SL003R: 'SL003R',
  'answer-referral': 'referral-answered',
  'agree-plan': 'plan-agreed',
  'record-session': 'session-recorded',
  'end-of-service-report': 'report-in-time',
  'handover-answered': 'handover-answered',
  'handover-landed': 'handover-landed',
} as const

type Figure = {
  area: string
  month: string
  measure: string
  organisation: string
  numerator: bigint
  denominator: bigint
  records: bigint
}
type Point = {
  area: string
  month: string
  measure: string
  organisation: string
  score: number
  of: number
  counts: boolean
}

const monthIn = (instant: Temporal.Instant) => monthOf(londonDay(instant))

/** Every figure, counted in plain TypeScript over all rows: what the kept figures must be. In the order of their keys. */
export async function plainRecount(pool: Pool): Promise<Figure[]> {
  const points = [
    ...(await fromObligations(pool)),
    ...(await fromReferrals(pool)),
    ...(await fromSessions(pool)),
    ...(await fromReports(pool)),
  ]
  const figures = new Map<string, Figure>()
  for (const point of points) {
    const alone = point.measure === 'voluntary-share'
    for (const organisation of alone ? ['*'] : [point.organisation, '*']) add(figures, { ...point, organisation })
  }
  const keyOf = (each: Figure) => [each.area, each.month, each.measure, each.organisation].join('\u0000')
  return [...figures.values()].toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

function add(figures: Map<string, Figure>, { area, month, measure, organisation, score, of, counts }: Point) {
  const key = [area, month, measure, organisation].join(' ')
  const figure = figures.get(key) ?? { area, month, measure, organisation, numerator: 0n, denominator: 0n, records: 0n }
  figures.set(key, figure)
  if (!counts) return
  figure.numerator += BigInt(score)
  figure.denominator += BigInt(of)
  figure.records += 1n
}

async function fromObligations(pool: Pool): Promise<Point[]> {
  const found = await pool.query<{
    area: string
    month: string
    code: string
    owed_by: string
    state: string
    fell_due: boolean
  }>('SELECT area, month, code, owed_by, state, fell_due FROM obligations.obligation')
  return found.rows.map(({ area, month, code, owed_by, state, fell_due }) => {
    const measure = Object.entries(FED).find(([fed]) => fed === code)?.[1] ?? code
    const counts = ['met', 'met late', 'missed'].includes(state) || (state === 'open' && fell_due)
    return { area, month, measure, organisation: owed_by, score: state === 'met' ? 1 : 0, of: 1, counts }
  })
}

async function fromReferrals(pool: Pool): Promise<Point[]> {
  const found = await pool.query<{
    area: string
    provider: string
    sector: string
    state: string
    first_sent_at: Temporal.Instant
    answered_at: Temporal.Instant
  }>(
    `SELECT r.area, r.provider, o.sector, r.state, r.first_sent_at, r.answered_at
       FROM casework.referral r JOIN directory.organisation o ON o.organisation = r.provider`,
  )
  return found.rows.flatMap(({ area, provider, sector, state, first_sent_at, answered_at }) => {
    const here = { area, organisation: provider, month: monthIn(answered_at), of: 1, counts: true }
    const declined = { ...here, measure: 'referral-declined', score: state === 'declined' ? 1 : 0 }
    if (state !== 'accepted') return [declined]
    const waited = businessDaysBetween(londonDay(first_sent_at), londonDay(answered_at))
    return [
      declined,
      { ...here, measure: 'referral-wait', score: waited <= 10 ? 1 : 0 },
      { ...here, measure: 'referral-starts', score: 1 },
      { ...here, measure: 'voluntary-share', score: sector === 'voluntary' ? 1 : 0 },
    ]
  })
}

async function fromSessions(pool: Pool): Promise<Point[]> {
  const found = await pool.query<{ area: string; provider: string; state: string; starts_at: Temporal.Instant }>(
    'SELECT area, provider, state, starts_at FROM casework.session',
  )
  return found.rows.map(({ area, provider, state, starts_at }) => ({
    area,
    organisation: provider,
    month: monthIn(starts_at),
    measure: 'session-attended',
    score: state === 'attended' || state === 'late' ? 1 : 0,
    of: 1,
    counts: ['attended', 'late', 'missed'].includes(state),
  }))
}

async function fromReports(pool: Pool): Promise<Point[]> {
  const found = await pool.query<{
    area: string
    provider: string
    half_points: number
    outcomes: number
    submitted_at: Temporal.Instant
  }>('SELECT area, provider, half_points, outcomes, submitted_at FROM casework.report')
  return found.rows.map(({ area, provider, half_points, outcomes, submitted_at }) => ({
    area,
    organisation: provider,
    month: monthIn(submitted_at),
    measure: 'outcomes-achieved',
    score: half_points,
    of: outcomes * 2,
    counts: outcomes > 0,
  }))
}
