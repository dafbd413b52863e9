import { formatMoney, type Pence } from '../../kernel/money.ts'
import { type Month, monthInWords, monthsBetween } from '../../kernel/month.ts'
import { capital, plural } from '../../kernel/words.ts'
import { feeInTwelfths, MONTHS_OF_FEE } from '../terms/fee-in-twelfths.ts'
import { unitPriceAmount } from '../terms/unit-price.ts'
import { volumeAdjustment } from '../terms/volume-adjustment.ts'

/** What an agreement of one month says, as the statement needs it. Money in pence, shares in ten-thousandths. */
export type Promised = {
  agreement: string
  title: string
  version: number
  area: string
  payer: { organisation: string; name: string }
  payee: { organisation: string; name: string }
  terms: readonly Charge[]
  volumes: readonly { line: number; title: string; minimum: number; expected: number; cashPence: Pence }[]
}

export type Charge =
  | {
      kind: 'fee for service'
      term: number
      words: string
      annualPence: Pence
      yearFrom: Month
      expected: number | null
      least: number | null
      most: number | null
      adjusts: 'excess' | 'whole'
      fixedShare: bigint | null
      cap: bigint | null
      floor: bigint | null
    }
  | {
      kind: 'unit price'
      term: number
      words: string
      per: 'start' | 'session' | 'completion'
      line: number | null
      tiers: readonly { upTo: number | null; pence: Pence }[]
      leastPence: Pence | null
      mostPence: Pence | null
    }

/** Frozen facts of the month for one agreement: counted, disputed apart, and what later corrections changed. */
export type MonthFacts = {
  month: Month
  evidence: string
  /** By service line; `disputed` are in none of the counts. */
  lines: readonly { line: number; starts: number; sessions: number; completions: number; disputed: number }[]
  /** Starts that corrections of earlier months add or take away, by line. */
  corrections: readonly { line: number; ofMonth: Month; starts: number }[]
  /** Starts that the payee took without a funding line. */
  unfunded: number
  /** Starts of the contract year so far, with this month, by its months. */
  yearStarts: readonly { month: Month; starts: number }[]
  /** Lines of earlier statements that both sides have corrected since. */
  credits: readonly { statement: string; line: number; words: string; pence: Pence }[]
}

/** A line that explains itself. `standing`: final, or informative (it says something and charges nothing). */
export type StatementLine = {
  line: number
  term: number | null
  title: string
  formula: string
  inputs: Readonly<Record<string, string>>
  evidence: string | null
  pence: Pence
  standing: 'final' | 'informative'
}

export type Statement = {
  statement: string
  agreement: string
  title: string
  agreementVersion: number
  area: string
  month: Month
  payer: { organisation: string; name: string }
  payee: { organisation: string; name: string }
  evidence: string
  lines: readonly StatementLine[]
  totalPence: Pence
}

type Draft = Omit<StatementLine, 'line'>

/**
 * The statement of one month: a pure function of what was promised and the frozen facts, so that the same inputs give the same
 * bytes. The lines add up to the total, to the penny.
 */
export function makeStatement(promised: Promised, facts: MonthFacts): Statement {
  const drafts = [
    ...promised.terms.flatMap(term =>
      term.kind === 'fee for service' ? feeLines(term, facts) : unitLines(term, promised, facts),
    ),
    ...volumeLines(promised, facts),
    ...unfundedLine(facts),
    ...creditLines(facts),
  ]
  const lines = drafts.map((draft, at) => ({ line: at + 1, ...draft }))
  return {
    statement: `${facts.month}-${promised.agreement}`,
    agreement: promised.agreement,
    title: promised.title,
    agreementVersion: promised.version,
    area: promised.area,
    month: facts.month,
    payer: promised.payer,
    payee: promised.payee,
    evidence: facts.evidence,
    lines,
    totalPence: lines.reduce((sum, line) => sum + line.pence, 0n),
  }
}

type Fee = Extract<Charge, { kind: 'fee for service' }>

/** The month's twelfth and, in the last month of the contract year, the adjustment for volume outside the range. */
function feeLines(fee: Fee, facts: MonthFacts): Draft[] {
  const months = Math.max(monthsBetween(fee.yearFrom, facts.month).length, 1)
  const place = ((months - 1) % MONTHS_OF_FEE) + 1
  const pence = feeInTwelfths(fee.annualPence)[place - 1] ?? 0n
  const twelfth: Draft = {
    term: fee.term,
    title: fee.words,
    formula: `${formatMoney(fee.annualPence)} a year in twelve equal payments, the remainder in the last; this is payment ${place} of 12.`,
    inputs: { 'Annual fee': formatMoney(fee.annualPence), 'Contract year from': monthInWords(fee.yearFrom) },
    evidence: null,
    pence,
    standing: 'final',
  }
  return place === MONTHS_OF_FEE ? [twelfth, ...adjustmentLine(fee, facts)] : [twelfth]
}

