import { Temporal } from 'temporal-polyfill'
import { invalid, WeftError } from '../kernel/errors.ts'
import { parseMoney } from '../kernel/money.ts'
import { parseMonth } from '../kernel/month.ts'
import type { Charge, TermKind } from './term.ts'

/** What the form of a new term sends; amounts in pounds as written. */
export type TermForm = {
  kind: TermKind
  annual?: string | undefined
  year_from?: string | undefined
  per?: 'start' | 'session' | 'completion' | undefined
  price?: string | undefined
  asked_by?: string | undefined
  asked_on?: string | undefined
  agreed_on?: string | undefined
}

/** The charge that a form asks for. Refuses with `agreement.refused` a charge line without a price. */
export function chargeOf(form: TermForm): Charge {
  if (form.kind === 'fee for service') {
    if (form.annual === undefined) throw unpriced('annual', 'Write the annual fee.')
    if (form.year_from === undefined)
      throw invalid({ field: 'year_from', sentence: 'Write the month in which the year of the fee begins.' })
    return {
      kind: form.kind,
      annualPence: notBelowNought(form.annual, 'annual'),
      yearFrom: parseMonth(form.year_from),
      expectedVolume: null,
      leastVolume: null,
      mostVolume: null,
      adjusts: 'excess',
      fixedShare: null,
      cap: null,
      floor: null,
    }
  }
  if (form.kind === 'unit price') {
    if (form.price === undefined) throw unpriced('price', 'Write the price of one unit.')
    const tiers = [{ upTo: null, pence: notBelowNought(form.price, 'price') }]
    return { kind: form.kind, per: form.per ?? 'start', tiers, leastPence: null, mostPence: null }
  }
  return { kind: form.kind }
}

const unpriced = (field: string, what: string) =>
  new WeftError('agreement.refused', `A charge without a price is refused. ${what}`, [
    { field, sentence: `A charge without a price is refused. ${what}` },
  ])

function notBelowNought(text: string, field: string): bigint {
  const pence = parseMoney(text, field)
  if (pence < 0n) throw invalid({ field, sentence: 'Write an amount that is not below nought.' })
  return pence
}

/** Who asked for outcome risk and when, where all three are given. */
export function askedFor({ asked_by: by, asked_on, agreed_on }: TermForm) {
  if (by === undefined || asked_on === undefined || agreed_on === undefined) return null
  return { by, on: Temporal.PlainDate.from(asked_on), agreedOn: Temporal.PlainDate.from(agreed_on) }
}
