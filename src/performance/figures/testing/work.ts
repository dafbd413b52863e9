import fc from 'fast-check'
import type { TestDatabase } from '../../../database/testing/test-database.ts'

const CODES = [
  'answer-referral',
  'agree-plan',
  'record-session',
  'SL001R',
  'SL003R',
  'end-of-service-report',
  'handover-answered',
]
const STATES = ['open', 'met', 'met late', 'missed', 'excused', 'void'] as const
const ORGANISATIONS = { one: 'private', two: 'voluntary', three: 'unknown' } as const
const INSTANTS = [
  '2026-08-31T22:59:59Z',
  '2026-08-31T23:00:00Z',
  '2026-09-15T10:00:00Z',
  '2026-10-31T23:59:00Z',
  '2026-11-02T09:00:00Z',
]

const anyOf = <T>(values: readonly T[]) => fc.constantFrom(...values)
const anyId = fc.integer({ min: 1, max: 12 })
const anyOrganisation = anyOf(Object.keys(ORGANISATIONS))

type Obligation = { id: string; code: string; month: string; owedBy: string; state: string; fellDue?: boolean }
type Referral = { id: string; provider: string; state: string; sent: string; answered: string | null }

export type Act =
  | ({ what: 'obligation' } & Obligation)
  | ({ what: 'referral' } & Referral)
  | { what: 'session'; id: string; provider: string; state: string; at: string; absence: string | null }
  | { what: 'report'; id: string; provider: string; half: number; outcomes: number; at: string }

/** Work as the database sees it, past the use cases: rows written and changed, each with its event, by the loader. */
export class Work {
  constructor(private readonly database: TestDatabase) {}

  static readonly anyAct: fc.Arbitrary<Act> = fc.oneof(
    fc.record({
      what: fc.constant('obligation' as const),
      id: anyId.map(id => `o${id}`),
      code: anyOf(CODES),
      month: anyOf(['2026-08', '2026-09', '2026-10']),
      owedBy: anyOrganisation,
      state: anyOf(STATES),
      fellDue: fc.boolean(),
    }),
    fc.record({
      what: fc.constant('referral' as const),
      id: anyId.map(id => `R${id}`),
      provider: anyOrganisation,
      state: anyOf(['accepted', 'declined']),
      sent: anyOf(INSTANTS.slice(0, 2)),
      answered: anyOf(INSTANTS.slice(1)),
    }),
    fc.record({
      what: fc.constant('session' as const),
      id: anyId.map(id => `S${id}`),
      provider: anyOrganisation,
      state: anyOf(['booked', 'attended', 'late', 'missed', 'did not happen', 'rescheduled', 'cancelled']),
      at: anyOf(INSTANTS),
      absence: anyOf(['acceptable', 'not acceptable', null]),
    }),
    fc
      .record({
        what: fc.constant('report' as const),
        id: anyId.map(id => `R${id}`),
        provider: anyOrganisation,
        half: fc.integer({ min: 0, max: 4 }),
        outcomes: fc.integer({ min: 0, max: 3 }),
        at: anyOf(INSTANTS),
      })
      .map(report => ({ ...report, half: Math.min(report.half, report.outcomes * 2) })),
  )

  async begin() {
    for (const [code, sector] of Object.entries(ORGANISATIONS))
      await this.database.load('INSERT INTO directory.organisation (organisation, name, sector) VALUES ($1, $1, $2)', [
        code,
        sector,
      ])
    await this.database.load("INSERT INTO directory.worker (worker, name, email) VALUES ('w', 'W', 'w@one.example')")
  }

  do(act: Act): Promise<void> {
    if (act.what === 'obligation') return this.obligation(act)
    if (act.what === 'referral') return this.referral(act)
    return act.what === 'session' ? this.session(act) : this.report(act)
  }

  async obligation({ id, code, month, owedBy, state, fellDue = false }: Obligation): Promise<void> {
    const subject = `case ${id}`
    const before = await this.database.load(
      "SELECT month, owed_by FROM obligations.obligation WHERE area = 'C05' AND case_id = $1 AND obligation = $2",
      [`${code} ${id}`, id],
    )
    await this.database.load(
      `INSERT INTO obligations.obligation (area, case_id, obligation, code, version, subject, owed_by, holder, started_at, due_at, month, state, fell_due, link)
       VALUES ('C05', $1, $2, $3, 1, $4, $5, $5, now(), now(), $6, $7, $8, '/cases')
       ON CONFLICT (area, case_id, obligation) DO UPDATE SET owed_by = excluded.owed_by, month = excluded.month, state = excluded.state, fell_due = excluded.fell_due`,
      [`${code} ${id}`, id, code, subject, owedBy, month, state, fellDue],
    )
    const known = before.rows[0]
    await this.event('obligation.changed', `obligation ${id}`, `${code} ${id}`, {
      code,
      owedBy,
      month,
      ...(known ? { monthBefore: known.month, owedByBefore: known.owed_by } : {}),
    })
  }

  /** A referral is answered once: what is there already stays. */
  async referral({ id, provider, state, sent, answered }: Referral): Promise<void> {
    await this.database.load(
      `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, answered_at)
       VALUES ('C05', $1, $1, 'accommodation', 'one', 'w', $2, $3, $4, $4, $5) ON CONFLICT DO NOTHING`,
      [id, provider, state, sent, answered],
    )
    await this.event(`referral.${state}`, `referral ${id}`, id, {})
  }

  /** A session keeps its provider and time. */
  private async session({ id, provider, state, at, absence }: Extract<Act, { what: 'session' }>): Promise<void> {
    await this.database.load(
      `INSERT INTO casework.session (area, case_id, session, provider, kind, starts_at, minutes, booked_at, method, format, state, absence)
       VALUES ('C05', $1, $1, $2, 'session', $3, 60, $3, 'phone', 'one to one', $4, $5)
       ON CONFLICT (area, case_id, session) DO UPDATE SET state = excluded.state, absence = excluded.absence`,
      [id, provider, at, state, state === 'missed' ? absence : null],
    )
    await this.event('session.recorded', `session ${id}`, id, {})
  }

  private async report({ id, provider, half, outcomes, at }: Extract<Act, { what: 'report' }>): Promise<void> {
    await this.database.load(
      `INSERT INTO casework.report (area, case_id, reference, provider, half_points, outcomes, submitted_at, submitted_by)
       VALUES ('C05', $1, $1, $2, $3, $4, $5, 'w') ON CONFLICT DO NOTHING`,
      [id, provider, half, outcomes, at],
    )
    await this.event('report.submitted', `referral ${id}`, id, {})
  }

  private event(kind: string, subject: string, caseId: string, facts: object) {
    return this.database.load(
      `INSERT INTO journal.event (kind, subject, area, case_id, purpose, occurred_at, facts, facts_hash)
       VALUES ($1, $2, 'C05', $3, 'test', now(), $4, '\\x00')`,
      [kind, subject, caseId, JSON.stringify(facts)],
    )
  }
}
