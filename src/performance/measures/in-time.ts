import type { Measure } from '../measure.ts'
import { FROM_THE_BEGINNING, inTime } from './obligation.ts'

const CONTRACT = (code: string) =>
  `Community rehabilitation company contract, schedule 9, service level ${code}; target as all were due by February 2017`
const WEFT = 'Weft, clocks of casework; target proposed by Weft'

const DUE =
  'Those that fall due in the month and are met, missed or overdue. Excused, no longer owed and not yet due do not count.'

/** Promises with a clock: the share kept in time, in the month in which they fall due. */
export const IN_TIME: readonly Measure[] = [
  inTime({
    code: 'SL001R',
    title: 'First appointment arranged, community order',
    topic: 'Supervision',
    obligation: 'SL001R',
    words:
      'Of people given a community order or suspended sentence order, the share with a face-to-face appointment arranged to take place within 5 business days of allocation.',
    numerator: 'Appointments arranged to take place in time, by the date they are booked for.',
    denominator: DUE,
    target: { from: '2017-02', value: 97 },
    source: CONTRACT('SL001R'),
  }),
  inTime({
    code: 'SL002R',
    title: 'First appointment arranged, licence',
    topic: 'Supervision',
    obligation: 'SL002R',
    words:
      'Of people released on licence, the share with a face-to-face appointment arranged to take place within 1 business day of release.',
    numerator: 'Appointments arranged to take place in time, by the date they are booked for.',
    denominator: DUE,
    target: { from: '2017-02', value: 97 },
    source: CONTRACT('SL002R'),
  }),
  inTime({
    code: 'SL003R',
    title: 'Plan completed, community sentence',
    topic: 'Supervision',
    obligation: 'SL003R',
    words:
      'Of people on a community sentence, the share whose plan is complete within 15 business days of the first appointment they attended.',
    numerator: 'Plans declared complete in time.',
    denominator: DUE,
    target: { from: '2017-02', value: 97 },
    source: CONTRACT('SL003R'),
  }),
  inTime({
    code: 'referral-answered',
    title: 'Referrals answered in time',
    topic: 'Referrals',
    obligation: 'answer-referral',
    words:
      'The share of referrals that the organisation asked accepted or declined within 2 business days. While a referral is returned for information the clock stands still.',
    numerator: 'Referrals accepted or declined in time.',
    denominator: DUE,
    target: { from: FROM_THE_BEGINNING, value: 95 },
    source: WEFT,
  }),
  inTime({
    code: 'plan-agreed',
    title: 'Service plans agreed in time',
    topic: 'Services',
    obligation: 'agree-plan',
    words:
      'The share of submitted service plans that the responsible officer’s organisation agreed within 2 business days.',
    numerator: 'Plans agreed in time.',
    denominator: DUE,
    target: { from: FROM_THE_BEGINNING, value: 95 },
    source: WEFT,
  }),
  inTime({
    code: 'session-recorded',
    title: 'Sessions recorded in time',
    topic: 'Services',
    obligation: 'record-session',
    words: 'The share of appointments whose outcome was recorded within 1 business day of their end.',
    numerator: 'Appointments recorded in time.',
    denominator: DUE,
    target: { from: FROM_THE_BEGINNING, value: 95 },
    source: WEFT,
  }),
  inTime({
    code: 'report-in-time',
    title: 'End-of-service reports in time',
    topic: 'Services',
    obligation: 'end-of-service-report',
    words: 'The share of end-of-service reports submitted within 5 business days of the last session or early end.',
    numerator: 'Reports submitted in time.',
    denominator: DUE,
    target: { from: FROM_THE_BEGINNING, value: 90 },
    source: WEFT,
  }),
  inTime({
    code: 'handover-answered',
    title: 'Hand-overs answered in time',
    topic: 'Hand-overs',
    obligation: 'handover-answered',
    words:
      'The share of offered hand-overs that the receiver accepted or declined within 5 business days of the offer.',
    numerator: 'Hand-overs accepted or declined in time.',
    denominator: DUE,
    target: { from: FROM_THE_BEGINNING, value: 95 },
    source: 'Weft, clocks of hand-over; target proposed by Weft',
  }),
  inTime({
    code: 'handover-landed',
    title: 'Hand-overs landed in time',
    topic: 'Hand-overs',
    obligation: 'handover-landed',
    words:
      'The share of hand-overs after which the person had a first contact with the new organisation in time: 1 business day after release, 5 after an area move.',
    numerator: 'First contacts in time.',
    denominator: DUE,
    target: { from: FROM_THE_BEGINNING, value: 95 },
    source: 'Weft, clocks of hand-over; target proposed by Weft',
  }),
]
