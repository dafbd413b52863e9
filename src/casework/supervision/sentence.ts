import { type Instant, type PlainDate, startOfDay } from '../../kernel/calendar.ts'
import { invalid } from '../../kernel/errors.ts'
import { halfWayRelease, type SentencePeriod, sentenceEnd, sentenceStretches } from '../sentence-dates.ts'

export const SENTENCE_KINDS = [
  'community order',
  'suspended sentence order',
  'custody',
  'licence',
  'post-sentence supervision',
  'other',
] as const
export type SentenceKind = (typeof SENTENCE_KINDS)[number]

/** A sentence as the person who records it says it. Either its last day or its length is given. */
export type SentenceSaid = {
  kind: SentenceKind
  startedOn: PlainDate
  endsOn: PlainDate | null
  months: number
  days: number
  offenceOn: PlainDate | null
  releaseOn: PlainDate | null
  allocatedOn: PlainDate | null
}

/** One stretch of supervision as it is kept; `endsOn` is its last day. */
export type Stretch = {
  kind: SentenceKind
  startedOn: PlainDate
  endsOn: PlainDate | null
  allocatedAt: Instant | null
  releaseOn: PlainDate | null
}

const ORDERS: readonly SentenceKind[] = ['community order', 'suspended sentence order']

const PERIOD_KIND: Readonly<Record<SentencePeriod, SentenceKind>> = {
  custody: 'custody',
  licence: 'licence',
  post_sentence_supervision: 'post-sentence supervision',
}

/**
 * The stretches that a sentence is kept as: custody becomes custody, licence and post-sentence supervision by the rules of
 * `sentence-dates.ts`; an order or another sentence stays one. Refuses with `input.invalid`, by field, what is missing.
 */
export function stretchesOf(said: SentenceSaid, now: Instant): Stretch[] {
  if (said.kind === 'custody') return custodialStretches(said)
  const endsOn = lastDay(said)
  if (said.kind === 'licence' && endsOn === null)
    throw invalid({ field: 'ends_on', sentence: 'Enter the last day of the licence, such as 3 3 2027.' })
  return [
    {
      kind: said.kind,
      startedOn: said.startedOn,
      endsOn,
      allocatedAt: ORDERS.includes(said.kind) ? allocation(said, now) : null,
      releaseOn: said.kind === 'licence' ? (said.releaseOn ?? said.startedOn) : null,
    },
  ]
}

function custodialStretches(said: SentenceSaid): Stretch[] {
  if (said.offenceOn === null)
    throw invalid({ field: 'offence_on', sentence: 'Enter the day of the offence, such as 3 3 2026.' })
  const sentence = { offenceOn: said.offenceOn, sentencedOn: said.startedOn, months: said.months, days: said.days }
  const releaseOn = said.releaseOn ?? halfWayRelease(sentence)
  return sentenceStretches(sentence, releaseOn).map(({ period, from, until }) => ({
    kind: PERIOD_KIND[period],
    startedOn: from,
    endsOn: until.subtract({ days: 1 }),
    allocatedAt: null,
    releaseOn: period === 'post_sentence_supervision' ? null : releaseOn,
  }))
}

function lastDay({ startedOn, endsOn, months, days }: SentenceSaid): PlainDate | null {
  const last =
    endsOn ??
    (months + days > 0
      ? sentenceEnd({ offenceOn: startedOn, sentencedOn: startedOn, months, days }).subtract({ days: 1 })
      : null)
  if (last && isBefore(last, startedOn))
    throw invalid({ field: 'ends_on', sentence: 'The last day cannot come before the first. Check both days.' })
  return last
}

function allocation({ allocatedOn }: SentenceSaid, now: Instant): Instant {
  if (allocatedOn === null) return now
  const at = startOfDay(allocatedOn)
  if (at.epochMilliseconds > now.epochMilliseconds)
    throw invalid({ field: 'allocated_on', sentence: 'The day of allocation cannot lie ahead. Check it.' })
  return at
}

/** What the outline of all sentences of a person says: the one that runs today, and the last day of the last. */
export function outlineOf(
  stretches: readonly Stretch[],
  today: PlainDate,
): { kind: SentenceKind; endsOn: PlainDate | null } | null {
  const inOrder = [...stretches].sort((one, other) => compare(one.startedOn, other.startedOn))
  const running = inOrder.findLast(stretch => !isBefore(today, stretch.startedOn) && !isOver(stretch, today))
  const current = running ?? inOrder.find(stretch => isBefore(today, stretch.startedOn)) ?? inOrder.at(-1)
  if (!current) return null
  const days = inOrder.map(stretch => stretch.endsOn)
  if (days.includes(null)) return { kind: current.kind, endsOn: null }
  return {
    kind: current.kind,
    endsOn: days.reduce((last, day) => (last && day && isBefore(last, day) ? day : last), days[0] ?? null),
  }
}

const compare = (one: PlainDate, other: PlainDate): number => one.since(other).sign
const isBefore = (one: PlainDate, other: PlainDate): boolean => compare(one, other) < 0
const isOver = ({ endsOn }: Stretch, today: PlainDate): boolean => endsOn !== null && isBefore(endsOn, today)
