import { type RawBuilder, sql } from 'kysely'
import { BANK_HOLIDAYS } from '../../kernel/bank-holidays.ts'
import type { Measure, Records } from '../measure.ts'
import { FROM_THE_BEGINNING } from './obligation.ts'

const LONGEST_WAIT = 10
const HOLIDAYS = BANK_HOLIDAYS.map(([day]) => day)
const londonDay = (instant: string) => sql`(${sql.ref(instant)} AT TIME ZONE 'Europe/London')::date`

/** Business days after the first day up to and with the second, to 60 calendar days; the first is never counted. */
const businessDays = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) => sql`(
  SELECT count(*) FROM generate_series(${from} + 1, least(${to}, ${from} + 60), interval '1 day') AS d (day)
   WHERE extract(isodow FROM d.day) < 6 AND NOT d.day::date = ANY (${HOLIDAYS}::date[]))`

type Counted = {
  states: readonly string[]
  reached: RawBuilder<unknown>
  part?: RawBuilder<unknown>
  organisation?: RawBuilder<unknown>
}

/** Referrals in the month in which the organisation asked answered them. */
const answered =
  ({ states, reached, part = sql`NULL::text`, organisation = sql.ref('r.provider') }: Counted): Records =>
  whose =>
    sql`
  SELECT r.area, a.month, ${organisation} AS organisation, r.case_id, 'referral ' || r.reference AS record,
         '/cases/' || r.area || '/' || r.case_id || '/referrals/' || r.reference AS link, r.answered_at AS at,
         (${reached})::int AS numerator, 1 AS denominator, NULL::text AS excluded, ${part} AS part
    FROM asked a
    JOIN casework.referral r ON r.area = a.area AND r.answered_at >= a.from_at AND r.answered_at < a.to_at
     AND r.state = ANY (${states}::text[]) AND ${whose('r.provider')}
    JOIN directory.organisation p ON p.organisation = r.provider`

const COMMON = { minimumDenominator: 5, owner: 'Lead provider of the area', version: 1, fromMonth: FROM_THE_BEGINNING }

/** What became of referrals. */
export const REFERRALS: readonly Measure[] = [
  {
    code: 'referral-declined',
    title: 'Referrals declined',
    topic: 'Referrals',
    unit: 'share',
    of: 'organisations',
    follows: 'referral',
    versions: [
      {
        ...COMMON,
        words: 'The share of answered referrals that were declined, with the reasons given.',
        numerator: 'Referrals declined in the month.',
        denominator:
          'Referrals accepted or declined in the month. Those returned for information or withdrawn do not count.',
        direction: 'decrease',
        targets: [],
        source: 'Weft; declines by reason are shown beside the figure',
        records: answered({
          states: ['accepted', 'declined'],
          reached: sql`r.state = 'declined'`,
          part: sql`CASE r.state WHEN 'declined' THEN 'Declined: ' || replace(coalesce(r.decline_reason, 'no reason kept'), '_', ' ') ELSE 'Accepted' END`,
        }),
      },
    ],
  },
  {
    code: 'referral-wait',
    title: 'Accepted within 10 business days',
    topic: 'Referrals',
    unit: 'share',
    of: 'organisations',
    follows: 'referral',
    versions: [
      {
        ...COMMON,
        words: `Waiting time: of referrals accepted in the month, the share accepted within ${LONGEST_WAIT} business days of first being sent, the time while returned for information included, as the person waits through it.`,
        numerator: `Referrals accepted within ${LONGEST_WAIT} business days of first being sent.`,
        denominator: 'Referrals accepted in the month.',
        direction: 'increase',
        targets: [{ from: FROM_THE_BEGINNING, value: 90 }],
        source: 'Weft; target proposed by Weft',
        records: answered({
          states: ['accepted'],
          reached: sql`${businessDays(londonDay('r.first_sent_at'), londonDay('r.answered_at'))} <= ${LONGEST_WAIT}`,
        }),
      },
    ],
  },
  {
    code: 'referral-starts',
    title: 'Accepted starts',
    topic: 'Referrals',
    unit: 'count',
    of: 'organisations',
    follows: 'referral',
    versions: [
      {
        ...COMMON,
        words: 'How many services began: each referral accepted in the month is one start.',
        numerator: 'Referrals accepted in the month.',
        denominator: 'The same: this is a count.',
        direction: 'neutral',
        targets: [],
        source: 'Weft; volumes are agreed in each agreement',
        records: answered({ states: ['accepted'], reached: sql`true` }),
      },
    ],
  },
  {
    code: 'voluntary-share',
    title: 'Voluntary-sector share of accepted referrals',
    topic: 'Partnership',
    unit: 'share',
    of: 'area',
    follows: 'referral',
    versions: [
      {
        ...COMMON,
        words:
          'Of all referrals accepted in the area in the month, the share accepted by voluntary-sector organisations.',
        numerator: 'Referrals accepted by voluntary-sector organisations.',
        denominator: 'Referrals accepted in the area.',
        direction: 'increase',
        targets: [{ from: FROM_THE_BEGINNING, value: 30 }],
        source: 'The integrated model: up to 30% of all activity in an area with the voluntary sector',
        records: answered({
          states: ['accepted'],
          reached: sql`p.sector = 'voluntary'`,
          part: sql`CASE p.sector WHEN 'unknown' THEN 'Sector not known' ELSE initcap(p.sector) || ' sector' END`,
          organisation: sql`'*'::text`,
        }),
      },
    ],
  },
]
