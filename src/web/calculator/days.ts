import { Type } from 'typebox'
import { halfWayRelease, type SentencePeriod, sentenceStretches } from '../../casework/sentence-dates.ts'
import {
  addBusinessDays,
  bankHolidayOn,
  businessDaysBetween,
  dueAt,
  isBusinessDay,
  londonDay,
} from '../../kernel/calendar.ts'
import { dateInWords, instantInWords, plural, weekdayInWords } from '../../kernel/words.ts'
import { type CalculatorRule, DAY, defineRule, fields, INSTANT, readDay, readInstant } from './rule.ts'

const COUNT = Type.Integer({ minimum: 0, maximum: 2000, description: 'Business days.' })

const PERIOD_WORDS: Readonly<Record<SentencePeriod, string>> = {
  custody: 'Custody',
  licence: 'Licence',
  post_sentence_supervision: 'Post-sentence supervision',
}

const businessDays = defineRule({
  name: 'business-days',
  title: 'Business days between two days',
  about: 'Monday to Friday without the bank holidays of England and Wales, counted from the day after the first.',
  source: 'gov.uk/bank-holidays, 2012 to 2028',
  input: fields({ from: DAY, to: DAY }),
  example: { from: '2026-12-24', to: '2027-01-04' },
  calculate(input) {
    const [from, to] = [readDay(input.from, 'from'), readDay(input.to, 'to')]
    const days = businessDaysBetween(from, to)
    const holiday = bankHolidayOn(to)
    return {
      result: { businessDays: days, endsOnBusinessDay: isBusinessDay(to) },
      working: [
        `Counting starts on the day after ${weekdayInWords(from)}.`,
        `The last day counted is ${weekdayInWords(to)}${holiday ? `, a bank holiday (${holiday})` : ''}.`,
        `${plural(days, 'business day')}.`,
      ],
    }
  },
})

const dueDate = defineRule({
  name: 'due-date',
  title: 'Due date of an obligation',
  about: 'The end, at midnight in London, of the nth business day after the day on which it started.',
  source: 'Contract service levels: business days counted from the day after the trigger',
  input: fields({ startedAt: INSTANT, businessDays: COUNT }),
  example: { startedAt: '2026-11-20T17:30:00Z', businessDays: 5 },
  calculate(input) {
    const started = readInstant(input.startedAt, 'startedAt')
    const due = dueAt(started, input.businessDays)
    const day = londonDay(started)
    const last = addBusinessDays(day, input.businessDays)
    return {
      result: { dueAt: due.toString(), lastDay: last.toString() },
      working: [
        `It started on ${weekdayInWords(day)} in London.`,
        `${plural(input.businessDays, 'business day')} after that is ${weekdayInWords(last)}.`,
        `It is in time until that day ends: before ${instantInWords(due)}.`,
      ],
    }
  },
})

const sentenceDates = defineRule({
  name: 'sentence-dates',
  title: 'Custody, licence and post-sentence supervision',
  about: 'For sentences of over one day and under two years, supervision lasts until twelve months after release.',
  source: 'Offender Rehabilitation Act 2014, section 2, explanatory notes: 6 months are 3, 3 and 9',
  input: fields({
    offenceOn: DAY,
    sentencedOn: DAY,
    months: Type.Integer({ minimum: 0, maximum: 600 }),
    days: Type.Optional(Type.Integer({ minimum: 0, maximum: 20_000 })),
    releasedOn: Type.Optional(DAY),
  }),
  example: { offenceOn: '2025-10-01', sentencedOn: '2026-01-15', months: 6 },
  calculate(input) {
    const offenceOn = readDay(input.offenceOn, 'offenceOn')
    const sentencedOn = readDay(input.sentencedOn, 'sentencedOn')
    const sentence = { offenceOn, sentencedOn, months: input.months, days: input.days ?? 0 }
    const releasedOn = input.releasedOn ? readDay(input.releasedOn, 'releasedOn') : halfWayRelease(sentence)
    const stretches = sentenceStretches(sentence, releasedOn)
    return {
      result: stretches.map(({ period, from, until }) => ({ period, from: from.toString(), until: until.toString() })),
      working: [
        `Release on ${dateInWords(releasedOn)}${input.releasedOn ? ', as given' : ', half-way'}.`,
        ...stretches.map(
          ({ period, from, until }) =>
            `${PERIOD_WORDS[period]} from ${dateInWords(from)} to ${dateInWords(until.subtract({ days: 1 }))}.`,
        ),
      ],
    }
  },
})

export const DAY_RULES: readonly CalculatorRule[] = [businessDays, dueDate, sentenceDates]
