import { Temporal } from 'temporal-polyfill'
import type { PlainDate } from '../kernel/calendar.ts'
import { invalid } from '../kernel/errors.ts'

/** Offences from this day on carry supervision after the sentence. Source: Offender Rehabilitation Act 2014, facts.md 5.6. */
export const SUPERVISION_FOR_OFFENCES_FROM = Temporal.PlainDate.from('2015-02-01')

/** A sentence of imprisonment, its length in months and days as the court said it. */
export type CustodialSentence = {
  readonly offenceOn: PlainDate
  readonly sentencedOn: PlainDate
  readonly months: number
  readonly days: number
}

export type SentencePeriod = 'custody' | 'licence' | 'post_sentence_supervision'

/** One stretch of a sentence: from its first day up to, and without, `until`. */
export type SentenceStretch = { readonly period: SentencePeriod; readonly from: PlainDate; readonly until: PlainDate }

/** Release half-way through: by calendar months where they halve, otherwise by days, an odd day being served. */
export function halfWayRelease(sentence: CustodialSentence): PlainDate {
  const { sentencedOn, months, days } = sentence
  if (days === 0 && months % 2 === 0) return sentencedOn.add({ months: months / 2 })
  return sentencedOn.add({ days: Math.ceil(sentencedOn.until(sentenceEnd(sentence)).days / 2) })
}

/**
 * Custody, licence and post-sentence supervision of a sentence, empty stretches left out. Supervision follows a
 * sentence of over one day and under two years and lasts until twelve months after release, by calendar months. The
 * day of release is `halfWayRelease` unless another is known. Refuses with `input.invalid` a length that is not at least
 * one whole day, an offence after the sentence or before supervision existed, and a release outside the sentence.
 * Source: facts.md 5.6 (6 months are 3, 3 and 9; 10 are 5, 5 and 7; 18 are 9, 9 and 3).
 */
export function sentenceStretches(sentence: CustodialSentence, releasedOn: PlainDate): SentenceStretch[] {
  refuseUnlikely(sentence)
  const { sentencedOn } = sentence
  const end = sentenceEnd(sentence)
  if (isAfter(sentencedOn, releasedOn) || isAfter(releasedOn, end))
    throw invalid({ field: 'releasedOn', sentence: 'Give a day of release between the sentence and its end.' })
  const supervised = hasSupervision(sentence) ? releasedOn.add({ months: 12 }) : end
  const stretches: SentenceStretch[] = [
    { period: 'custody', from: sentencedOn, until: releasedOn },
    { period: 'licence', from: releasedOn, until: end },
    { period: 'post_sentence_supervision', from: end, until: supervised },
  ]
  return stretches.filter(stretch => isAfter(stretch.until, stretch.from))
}

/** Whether supervision follows the sentence. */
export function hasSupervision(sentence: CustodialSentence): boolean {
  const end = sentenceEnd(sentence)
  return isAfter(end, sentence.sentencedOn.add({ days: 1 })) && isAfter(sentence.sentencedOn.add({ years: 2 }), end)
}

/** The first day after the sentence. */
export const sentenceEnd = ({ sentencedOn, months, days }: CustodialSentence): PlainDate =>
  sentencedOn.add({ months, days })

function refuseUnlikely({ offenceOn, sentencedOn, months, days }: CustodialSentence): void {
  const whole = [months, days].every(count => Number.isSafeInteger(count) && count >= 0)
  if (!whole || months + days === 0)
    throw invalid({
      field: 'months',
      sentence: 'Give the length of the sentence in whole months and days, a day at least.',
    })
  if (isAfter(SUPERVISION_FOR_OFFENCES_FROM, offenceOn))
    throw invalid({
      field: 'offenceOn',
      sentence: 'Offences before 1 February 2015 followed other rules. Take the dates from the sentence record.',
    })
  if (isAfter(offenceOn, sentencedOn))
    throw invalid({ field: 'offenceOn', sentence: 'The offence cannot come after the sentence. Check both days.' })
}

const isAfter = (one: PlainDate, other: PlainDate): boolean => Temporal.PlainDate.compare(one, other) > 0
