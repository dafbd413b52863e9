import { type Instant, londonDay, type PlainDate } from '../kernel/calendar.ts'
import { capital, dateInWords, listInWords, plural } from '../kernel/words.ts'

/** The minimum information of a hand-over. Source: handover.md, States (Accepted). */
export const CHECK_ITEMS = [
  { code: 'identity', title: 'Identity and contact confirmed', ticks: 'weft' },
  { code: 'sentence', title: 'Sentence and days left', ticks: 'weft' },
  { code: 'plan', title: 'Current needs and plan', ticks: 'weft' },
  { code: 'risk', title: 'Risk assessment and alerts', ticks: 'weft' },
  { code: 'health', title: 'Health and adjustments the person agreed to share', ticks: 'sender' },
  { code: 'referrals', title: 'Open referrals', ticks: 'weft' },
  { code: 'enforcement', title: 'Enforcement in hand', ticks: 'sender' },
  { code: 'appointments', title: 'Appointments booked', ticks: 'weft' },
  { code: 'told', title: 'What the person was told', ticks: 'sender' },
] as const

export type CheckCode = (typeof CHECK_ITEMS)[number]['code']
export type SenderCode = Extract<(typeof CHECK_ITEMS)[number], { ticks: 'sender' }>['code']

export const CHECK_CODES: readonly CheckCode[] = CHECK_ITEMS.map(item => item.code)

/** A risk assessment is current for so many months. Weft's own rule, shown beside the item; the sources name none. */
export const RISK_MONTHS = 6

/** What Weft holds of a case that the list asks for, read by one query. */
export type Held = {
  readonly name: boolean
  readonly dateOfBirth: boolean
  readonly reachable: boolean
  readonly sentence: { readonly kind: string; readonly endsOn: PlainDate | null } | null
  readonly needs: number
  readonly openGoals: number
  readonly risk: {
    readonly level: string
    readonly assessedAt: Instant | null
    readonly warnings: readonly string[]
  } | null
  readonly openReferrals: readonly string[]
  readonly nextAppointment: Instant | null
}

/** What the sender wrote at an item that only the sender knows. */
export type SenderWords = Readonly<Partial<Record<SenderCode, string>>>

/** One item as it stands: held, with what is held in words, or missing, with what is missing. */
export type Checked = {
  readonly code: CheckCode
  readonly title: string
  readonly tickedBy: 'weft' | 'sender'
  readonly state: 'held' | 'missing'
  readonly words: string
}

type Finding = { held: boolean; words: string }

const held = (words: string): Finding => ({ held: true, words })
const missing = (words: string): Finding => ({ held: false, words })

/** The whole list on a day, in its order: Weft ticks what it holds, and takes the sender's words for the rest. */
export function checklist(of: Held, words: SenderWords, today: PlainDate): Checked[] {
  const found: Readonly<Record<CheckCode, Finding>> = {
    identity: identityOf(of),
    sentence: sentenceOf(of, today),
    plan: planOf(of),
    risk: riskOf(of, today),
    referrals: held(of.openReferrals.length === 0 ? 'None is open' : `Open: ${listInWords(of.openReferrals)}`),
    appointments:
      of.nextAppointment === null
        ? missing('No appointment is booked')
        : held(`The next is on ${dateInWords(londonDay(of.nextAppointment))}`),
    health: said(words.health),
    enforcement: said(words.enforcement),
    told: said(words.told),
  }
  return CHECK_ITEMS.map(({ code, title, ticks }) => ({
    code,
    title,
    tickedBy: ticks,
    state: found[code].held ? 'held' : 'missing',
    words: found[code].words,
  }))
}

export const missingOf = (list: readonly Checked[]): Checked[] => list.filter(item => item.state === 'missing')

const said = (words: string | undefined): Finding =>
  words === undefined ? missing('The sender has not said') : held(words)

function identityOf(of: Held): Finding {
  const lacking = [
    ...(of.name ? [] : ['name']),
    ...(of.dateOfBirth ? [] : ['date of birth']),
    ...(of.reachable ? [] : ['address or phone']),
  ]
  return lacking.length === 0
    ? held('Name, date of birth and a way to reach the person')
    : missing(`Not held: ${listInWords(lacking)}`)
}

function sentenceOf({ sentence }: Held, today: PlainDate): Finding {
  if (sentence === null) return missing('No sentence in force is held')
  if (sentence.endsOn === null) return missing(`The end of the ${sentence.kind} is not held`)
  const left = today.until(sentence.endsOn).days
  const ends = `ends on ${dateInWords(sentence.endsOn)}`
  return left < 0
    ? missing(`The ${sentence.kind} held has ended: it ${ends.replace('ends', 'ended')}`)
    : held(`${capital(sentence.kind)}, ${ends}: ${plural(left, 'day')} left`)
}

function planOf({ needs, openGoals }: Held): Finding {
  const lacking = [...(needs > 0 ? [] : ['assessed needs']), ...(openGoals > 0 ? [] : ['a plan with an open goal'])]
  return lacking.length === 0
    ? held(`${plural(needs, 'need')} assessed, ${plural(openGoals, 'open goal')}`)
    : missing(`Not held: ${listInWords(lacking)}`)
}

function riskOf({ risk }: Held, today: PlainDate): Finding {
  if (risk === null || risk.assessedAt === null || risk.level === 'not assessed')
    return missing('Risk of serious harm has not been assessed')
  const on = londonDay(risk.assessedAt)
  const assessed = `assessed on ${dateInWords(on)}`
  const alerts = risk.warnings.length === 0 ? 'no alerts' : `alerts: ${listInWords(risk.warnings)}`
  return today.since(on, { largestUnit: 'months' }).months >= RISK_MONTHS
    ? missing(`Last ${assessed}, which is ${RISK_MONTHS} months ago or more`)
    : held(`${capital(risk.level)}, ${assessed}; ${alerts}`)
}