function adjustmentLine(fee: Fee, facts: MonthFacts): Draft[] {
  if (fee.least === null || fee.most === null || fee.expected === null) return []
  const actual = facts.yearStarts.reduce((sum, month) => sum + month.starts, 0)
  const { counted, adjustment, bound } = volumeAdjustment(
    {
      annualFee: fee.annualPence,
      expected: BigInt(fee.expected),
      range: { least: BigInt(fee.least), most: BigInt(fee.most) },
      counts: fee.adjusts === 'whole' ? 'whole' : 'excess only',
      fixedShare: fee.fixedShare ?? 0n,
      cap: fee.cap,
      floor: fee.floor,
    },
    BigInt(actual),
  )
  const outside =
    counted === 0n
      ? 'inside the range, so nothing'
      : `${counted} outside the range (${fee.adjusts === 'whole' ? 'the whole difference' : 'the excess only'})`
  return [
    {
      term: fee.term,
      title: 'Volume adjustment of the contract year',
      formula: `${plural(actual, 'start')} in the year against a range of ${fee.least} to ${fee.most}: ${outside}; the fixed share of the fee does not move${bound === 'none' ? '' : `; held at the ${bound}`}.`,
      inputs: {
        Starts: String(actual),
        Range: `${fee.least} to ${fee.most}`,
        'Fixed share': percent(fee.fixedShare ?? 0n),
      },
      evidence: null,
      pence: adjustment,
      standing: 'final',
    },
  ]
}

const percent = (share: bigint) => `${Number(share) / 100}%`

type UnitTerm = Extract<Charge, { kind: 'unit price' }>

const COUNTED = { start: 'starts', session: 'sessions', completion: 'completions' } as const

function unitLines(term: UnitTerm, promised: Promised, facts: MonthFacts): Draft[] {
  const counted = facts.lines.filter(line => term.line === null || line.line === term.line)
  const units = counted.reduce((sum, line) => sum + line[COUNTED[term.per]], 0)
  const disputed = counted.reduce((sum, line) => sum + line.disputed, 0)
  const { lines, amount, bound } = unitPriceAmount(
    {
      tiers: term.tiers.map(tier => ({ upTo: tier.upTo === null ? null : BigInt(tier.upTo), price: tier.pence })),
      minimum: term.leastPence,
      maximum: term.mostPence,
    },
    BigInt(units),
  )
  const tiers = lines.filter(line => line.units > 0n).map(line => `${line.units} × ${formatMoney(line.price)}`)
  const line: Draft = {
    term: term.term,
    title: term.words,
    formula: `${plural(units, term.per)}: ${tiers.join(' + ') || 'nothing to pay'}${bound === 'none' ? '' : `, held at the ${bound}`}.`,
    inputs: {
      [capital(COUNTED[term.per])]: String(units),
      ...(disputed > 0 ? { 'Disputed, counted apart': String(disputed) } : {}),
    },
    evidence: `/areas/${promised.area}/figures/${facts.month}/referral-starts/${promised.payee.organisation}`,
    pence: amount,
    standing: 'final',
  }
  return [line, ...correctionLines(term, facts)]
}

/** What corrections of earlier months change, at the price of the first tier, since they are counted alone. */
function correctionLines(term: UnitTerm, facts: MonthFacts): Draft[] {
  if (term.per !== 'start') return []
  const price = term.tiers[0]?.pence ?? 0n
  return facts.corrections
    .filter(correction => (term.line === null || correction.line === term.line) && correction.starts !== 0)
    .map(correction => ({
      term: term.term,
      title: `Correction of ${monthInWords(correction.ofMonth)}`,
      formula: `A dispute settled after ${monthInWords(correction.ofMonth)} was frozen: ${plural(correction.starts, 'start')} × ${formatMoney(price)}.`,
      inputs: { Starts: String(correction.starts), Price: formatMoney(price) },
      evidence: null,
      pence: price * BigInt(correction.starts),
      standing: 'final',
    }))
}

const volumeLines = (promised: Promised, facts: MonthFacts): Draft[] =>
  promised.volumes.map(volume => {
    const starts = facts.lines.find(line => line.line === volume.line)?.starts ?? 0
    return {
      term: null,
      title: `Volume: ${volume.title}`,
      formula: `${plural(starts, 'start')} against a minimum of ${volume.minimum} and an expected ${volume.expected}: ${againstPromised(starts, volume)}.`,
      inputs: {
        Starts: String(starts),
        Minimum: String(volume.minimum),
        Expected: String(volume.expected),
        'Cash agreed for the month': formatMoney(volume.cashPence),
      },
      evidence: `/areas/${promised.area}/figures/${facts.month}/referral-starts/${promised.payee.organisation}`,
      pence: 0n,
      standing: 'informative',
    }
  })

/** How many starts came of what was promised, in words. */
export function againstPromised(starts: number, { minimum, expected }: { minimum: number; expected: number }): string {
  if (starts < minimum) return `${minimum - starts} below the minimum`
  return starts < expected ? `${expected - starts} below the expected` : 'as expected or more'
}

const unfundedLine = ({ unfunded }: MonthFacts): Draft[] =>
  unfunded === 0
    ? []
    : [
        {
          term: null,
          title: 'Referrals taken without a funding line',
          formula: `${plural(unfunded, 'start')} that no agreement pays for. Each was sent as unfunded, with a name and a reason.`,
          inputs: { Starts: String(unfunded) },
          evidence: null,
          pence: 0n,
          standing: 'informative',
        },
      ]

const creditLines = ({ credits }: MonthFacts): Draft[] =>
  credits.map(credit => ({
    term: null,
    title: `Credit note for line ${credit.line} of ${credit.statement}`,
    formula: `Agreed by both sides: ${credit.words}`,
    inputs: { Statement: credit.statement, Line: String(credit.line) },
    evidence: `/statements/${credit.statement}`,
    pence: credit.pence,
    standing: 'final',
  }))
